r"""Keyring files: data keys on disk, under a passphrase and a recovery code.

A random KEK wraps the keys and authenticates the file; the slots wrap the KEK:

- MAC = HMAC-SHA-256(X(KEK, "safelight/keyring-mac/v1\0", 32), all before)
- entry = AES-KWP(X(KEK, "safelight/keyring-wrap/v1\0", 32), key)

Rules:
- Changing a slot makes a new KEK, so an old passphrase opens only old copies of the file. No clip
  and no row is touched.
- A file is written beside the old one, flushed, renamed over it, and the old one is kept as
  ``<name>.previous``.
- Without passphrase and recovery code the keys are gone, and with them every clip.
"""

import hmac
import logging
import secrets
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_wrap_with_padding

from . import keyring_format
from .errors import (
    KeyNotConfiguredError,
    KeyringAlteredError,
    KeyringParametersError,
    WrongPassphraseError,
)
from .kdf import expand, expand_bytes, key_id
from .keyring import Keyring
from .keyring_disk import read_keyring_bytes, write_keyring_bytes
from .keyring_format import Entry, KeyringDocument, Role
from .keyring_slots import KEK_SIZE, Argon2Params, PassphraseSlot, RecoverySlot, unwrap
from .policy import ReadPolicy
from .recovery_code import (
    make_recovery_code,
    recovery_secret,
    same_recovery_code,
    verify_recovery_code_text,
)
from .scope_keys import ScopeKeys, scope_from_bytes
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
_WRAP_INFO = b"safelight/keyring-wrap/v1\0"


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
        keyring = _keyring(document, kek)
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
            document, generation=document.generation + 1, read_policy=read_policy
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
            entries=_entries(keyring, kek),
        )
        part = document.authenticated_part()
        return part + _mac(kek, part).hex().encode("ascii")


def _entries(keyring: Keyring, kek: SecretKey) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    with expand(kek, _WRAP_INFO, 32) as wrapping_key:
        for key in keyring.data_keys():
            role = Role.RETIRED if entries else Role.PRIMARY
            wrapped = aes_key_wrap_with_padding(wrapping_key.view(), key.view())
            entries.append(Entry(role, key_id(key), wrapped=wrapped))
        for scope in keyring.handed_out_scopes():
            both = bytearray(scope.clip_key.view()) + scope.field_root.view()
            wrapped = aes_key_wrap_with_padding(wrapping_key.view(), both)
            wipe(both)
            entries.append(
                Entry(Role.SCOPE, scope.key_id, wrapped=wrapped, scope_id=scope.scope_id)
            )
    return tuple(entries)


def _keyring(document: KeyringDocument, kek: SecretKey) -> Keyring:
    """Unwrap the entries of a document whose MAC was checked."""
    primaries: list[SecretKey] = []
    retired: list[SecretKey] = []
    scopes: list[ScopeKeys] = []
    try:
        with expand(kek, _WRAP_INFO, 32) as wrapping_key:
            for entry in document.entries:
                key = unwrap(wrapping_key, entry.wrapped)
                if entry.scope_id is not None:
                    scopes.append(
                        scope_from_bytes(entry.key_id, entry.scope_id, bytearray(key.view()))
                    )
                    key.close()
                elif key_id(key) == entry.key_id:
                    (primaries if entry.role is Role.PRIMARY else retired).append(key)
                else:
                    raise KeyringAlteredError("An entry of the keyring is not the key it names")
    except InvalidUnwrap as error:
        raise KeyringAlteredError("An entry of the keyring is damaged") from error
    if len(primaries) != 1 and (primaries or retired or not scopes):
        raise KeyringAlteredError("The keyring does not have one primary key")
    return Keyring(
        [*primaries, *retired],
        scopes,
        read_policy=document.read_policy,
        generation=document.generation,
    )


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
