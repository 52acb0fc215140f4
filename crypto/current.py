"""The one global: the unlocked keyring.

It exists for callers that are handed nothing: the older system's four functions,
``get_encrypted_storage()`` and the column types. Everything else is handed its keyring.

::

    never filled ──current()──▶ filled from ENCRYPTION_KEY
         │ set_current(keyring)      │ clear()
         ▼                           ▼
       filled ──────clear()──────▶ locked ──set_current(keyring)──▶ filled

From *locked* nothing but ``set_current`` leads back: a locked window must not unlock itself
because a key happens to lie in the environment.
"""

import threading

from .environment import KEY_VARIABLE
from .errors import LockedError
from .keyring import Keyring
from .sources.env import keyring_from_environment

_lock = threading.Lock()


class _State:
    """What the module holds; ``ours`` tells that the keyring was opened here, so closed here."""

    keyring: Keyring | None = None
    ours: bool = False
    locked: bool = False


_state = _State()


def set_current(keyring: Keyring | None) -> None:
    """Make ``keyring`` the current one; it stays its owner's to close. None is :func:`clear`."""
    with _lock:
        _let_go()
        _state.keyring = keyring
        _state.locked = keyring is None


def current() -> Keyring:
    """Return the current keyring; the first use fills it from ``ENCRYPTION_KEY``.

    Raises:
        LockedError: it was locked, or its owner closed it.
        KeyNotConfiguredError: nothing set it, and the environment holds no key.
        InvalidKeyFormatError: what the environment holds is not a key.
    """
    with _lock:
        if _state.keyring is None:
            if _state.locked:
                raise LockedError
            _state.keyring = keyring_from_environment(KEY_VARIABLE)
            _state.ours = True
        if _state.keyring.closed:
            raise LockedError
        return _state.keyring


def clear() -> None:
    """Lock: forget the current keyring, and wipe it if it was filled from the environment."""
    set_current(None)


def release(keyring: Keyring) -> None:
    """Lock as :func:`clear` does, unless another keyring is the current one by now."""
    with _lock:
        if _state.keyring is keyring:
            _let_go()
            _state.keyring = None
            _state.locked = True


def forget() -> None:
    """Go back to *never filled*, as at the process's start."""
    with _lock:
        _let_go()
        _state.keyring = None
        _state.locked = False


def _let_go() -> None:
    if _state.ours and _state.keyring is not None:
        _state.keyring.close()
    _state.ours = False
