r"""The bytes of a keyring file. No I/O and no keys here.

``"safelight-keyring/1\n" ‖ JSON ‖ "\n" ‖ 64 lower-case hex digits``; the digits are the MAC over
all that stands before them. The JSON is one line of ASCII::

    {"generation": 1, "read_policy": "authenticated",
     "slots": [{"type": "passphrase", "kdf": "argon2id", "memory_kib": 65536, "time": 3, "lanes": 4,
                "salt": <16 bytes>, "kek": <40 bytes>},
               {"type": "recovery", "kek": <40 bytes>}],
     "entries": [{"role": "primary", "id": <16 bytes>, "key": <40 bytes>},
                 {"role": "retired", "id": <16 bytes>, "key": <40 bytes>},
                 {"role": "scope", "id": <16 bytes>, "scope": <16 bytes>, "key": <72 bytes>},
                 {"role": "device", "id": <16 bytes>, "key": <40 bytes>}]}

Bytes are lower-case hex. Everything is untrusted until the MAC was checked, and the MAC needs a
key from a slot; so each value is checked for type, size and range while it is read. A file without
a device's entry is one of an earlier version; it gets one when it is next written.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .errors import InvalidReadPolicyError, KeyringAlteredError, KeyringParametersError
from .keyring_slots import (
    SALT_SIZE,
    WRAPPED_KEK_SIZE,
    Argon2Params,
    PassphraseSlot,
    RecoverySlot,
)
from .policy import ReadPolicy

PREFIX = b"safelight-keyring/1\n"
MAC_DIGITS = 64
MAXIMUM_FILE_SIZE = 1 << 20
_MAXIMUM_GENERATION = 1 << 53
_WRAPPED_KEY_SIZE = 40
_WRAPPED_SCOPE_SIZE = 72
_ALTERED = "The keyring file is damaged or was altered"


class Role(StrEnum):
    """What an entry's key is for."""

    PRIMARY = "primary"
    RETIRED = "retired"
    SCOPE = "scope"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Entry:
    """A wrapped key: a data key, a device key's seed, or a scope's clip key ‖ field root.

    ``scope_id`` only with the last.
    """

    role: Role
    key_id: bytes
    wrapped: bytes
    scope_id: bytes | None = None


@dataclass(frozen=True, slots=True)
class KeyringDocument:
    """What a keyring file says; not authentic before its MAC was checked."""

    generation: int
    read_policy: ReadPolicy
    passphrase_slots: tuple[PassphraseSlot, ...]
    recovery_slots: tuple[RecoverySlot, ...]
    entries: tuple[Entry, ...]

    def authenticated_part(self) -> bytes:
        """Return all bytes of the file in front of the MAC's digits."""
        content = {
            "generation": self.generation,
            "read_policy": self.read_policy.text,
            "slots": [
                *(_passphrase_slot_to_json(slot) for slot in self.passphrase_slots),
                *(
                    {"type": "recovery", "kek": slot.wrapped_kek.hex()}
                    for slot in self.recovery_slots
                ),
            ],
            "entries": [_entry_to_json(entry) for entry in self.entries],
        }
        return PREFIX + json.dumps(content, separators=(",", ":")).encode("ascii") + b"\n"


