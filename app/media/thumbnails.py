"""Small JPEG pictures of a clip, made in memory: a poster, and a strip for the timeline.

Packed thumbnails, big-endian:

    4  magic "SLTH"
    2  version = 1
    4  count
    then for each: 4 frame index, 4 size, JPEG bytes
"""

import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

import cv2
import numpy as np

from app.media.container import ByteStream
from app.media.decoder import DecodedFrame, ExactDecoder
from app.media.errors import DamagedClipError, DecodingCancelledError, ThumbnailsFormatError
from app.media.frame_index import FrameIndex
from app.media.picture import PictureMaker
from app.media.view import ViewRequest

_HEAD = struct.Struct(">4sHI")
_ENTRY = struct.Struct(">II")
_MAGIC, _VERSION = b"SLTH", 1
_JPEG_QUALITY = 82
# Between key pictures that lie farther apart, decoding on to the frame itself would take too long.
_LONGEST_WALK_FRAMES = 250


class Thumbnail(NamedTuple):
    """One small picture: JPEG bytes of the frame with this index."""

    frame_index: int
    jpeg: bytes


def make_thumbnails(
    stream: ByteStream,
    index: FrameIndex,
    *,
    count: int = 32,
    height_px: int = 108,
    cancelled: Callable[[], bool] | None = None,
) -> list[Thumbnail]:
    """Make up to `count` pictures of evenly spread frames, in frame order.

    Key pictures stand in for their neighbours, because they cost a tenth. A frame that can't be
    decoded is left out.

    Raises: DecodingCancelledError, MediaError, what the stream raises.
    """
    spread = np.unique(((np.arange(count) + 0.5) * index.frame_count / count).astype(int)).tolist()
    return list(_thumbnails(stream, index, spread, height_px=height_px, cancelled=cancelled))


def poster(stream: ByteStream, index: FrameIndex, *, height_px: int = 216) -> Thumbnail:
    """Make one picture that says what the clip shows: a key picture about a tenth in.

    Raises: DamagedClipError, what the stream raises.
    """
    candidates = [index.frame_count // 10, 0, index.frame_count - 1]
    for made in _thumbnails(stream, index, candidates, height_px=height_px, cancelled=None):
        return made
    raise DamagedClipError("no picture of this clip can be decoded")


def pack_thumbnails(thumbnails: Sequence[Thumbnail]) -> bytes:
    """Join thumbnails to the bytes that are stored as derived data."""
    parts = [_HEAD.pack(_MAGIC, _VERSION, len(thumbnails))]
    for thumbnail in thumbnails:
        parts += (_ENTRY.pack(thumbnail.frame_index, len(thumbnail.jpeg)), thumbnail.jpeg)
    return b"".join(parts)


def unpack_thumbnails(untrusted_bytes: bytes) -> list[Thumbnail]:
    """Read what `pack_thumbnails` wrote.

    Raises: ThumbnailsFormatError.
    """
    if len(untrusted_bytes) < _HEAD.size:
        raise ThumbnailsFormatError("stored thumbnails are too short")
    magic, version, count = _HEAD.unpack_from(untrusted_bytes)
    if magic != _MAGIC or version != _VERSION:
        raise ThumbnailsFormatError("stored thumbnails are of another version")
    thumbnails, at = [], _HEAD.size
    for _ in range(count):
        if at + _ENTRY.size > len(untrusted_bytes):
            raise ThumbnailsFormatError("stored thumbnails are cut short")
        frame_index, size = _ENTRY.unpack_from(untrusted_bytes, at)
        at += _ENTRY.size
        jpeg = untrusted_bytes[at : at + size]
        at += size
        if len(jpeg) != size:
            raise ThumbnailsFormatError("stored thumbnails are cut short")
        thumbnails.append(Thumbnail(frame_index, jpeg))
    if at != len(untrusted_bytes):
        raise ThumbnailsFormatError("stored thumbnails have something after their end")
    return thumbnails


def _thumbnails(
    stream: ByteStream,
    index: FrameIndex,
    frames: Sequence[int],
    *,
    height_px: int,
    cancelled: Callable[[], bool] | None,
) -> Iterator[Thumbnail]:
    view = ViewRequest(max(round(height_px * index.width / index.height), 1), height_px)
    maker, seen = PictureMaker(index), set[int]()
    decoder = ExactDecoder(stream, index)
    try:
        for frame_index in frames:
            if cancelled is not None and cancelled():
                raise DecodingCancelledError
            with suppress(DamagedClipError):
                frame = _cheapest(decoder, index, frame_index, seen)
                if frame.frame_index not in seen:
                    seen.add(frame.frame_index)
                    bgra = maker.to_view(frame, view).bgra
                    yield Thumbnail(frame.frame_index, _jpeg(bgra))
    finally:
        decoder.close()


def _cheapest(
    decoder: ExactDecoder, index: FrameIndex, frame_index: int, seen: set[int]
) -> DecodedFrame:
    """Give the key picture before a frame; the frame itself where that one is used already."""
    keys = index.key_frames
    at = int(np.searchsorted(keys, frame_index, side="right")) - 1
    key_frame = int(keys[at]) if at >= 0 else 0
    if at >= 0 and (key_frame not in seen or frame_index - key_frame > _LONGEST_WALK_FRAMES):
        key = decoder.keyframe_before(frame_index)
        if key is not None:
            return key
    return decoder.frame(frame_index)


def _jpeg(bgra: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    bgr = cv2.cvtColor(bgra, cv2.COLOR_BGRA2BGR)
    ok, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not ok:
        raise DamagedClipError("a thumbnail could not be encoded")
    return encoded.tobytes()
