"""Small JPEG pictures of a clip, made in memory: a poster, and a strip for the timeline."""

from collections.abc import Callable, Sequence
from typing import BinaryIO, NamedTuple

from app.media.index import FrameIndex


class Thumbnail(NamedTuple):
    """One small picture: JPEG bytes of the frame with this index."""

    frame_index: int
    jpeg: bytes


def make_thumbnails(
    stream: BinaryIO,
    index: FrameIndex,
    *,
    count: int = 32,
    height_px: int = 108,
    cancelled: Callable[[], bool] | None = None,
) -> list[Thumbnail]:
    """Make up to `count` pictures of evenly spread frames, in frame order."""
    raise NotImplementedError


def poster(stream: BinaryIO, index: FrameIndex, *, height_px: int = 216) -> Thumbnail:
    """Make one picture that says what the clip shows: the key picture nearest to a tenth in."""
    raise NotImplementedError


def pack_thumbnails(thumbnails: Sequence[Thumbnail]) -> bytes:
    """Join thumbnails to the bytes that are stored as derived data."""
    raise NotImplementedError


def unpack_thumbnails(packed: bytes) -> list[Thumbnail]:
    """Read what `pack_thumbnails` wrote. Raises: IndexFormatError."""
    raise NotImplementedError