def split(untrusted_file: bytes) -> tuple[bytes, bytes]:
    """Return the authenticated part of a file and its MAC, 32 bytes.

    Raises:
        KeyringParametersError: not a keyring file of this version.
        KeyringAlteredError: its end is not a MAC.
    """
    if not untrusted_file.startswith(PREFIX):
        raise KeyringParametersError("This is not a keyring file of a known version")
    digits = untrusted_file[-MAC_DIGITS:]
    part = untrusted_file[:-MAC_DIGITS]
    if len(part) <= len(PREFIX) or not part.endswith(b"\n"):
        raise KeyringAlteredError(_ALTERED)
    return part, _hex(digits.decode("latin-1"), MAC_DIGITS // 2)


def parse(authenticated_part: bytes) -> KeyringDocument:
    """Read the part in front of the MAC.

    Raises:
        KeyringParametersError: something is out of range or comes with a later version.
        KeyringAlteredError: the form is broken.
    """
    try:
        content = json.loads(authenticated_part[len(PREFIX) : -1].decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise KeyringAlteredError(_ALTERED) from error
    fields = _fields(content, "generation", "read_policy", "slots", "entries")
    generation = _integer(fields["generation"])
    if not 1 <= generation <= _MAXIMUM_GENERATION:
        raise KeyringAlteredError(_ALTERED)
    try:
        read_policy = ReadPolicy.from_text(_text(fields["read_policy"]))
    except InvalidReadPolicyError as error:
        raise KeyringAlteredError(_ALTERED) from error
    slots = [_slot_from_json(slot) for slot in _list(fields["slots"])]
    return KeyringDocument(
        generation=generation,
        read_policy=read_policy,
        passphrase_slots=tuple(slot for slot in slots if isinstance(slot, PassphraseSlot)),
        recovery_slots=tuple(slot for slot in slots if isinstance(slot, RecoverySlot)),
        entries=tuple(_entry_from_json(entry) for entry in _list(fields["entries"])),
    )


def _passphrase_slot_to_json(slot: PassphraseSlot) -> dict[str, object]:
    return {
        "type": "passphrase",
        "kdf": "argon2id",
        "memory_kib": slot.params.memory_kib,
        "time": slot.params.time_cost,
        "lanes": slot.params.lanes,
        "salt": slot.salt.hex(),
        "kek": slot.wrapped_kek.hex(),
    }


def _slot_from_json(value: Any) -> PassphraseSlot | RecoverySlot:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "recovery":
        fields = _fields(value, "type", "kek")
        return RecoverySlot(_hex(fields["kek"], WRAPPED_KEK_SIZE))
    if kind != "passphrase" or value.get("kdf") != "argon2id":
        raise KeyringParametersError("The keyring has a slot that this version does not know")
    fields = _fields(value, "type", "kdf", "memory_kib", "time", "lanes", "salt", "kek")
    params = Argon2Params(
        memory_kib=_integer(fields["memory_kib"]),
        time_cost=_integer(fields["time"]),
        lanes=_integer(fields["lanes"]),
    )
    params.require_in_range()
    return PassphraseSlot(
        params, _hex(fields["salt"], SALT_SIZE), _hex(fields["kek"], WRAPPED_KEK_SIZE)
    )


def _entry_to_json(entry: Entry) -> dict[str, str]:
    scope = {} if entry.scope_id is None else {"scope": entry.scope_id.hex()}
    return {
        "role": entry.role.value,
        "id": entry.key_id.hex(),
        **scope,
        "key": entry.wrapped.hex(),
    }


def _entry_from_json(value: Any) -> Entry:
    if isinstance(value, dict) and value.get("role") == Role.SCOPE:
        fields = _fields(value, "role", "id", "scope", "key")
        return Entry(
            Role.SCOPE,
            _hex(fields["id"], 16),
            wrapped=_hex(fields["key"], _WRAPPED_SCOPE_SIZE),
            scope_id=_hex(fields["scope"], 16),
        )
    fields = _fields(value, "role", "id", "key")
    if fields["role"] not in (Role.PRIMARY, Role.RETIRED, Role.DEVICE):
        raise KeyringParametersError("The keyring has an entry that this version does not know")
    role = Role(fields["role"])
    return Entry(role, _hex(fields["id"], 16), wrapped=_hex(fields["key"], _WRAPPED_KEY_SIZE))


def _fields(value: Any, *names: str) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != set(names):
        raise KeyringAlteredError(_ALTERED)
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise KeyringAlteredError(_ALTERED)
    return value


def _integer(value: Any) -> int:
    # JSON's true and false are ints to Python.
    if type(value) is not int:
        raise KeyringAlteredError(_ALTERED)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise KeyringAlteredError(_ALTERED)
    return value


def _hex(value: Any, size: int) -> bytes:
    text = _text(value)
    # fromhex skips blanks and takes both cases; one spelling is accepted.
    if len(text) != 2 * size or not set(text) <= set("0123456789abcdef"):
        raise KeyringAlteredError(_ALTERED)
    return bytes.fromhex(text)
