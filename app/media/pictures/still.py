"""One frame as a PNG: the explicit export of a still, made in memory."""

from collections.abc import Sequence

import cv2
import numpy as np

from app.media.container import ByteStream
from app.media.decoding.decoder import ExactDecoder
from app.media.errors import DamagedFrameError
from app.media.index.frame_index import FrameIndex
from app.media.pictures.picture import PictureMaker, Pixels
from app.media.pictures.upright import Rect


def still_png(
    stream: ByteStream,
    index: FrameIndex,
    frame_index: int,
    *,
    boxes: Sequence[tuple[Rect, str]] = (),
) -> bytes:
    """Give one frame at full display size as PNG bytes.

    `boxes` are drawn onto it: ((x, y, width, height) in display pixels, "#RRGGBB").

    Raises: NoSuchFrameError, DamagedFrameError, DamagedClipError, what the stream raises.
    """
    return drawn_png(still_pixels(stream, index, frame_index), index, frame_index, boxes=boxes)


def still_pixels(stream: ByteStream, index: FrameIndex, frame_index: int) -> Pixels:
    """Give one frame at full display size as (height, width, 3) uint8 BGR.

    Raises: as `still_png`.
    """
    decoder = ExactDecoder(stream, index)
    try:
        frame = decoder.frame(frame_index)
        if not frame.exact:
            raise DamagedFrameError(frame_index)
        return np.ascontiguousarray(PictureMaker(index).full_size(frame)[:, :, :3])
    finally:
        decoder.close()


def drawn_png(
    bgr: Pixels, index: FrameIndex, frame_index: int, *, boxes: Sequence[tuple[Rect, str]]
) -> bytes:
    """Draw boxes onto a frame's pixels, and encode them.

    Raises: DamagedFrameError.
    """
    thickness = max(round(max(index.width, index.height) / 640), 1)
    for (x, y, width, height), colour in boxes:
        corner, opposite = (round(x), round(y)), (round(x + width), round(y + height))
        red, green, blue = bytes.fromhex(colour.removeprefix("#"))
        cv2.rectangle(bgr, corner, opposite, (blue, green, red), thickness)
    ok, encoded = cv2.imencode(".png", bgr)
    if not ok:
        raise DamagedFrameError(frame_index)
    return encoded.tobytes()
