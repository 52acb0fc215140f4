"""What is known of a stored clip: its objects, sizes, times and metadata. No I/O here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

ClipFormat = Literal["container", "raw-cbc", "plain"]
_FORMATS: tuple[ClipFormat, ...] = ("container", "raw-cbc", "plain")


@dataclass(frozen=True, slots=True)
class ClipObject:
    """One stored object of a clip, as the clip's verified row lists it.

    Only a container has clip_id, key_id, scope_id (16 bytes each) and commitment (32).
    stored_sha256 (32 bytes) covers the stored bytes, header and all; None where nobody has hashed
    them.
    """

    name: str
    format: ClipFormat
    clip_id: bytes | None
    key_id: bytes | None
    scope_id: bytes | None
    commitment: bytes | None
    stored_size: int
    stored_sha256: bytes | None

    def __post_init__(self) -> None:
        known = {self.clip_id, self.key_id, self.scope_id, self.commitment}
        if None in known if self.format == "container" else known != {None}:
            raise ValueError("a container, and nothing else, has ids and a commitment")

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form, bytes as hex."""
        return {
            "name": self.name,
            "format": self.format,
            "clip_id": _hex(self.clip_id),
            "key_id": _hex(self.key_id),
            "scope_id": _hex(self.scope_id),
            "commitment": _hex(self.commitment),
            "stored_size": self.stored_size,
            "stored_sha256": _hex(self.stored_sha256),
        }

    @classmethod
    def from_json(cls, untrusted: Mapping[str, Any]) -> "ClipObject":
        """Return the object that `to_json` described.

        Raises:
            ValueError: a field is missing or has the wrong type or length.
        """
        name, size, form = (untrusted.get(key) for key in ("name", "stored_size", "format"))
        if not isinstance(name, str) or type(size) is not int or size < 0:
            raise ValueError("a clip object needs a name and a size")
        if form not in _FORMATS:
            raise ValueError("a clip object has an unknown format")
        return cls(
            name=name,
            format=form,
            clip_id=_unhex(untrusted.get("clip_id"), 16),
            key_id=_unhex(untrusted.get("key_id"), 16),
            scope_id=_unhex(untrusted.get("scope_id"), 16),
            commitment=_unhex(untrusted.get("commitment"), 32),
            stored_size=size,
            stored_sha256=_unhex(untrusted.get("stored_sha256"), 32),
        )


@dataclass(frozen=True, slots=True)
class StoredClip:
    """A clip in its store.

    objects: the readable ones; first the one that is opened where no row says which.
    cleartext_size: exact for containers and plain clips; for raw CBC, whose padding only the key
        can tell, the most that it can be.
    metadata: what the caller gave at `store_clip`; empty where it is lost, or its key is not here,
        or the clip was stored without encryption.
    cleartext_sha256: known only from `store_clip`.
    """

    event_id: str
    objects: tuple[ClipObject, ...]
    cleartext_size: int
    created_at: datetime
    metadata: Mapping[str, Any] = field(default_factory=dict)
    cleartext_sha256: bytes | None = None


@dataclass(frozen=True, slots=True)
class ListedClip:
    """A clip as a listing alone tells of it: nothing was opened, and nothing is authentic.

    stem: stands for the event id in names; see `storage.location`.
    names: its clip objects, the first one before its successors.
    stored_size: bytes of the first object. modified_at: when that was written, in UTC.
    """

    stem: str
    names: tuple[str, ...]
    stored_size: int
    modified_at: datetime


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()


def _unhex(untrusted: object, length: int) -> bytes | None:
    if untrusted is None:
        return None
    # Two digits a byte, lower case: exactly what `_hex` writes.
    value = bytes.fromhex(untrusted) if isinstance(untrusted, str) else b""
    if len(value) != length or value.hex() != untrusted:
        raise ValueError("a clip object's id or hash has the wrong form")
    return value
