"""One frame as a PNG: the explicit export of a still."""

from collections.abc import Sequence
from typing import BinaryIO

from app.media.index import FrameIndex


def still_png(
    stream: BinaryIO,
    index: FrameIndex,
    frame_index: int,
    *,
    boxes: Sequence[tuple[tuple[float, float, float, float], str]] = (),
) -> bytes:
    """Give one frame at full size as PNG bytes, made in memory.

    `boxes` are drawn onto it: ((x, y, width, height) in display pixels, "#RRGGBB").

    Raises: NoSuchFrameError, DamagedClipError, and DamagedFrameError-like MediaErrors.
    """
    raise NotImplementedError
