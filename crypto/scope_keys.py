r"""What is handed out for one scope of one data key, and how it is derived.

==========  ==========================================================
clip key    X(DK, "safelight/clip-key/v1\0" ‖ scope id, 32)
field root  X(DK, "safelight/field-root/v1\0" ‖ scope id, 32)
root id     X(field root, "safelight/key-id/v1", 16)[0:8]
==========  ==========================================================
"""

from dataclasses import dataclass

from .errors import InvalidKeyFormatError
from .kdf import expand, key_id
from .secret import SecretKey, wipe

ROOT_ID_SIZE = 8
_CLIP_KEY_INFO = b"safelight/clip-key/v1\0"
_FIELD_ROOT_INFO = b"safelight/field-root/v1\0"


@dataclass(frozen=True, slots=True)
class ScopeKeys:
    """What is handed out for one scope of one data key; ``root_id`` names its field root."""

    key_id: bytes
    scope_id: bytes
    clip_key: SecretKey
    field_root: SecretKey
    root_id: bytes


def derive_scope(data_key: SecretKey, scope_id: bytes) -> ScopeKeys:
    """Derive a scope's two keys from a data key; the caller closes them."""
    if len(scope_id) != 16:
        raise ValueError("a scope id is 16 bytes long")
    field_root = expand(data_key, _FIELD_ROOT_INFO + scope_id, 32)
    return ScopeKeys(
        key_id=key_id(data_key),
        scope_id=scope_id,
        clip_key=expand(data_key, _CLIP_KEY_INFO + scope_id, 32),
        field_root=field_root,
        root_id=key_id(field_root)[:ROOT_ID_SIZE],
    )


def scope_from_bytes(data_key_id: bytes, scope_id: bytes, material: bytearray) -> ScopeKeys:
    """Make a scope entry of 64 bytes, clip key then field root; ``material`` is wiped."""
    try:
        if len(material) != 64:
            raise InvalidKeyFormatError("A scope entry is 64 bytes long")
        field_root = SecretKey.taking(material[32:])
        return ScopeKeys(
            key_id=data_key_id,
            scope_id=scope_id,
            clip_key=SecretKey.taking(material[:32]),
            field_root=field_root,
            root_id=key_id(field_root)[:ROOT_ID_SIZE],
        )
    finally:
        wipe(material)
