"""After five wrong passphrases or recovery codes: a wait before the next try.

- It holds for a project on this computer, for the window and the command line alike, through a
  restart of either. Its clock cannot be set; see `app.settings.boot_clock`.
- A full disk does not stop the count: it is written over where it lies. Where that fails as well,
  this process keeps it in memory, and the next try waits as if all free ones had been used up.
- It stops who sits down at this computer and guesses. It does not stop who takes the keyring file
  along, or who can write the state folder: against them stand Argon2id and a long passphrase.
"""

import contextlib
import logging
import threading

from app.session.errors import UnlockWaitError
from app.settings import boot_clock
from app.settings.errors import SettingsError
from app.settings.failed_unlocks import (
    FailedUnlocks,
    failed_unlocks,
    make_room_for_note,
    note_failed_unlock,
    one_more,
    seconds_since,
)
from app.settings.paths import Paths

_log = logging.getLogger(__name__)

# Five invalid attempts, then at least 10 minutes: FBI CJIS Security Policy 5.9, 5.5.3.
FREE_TRIES = 5
_WAITS_S = (600.0, 1200.0, 2400.0, 3600.0)

# Tries that could be noted nowhere, by project. There is no object that outlives a try: before a
# project is unlocked there is none, and a count that is forgotten with one try counts nothing.
_uncounted: dict[str, FailedUnlocks] = {}
_uncounted_lock = threading.Lock()


def wait_after_s(count: int) -> float:
    """Return how long to wait after so many wrong tries; longer with each, an hour at most."""
    if count < FREE_TRIES:
        return 0.0
    return _WAITS_S[min(count - FREE_TRIES, len(_WAITS_S) - 1)]


def unlock_wait_s(paths: Paths, project_id: str) -> float:
    """Return how long the next try has to wait; 0 where it need not. Reads and writes a file."""
    return max(_noted_wait_s(paths, project_id), _uncounted_wait_s(project_id))


def _noted_wait_s(paths: Paths, project_id: str) -> float:
    try:
        failed = failed_unlocks(paths, project_id)
        if failed is None or not (whole_s := wait_after_s(failed.count)):
            return 0.0
        return max(whole_s - seconds_since(paths, project_id, failed), 0.0)
    except SettingsError as error:
        # Who can damage the note could take it away as well; nobody shall be shut out for good.
        _log.info("how often unlocking failed is not known: %s", type(error).__name__)
        return 0.0


def require_no_wait(paths: Paths, project_id: str) -> None:
    """Make sure that a passphrase may be tried now.

    Raises:
        UnlockWaitError: it has to wait.
    """
    if wait_s := unlock_wait_s(paths, project_id):
        raise UnlockWaitError(wait_s, is_counted=project_id not in _uncounted)


def count_failed_unlock(paths: Paths, project_id: str) -> None:
    """Count a wrong try, on the disk or else in memory."""
    try:
        note_failed_unlock(paths, project_id)
    except SettingsError as error:
        _log.info("a wrong try cannot be noted: %s", type(error).__name__)
        with _uncounted_lock:
            _uncounted[project_id] = one_more(_uncounted.get(project_id), at_least=FREE_TRIES)


def begin_count_anew(paths: Paths, project_id: str) -> None:
    """Make room for the count of wrong tries, and forget those in memory: somebody was let in."""
    with _uncounted_lock:
        _uncounted.pop(project_id, None)
    with contextlib.suppress(SettingsError):
        make_room_for_note(paths, project_id)


def _uncounted_wait_s(project_id: str) -> float:
    failed = _uncounted.get(project_id)
    if failed is None:
        return 0.0
    return max(wait_after_s(failed.count) - (boot_clock.now_s() - failed.running_s), 0.0)
