r"""The entries of a keyring file: keys, wrapped under the file's KEK. No I/O here.

entry = AES-KWP(X(KEK, "safelight/keyring-wrap/v1\0", 32), key). Whoever reads them has checked the
file's MAC before.
"""

import secrets

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_wrap_with_padding

from .device_key import SEED_SIZE, device_id_of, public_key_of
from .errors import KeyringAlteredError
from .kdf import expand, key_id
from .keyring import Keyring
from .keyring_format import Entry, KeyringDocument, Role
from .keyring_slots import unwrap
from .scope_keys import ScopeKeys, scope_from_bytes
from .secret import SecretKey, wipe

_WRAP_INFO = b"safelight/keyring-wrap/v1\0"


def entries_of(keyring: Keyring, kek: SecretKey) -> tuple[Entry, ...]:
    """Wrap all that a keyring holds."""
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
        entries += [_device_entry(seed, wrapping_key) for seed in keyring.device_seeds()]
    return tuple(entries)


def with_a_device(entries: tuple[Entry, ...], kek: SecretKey) -> tuple[Entry, ...]:
    """Return the entries and, where none of them is a device's, one with a new key."""
    if any(entry.role is Role.DEVICE for entry in entries):
        return entries
    fresh = SecretKey.taking(bytearray(secrets.token_bytes(SEED_SIZE)))
    with fresh, expand(kek, _WRAP_INFO, 32) as wrapping_key:
        return (*entries, _device_entry(fresh, wrapping_key))


def _device_entry(seed: SecretKey, wrapping_key: SecretKey) -> Entry:
    wrapped = aes_key_wrap_with_padding(wrapping_key.view(), seed.view())
    return Entry(Role.DEVICE, device_id_of(public_key_of(seed)), wrapped=wrapped)


def keyring_of(document: KeyringDocument, kek: SecretKey) -> Keyring:
    """Unwrap the entries of a document whose MAC was checked.

    Raises:
        KeyringAlteredError: an entry is damaged, or not the key that it names.
    """
    primaries: list[SecretKey] = []
    retired: list[SecretKey] = []
    scopes: list[ScopeKeys] = []
    devices: list[SecretKey] = []
    try:
        with expand(kek, _WRAP_INFO, 32) as wrapping_key:
            for entry in document.entries:
                key = unwrap(wrapping_key, entry.wrapped)
                if entry.scope_id is not None:
                    scopes.append(
                        scope_from_bytes(entry.key_id, entry.scope_id, bytearray(key.view()))
                    )
                    key.close()
                elif entry.role is Role.DEVICE:
                    if device_id_of(public_key_of(key)) != entry.key_id:
                        raise KeyringAlteredError("A device's key is not the one that it names")
                    devices.append(key)
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
        device_seeds=devices,
        read_policy=document.read_policy,
        generation=document.generation,
    )
