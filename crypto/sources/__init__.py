"""Where keys come from, by URI.

============  ===============================================================
``env:NAME``  64 hex digits in an environment variable
``file:…``    a keyring file under a passphrase
``keychain:`` the operating system's keyring, in a later version
``pkcs11:``   a hardware token (RFC 7512), in a later version
``awskms:``   AWS KMS, in a later version
============  ===============================================================

A key is never derived from a string that is not recognised.
"""

from collections.abc import Callable

from crypto.environment import KEY_VARIABLE
from crypto.errors import KeyNotConfiguredError
from crypto.keyring import Keyring
from crypto.secret import SecretText

from .env import keyring_from_environment
from .keyfile import open_keyfile

_LATER = ("keychain", "pkcs11", "awskms")


def open_source(
    uri: str,
    *,
    passphrase: Callable[[], SecretText | bytes] | None = None,
    last_generation: int | None = None,
) -> Keyring:
    """Open the keyring that a URI names.

    Args:
        uri: as in the table above.
        passphrase: asks the person, and is called only where one is needed.
        last_generation: the highest generation of this keyring file that was seen before.

    Raises:
        KeyNotConfiguredError: nothing is there, or no source of this version has that scheme.
        EncryptionError: the source's own errors.
    """
    scheme, colon, rest = uri.partition(":")
    if not colon:
        # The whole text may be a key that was pasted into the wrong place: do not repeat it.
        raise KeyNotConfiguredError("A key source looks like env:ENCRYPTION_KEY or file:/path")
    if scheme == "env":
        return keyring_from_environment(rest or KEY_VARIABLE)
    if scheme == "file":
        return open_keyfile(rest, passphrase=passphrase, last_generation=last_generation)
    if scheme in _LATER:
        raise KeyNotConfiguredError(
            f"Key source {scheme}: comes with a later version; this one has env: and file:"
        )
    raise KeyNotConfiguredError("Unknown key source; this version has env: and file:")
