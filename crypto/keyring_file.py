r"""Keyring files: data keys on disk, under a passphrase and a recovery code.

A random KEK wraps the keys and authenticates the file; the slots wrap the KEK:

- MAC = HMAC-SHA-256(X(KEK, "safelight/keyring-mac/v1\0", 32), all before)
- entry = AES-KWP(X(KEK, "safelight/keyring-wrap/v1\0", 32), key); see `keyring_entries`

Rules:
- Changing a slot makes a new KEK, so an old passphrase opens only old copies of the file. No clip
  and no row is touched.
- A file is written beside the old one, flushed, renamed over it, and the old one is kept as
  ``<name>.previous``.
- Without passphrase and recovery code the keys are gone, and with them every clip.
- Whoever writes a file that holds no device key puts a new one in.
"""

import hmac
import logging
import secrets
from dataclasses import replace
from pathlib import Path

from . import keyring_format
from .errors import (
    KeyNotConfiguredError,
    KeyringAlteredError,
    KeyringParametersError,
    WrongPassphraseError,
)
from .kdf import expand_bytes
from .keyring import Keyring
from .keyring_disk import read_keyring_bytes, write_keyring_bytes
from .keyring_entries import entries_of, keyring_of, with_a_device
from .keyring_format import KeyringDocument
from .keyring_slots import KEK_SIZE, Argon2Params, PassphraseSlot, RecoverySlot
from .policy import ReadPolicy
from .recovery_code import (
    make_recovery_code,
    recovery_secret,
    same_recovery_code,
    verify_recovery_code_text,
)
from .secret import SecretKey, SecretText, wipe

__all__ = [
    "Argon2Params",
    "Passphrase",
    "change_passphrase",
    "create_keyring_file",
    "open_keyring_file",
    "same_recovery_code",
    "set_read_policy",
    "verify_recovery_code_text",
]

Passphrase = SecretText | bytes | str
"""Bytes are taken as they are; a str is put into Unicode's composed form and UTF-8."""

_log = logging.getLogger(__name__)
_MAC_INFO = b"safelight/keyring-mac/v1\0"


def create_keyring_file(
    path: Path,
    *,
    passphrase: Passphrase,
    read_policy: ReadPolicy = ReadPolicy.AUTHENTICATED,
    kdf: Argon2Params | None = None,
    keyring: Keyring | None = None,
) -> str:
    """Write a new keyring file and return its recovery code, which is shown once.

    Args:
        path: must not exist yet: overwriting a keyring would lose clips.
        passphrase: must not be empty.
        read_policy: goes into the file, under its MAC.
        kdf: Argon2id's cost; the default suits people's machines.
        keyring: whose keys to store; by default a new data key is made.

    Raises:
        KeyringParametersError: empty passphrase, or cost out of range.
        KeyringFileError: the file exists or cannot be written.
    """
    code = make_recovery_code()
    stored = Keyring.generate() if keyring is None else keyring
    try:
        content = _compose(
            stored,
            generation=1,
            read_policy=read_policy,
            passphrase=passphrase,
            recovery_code=code,
            kdf=kdf,
        )
    finally:
        if keyring is None:
            stored.close()
    write_keyring_bytes(path, content, replace=False)
    return code


def open_keyring_file(
    path: Path,
    *,
    passphrase: Passphrase | None = None,
    recovery_code: str | None = None,
    last_generation: int | None = None,
) -> Keyring:
    """Open a keyring file with one of its two secrets.

    Args:
        path: the file.
        passphrase: or
        recovery_code: exactly one of the two.
        last_generation: the highest generation seen before. A lower one is opened with a warning
            in the log: somebody put an older file back, and its passphrase may be an old one.

    Returns:
        The keyring, whose ``generation`` the caller remembers.

    Raises:
        WrongPassphraseError: the passphrase opens no slot.
        WrongRecoveryCodeError: the recovery code opens no slot.
        RecoveryCodeFormatError: the recovery code was mistyped.
        KeyringAlteredError: damaged or altered.
        KeyringParametersError: out of range, or of a later version; nothing was computed.
        KeyringFileError: the file cannot be read.
    """
    part, mac = keyring_format.split(read_keyring_bytes(path))
    document = keyring_format.parse(part)
    with _unlock(document, passphrase=passphrase, recovery_code=recovery_code) as kek:
        if not hmac.compare_digest(_mac(kek, part), mac):
            raise KeyringAlteredError("The keyring file is damaged or was altered")
        keyring = keyring_of(document, kek)
    if last_generation is not None and document.generation < last_generation:
        _log.warning(
            "keyring file of generation %d, but %d was seen before: an older one was put back",
            document.generation,
            last_generation,
        )
    return keyring


