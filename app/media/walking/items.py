"""Frames of a walk as bytes, and how they are read without believing them.

    4        frame index
    4 + 4    width, height
    1        channels: 1 or 3
    1        whether the decoder patched the picture up
    8 x 4    the part shown: x, y, width, height, doubles
    …        the pixels, row by row

The pts is not sent: the program takes it from the index.
"""

import math
import struct
from collections.abc import Iterable, Iterator

import numpy as np

from app.media.index.frame_index import FrameIndex
from app.media.walking.walk import Walk, WalkedFrame

_HEAD = struct.Struct(">IIIBB4d")
_LARGEST_SIDE_PX = 1 << 15
# A part is widened to whole samples, which a clip's sample aspect may make wider than a pixel.
_WIDENED_PX = 64.0


class LyingWalkError(Exception):
    """What came is no frame of this walk."""


def walked_item(frame: WalkedFrame) -> bytes:
    height, width = frame.pixels.shape[:2]
    channels = 3 if frame.pixels.ndim == 3 else 1
    head = _HEAD.pack(frame.frame_index, width, height, channels, frame.corrupt, *frame.rect)
    return head + np.ascontiguousarray(frame.pixels).tobytes()


def checked_walk(
    untrusted_items: Iterable[bytes], index: FrameIndex, walk: Walk
) -> Iterator[WalkedFrame]:
    """Read what `walked_item` packed: frames of this walk only, each at most once, in its order.

    Raises: LyingWalkError.
    """
    left = iter(walk.frames)
    for item in untrusted_items:
        frame = _checked_frame(item, index, walk)
        if all(frame.frame_index != expected for expected in left):
            raise LyingWalkError("a frame that was not asked for")
        yield frame


def _checked_frame(untrusted_item: bytes, index: FrameIndex, walk: Walk) -> WalkedFrame:
    if len(untrusted_item) < _HEAD.size:
        raise LyingWalkError("no frame")
    frame_index, width, height, channels, corrupt, *rect = _HEAD.unpack_from(untrusted_item)
    pixels = np.frombuffer(untrusted_item, np.uint8, offset=_HEAD.size)
    if (
        frame_index >= index.frame_count
        or channels != walk.channels
        or corrupt > 1
        or not 0 < width < _LARGEST_SIDE_PX
        or not 0 < height < _LARGEST_SIDE_PX
        or len(pixels) != width * height * channels
    ):
        raise LyingWalkError("a frame that cannot be")
    x, y, wide, high = rect
    if (
        not all(map(math.isfinite, rect))
        or not 1e-3 <= wide <= index.width + _WIDENED_PX
        or not 1e-3 <= high <= index.height + _WIDENED_PX
        or not -_WIDENED_PX <= x <= index.width
        or not -_WIDENED_PX <= y <= index.height
    ):
        raise LyingWalkError("a part outside the clip")
    shape = (height, width, 3) if walk.colour else (height, width)
    return WalkedFrame(
        frame_index,
        int(index.pts[frame_index]),
        pixels.reshape(shape).copy(),
        (x, y, wide, high),
        bool(corrupt),
    )
