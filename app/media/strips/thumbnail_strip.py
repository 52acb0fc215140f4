"""Thumbnails of a clip in their stored form: a poster first, then the strip for the timeline.

No decoding here: `thumbnails` makes them. Stored form, big-endian; it is sealed like a clip, so the
checks guard against mistakes only:

    4  magic "SLTH"
    2  version = 2
    1  1 if the strip is as dense as it is meant to be, else 0    (not in version 1)
    1  zero                                                       (not in version 1)
    4  count, at most 1024
    then for each: 4 frame index, 4 size (at most 1 MiB), JPEG bytes

Version 1, which earlier releases wrote, is read too: its strip can always grow denser.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.media.errors import ThumbnailsFormatError

_HEAD = struct.Struct(">4sH")
_STATE = struct.Struct(">BB")
_COUNT = struct.Struct(">I")
_ENTRY = struct.Struct(">II")
_MAGIC, _VERSION, _FIRST_VERSION = b"SLTH", 2, 1
_MOST = 1024
_MOST_JPEG_BYTES = 1 << 20


class Thumbnail(NamedTuple):
    """One small picture: JPEG bytes of the frame with this index."""

    frame_index: int
    jpeg: bytes

    def __repr__(self) -> str:
        """Show nothing of the picture."""
        return f"Thumbnail({self.frame_index}, {len(self.jpeg)} bytes)"


@dataclass(frozen=True, slots=True)
class ThumbnailStrip:
    """A poster, None before there is one, and pictures in frame order.

    `is_complete` tells that the strip is as dense as it is meant to be.
    """

    poster: Thumbnail | None
    pictures: tuple[Thumbnail, ...]
    is_complete: bool = False

    @property
    def size_bytes(self) -> int:
        return sum(len(picture.jpeg) for picture in self.pictures)

    def with_picture(self, picture: Thumbnail) -> "ThumbnailStrip":
        """Take one more; of two of one frame the newer stays."""
        others = [one for one in self.pictures if one.frame_index != picture.frame_index]
        return ThumbnailStrip(self.poster, tuple(sorted([*others, picture])), self.is_complete)

    def completed(self) -> "ThumbnailStrip":
        return ThumbnailStrip(self.poster, self.pictures, is_complete=True)

    def to_bytes(self) -> bytes:
        """Serialise, for storing as derived data."""
        first = self.poster or (self.pictures[0] if self.pictures else None)
        if first is None:
            return pack_thumbnails(())
        return pack_thumbnails((first, *self.pictures), is_complete=self.is_complete)

    @classmethod
    def from_bytes(cls, untrusted_bytes: bytes, *, frame_count: int) -> "ThumbnailStrip":
        """Read what `to_bytes` or `pack_thumbnails` wrote, of a clip with this many frames.

        Raises: ThumbnailsFormatError.
        """
        thumbnails, is_complete = _unpacked(untrusted_bytes)
        if any(one.frame_index >= frame_count for one in thumbnails):
            raise ThumbnailsFormatError("stored thumbnails name frames that the clip does not have")
        by_frame = {one.frame_index: one for one in thumbnails[1:]}
        return cls(
            thumbnails[0] if thumbnails else None,
            tuple(by_frame[frame] for frame in sorted(by_frame)),
            is_complete=is_complete,
        )


def pack_thumbnails(thumbnails: Sequence[Thumbnail], *, is_complete: bool = False) -> bytes:
    """Join thumbnails, the poster before all others, to the bytes that are stored."""
    parts = [_HEAD.pack(_MAGIC, _VERSION), _STATE.pack(is_complete, 0)]
    parts.append(_COUNT.pack(len(thumbnails)))
    for thumbnail in thumbnails:
        parts += (_ENTRY.pack(thumbnail.frame_index, len(thumbnail.jpeg)), thumbnail.jpeg)
    return b"".join(parts)


def unpack_thumbnails(untrusted_bytes: bytes) -> list[Thumbnail]:
    """Read what `pack_thumbnails` wrote.

    Raises: ThumbnailsFormatError.
    """
    return _unpacked(untrusted_bytes)[0]


def _unpacked(untrusted_bytes: bytes) -> tuple[list[Thumbnail], bool]:
    magic, version = _taken(_HEAD, untrusted_bytes, 0)
    if magic != _MAGIC or version not in {_FIRST_VERSION, _VERSION}:
        raise ThumbnailsFormatError("stored thumbnails are of another version")
    at, state, zero = _HEAD.size, 0, 0
    if version == _VERSION:
        state, zero = _taken(_STATE, untrusted_bytes, at)
        at += _STATE.size
    (count,) = _taken(_COUNT, untrusted_bytes, at)
    at += _COUNT.size
    if state not in {0, 1} or zero or count > _MOST:
        raise ThumbnailsFormatError("stored thumbnails are damaged")
    thumbnails = []
    for _ in range(count):
        frame_index, size = _taken(_ENTRY, untrusted_bytes, at)
        at += _ENTRY.size
        jpeg = untrusted_bytes[at : at + size]
        at += size
        if size > _MOST_JPEG_BYTES or len(jpeg) != size:
            raise ThumbnailsFormatError("stored thumbnails are cut short")
        thumbnails.append(Thumbnail(frame_index, jpeg))
    if at != len(untrusted_bytes):
        raise ThumbnailsFormatError("stored thumbnails have something after their end")
    return thumbnails, bool(state)


def _taken(layout: struct.Struct, untrusted_bytes: bytes, at: int) -> tuple:  # type: ignore[type-arg]
    if at + layout.size > len(untrusted_bytes):
        raise ThumbnailsFormatError("stored thumbnails are cut short")
    return layout.unpack_from(untrusted_bytes, at)