def change_passphrase(
    path: Path,
    *,
    new_passphrase: Passphrase,
    passphrase: Passphrase | None = None,
    recovery_code: str | None = None,
    kdf: Argon2Params | None = None,
) -> str:
    """Give a keyring file a new passphrase and return its new recovery code.

    The KEK is new, so the old passphrase and the old code open only the previous file. Errors are
    those of :func:`open_keyring_file` and :func:`create_keyring_file`.
    """
    code = make_recovery_code()
    with open_keyring_file(path, passphrase=passphrase, recovery_code=recovery_code) as keyring:
        content = _compose(
            keyring,
            generation=keyring.generation + 1,
            read_policy=keyring.read_policy,
            passphrase=new_passphrase,
            recovery_code=code,
            kdf=kdf,
        )
    write_keyring_bytes(path, content, replace=True)
    return code


def set_read_policy(path: Path, read_policy: ReadPolicy, *, passphrase: Passphrase) -> int:
    """Put another read policy into a keyring file; return the file's new generation.

    Passphrase, recovery code and keys stay. Errors are those of :func:`open_keyring_file`.
    """
    part, mac = keyring_format.split(read_keyring_bytes(path))
    document = keyring_format.parse(part)
    with _unlock(document, passphrase=passphrase, recovery_code=None) as kek:
        if not hmac.compare_digest(_mac(kek, part), mac):
            raise KeyringAlteredError("The keyring file is damaged or was altered")
        changed = replace(
            document,
            generation=document.generation + 1,
            read_policy=read_policy,
            entries=with_a_device(document.entries, kek),
        ).authenticated_part()
        content = changed + _mac(kek, changed).hex().encode("ascii")
    write_keyring_bytes(path, content, replace=True)
    return document.generation + 1


def _compose(
    keyring: Keyring,
    *,
    generation: int,
    read_policy: ReadPolicy,
    passphrase: Passphrase,
    recovery_code: str,
    kdf: Argon2Params | None,
) -> bytes:
    with (
        SecretKey.taking(bytearray(secrets.token_bytes(KEK_SIZE))) as kek,
        _passphrase_secret(passphrase) as typed,
        recovery_secret(recovery_code) as recovery,
    ):
        if not len(typed):
            raise KeyringParametersError("The passphrase is empty")
        document = KeyringDocument(
            generation=generation,
            read_policy=read_policy,
            passphrase_slots=(PassphraseSlot.make(kek, typed, kdf or Argon2Params()),),
            recovery_slots=(RecoverySlot.make(kek, recovery),),
            entries=with_a_device(entries_of(keyring, kek), kek),
        )
        part = document.authenticated_part()
        return part + _mac(kek, part).hex().encode("ascii")


def _unlock(
    document: KeyringDocument, *, passphrase: Passphrase | None, recovery_code: str | None
) -> SecretKey:
    if recovery_code is not None:
        with recovery_secret(recovery_code) as recovery:
            return _first_that_opens(document.recovery_slots, recovery)
    if passphrase is None:
        raise KeyNotConfiguredError("The keyring file needs its passphrase or recovery code")
    with _passphrase_secret(passphrase) as typed:
        return _first_that_opens(document.passphrase_slots, typed)


def _first_that_opens(
    slots: tuple[PassphraseSlot, ...] | tuple[RecoverySlot, ...], secret: SecretKey
) -> SecretKey:
    refusal: WrongPassphraseError | None = None
    for slot in slots:
        try:
            return slot.unlock(secret)
        except WrongPassphraseError as error:
            refusal = error
    raise refusal or KeyringParametersError("The keyring has no slot of that kind")


def _passphrase_secret(passphrase: Passphrase) -> SecretKey:
    """Return a copy of our own, so that closing it leaves the caller's alone."""
    if isinstance(passphrase, str):
        return SecretText.from_text(passphrase)
    return SecretKey(passphrase.view() if isinstance(passphrase, SecretKey) else passphrase)


def _mac(kek: SecretKey, part: bytes) -> bytes:
    key = expand_bytes(kek, _MAC_INFO, 32)
    try:
        return hmac.digest(key, part, "sha256")
    finally:
        wipe(key)
