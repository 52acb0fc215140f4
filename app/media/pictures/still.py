"""One frame as a PNG: the explicit export of a still, made in memory."""

from collections.abc import Sequence

import cv2
import numpy as np

from app.media.container import ByteStream
from app.media.decoding.decoder import ExactDecoder
from app.media.errors import DamagedFrameError
from app.media.index.frame_index import FrameIndex
from app.media.pictures.masking import Parts, cover_parts
from app.media.pictures.picture import PictureMaker, Pixels
from app.media.pictures.upright import Rect


def still_png(
    stream: ByteStream,
    index: FrameIndex,
    frame_index: int,
    *,
    boxes: Sequence[tuple[Rect, str]] = (),
    masks: Parts = (),
) -> bytes:
    """Give one frame at full display size as PNG bytes.

    `boxes` are drawn onto it: ((x, y, width, height) in display pixels, "#RRGGBB"). What `masks`
    say is covered.

    Raises: NoSuchFrameError, DamagedFrameError, DamagedClipError, what the stream raises.
    """
    bgr = still_pixels(stream, index, frame_index)
    return drawn_png(bgr, index, frame_index, boxes=boxes, masks=masks)


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
    bgr: Pixels,
    index: FrameIndex,
    frame_index: int,
    *,
    boxes: Sequence[tuple[Rect, str]],
    masks: Parts = (),
) -> bytes:
    """Cover parts of a frame's pixels, draw boxes onto them, and encode them.

    Raises: DamagedFrameError.
    """
    if masks != ():
        bgr = bgr.copy()
        cover_parts(bgr, masks, shown=(0.0, 0.0, float(index.width), float(index.height)))
    thickness = max(round(max(index.width, index.height) / 640), 1)
    for (x, y, width, height), colour in boxes:
        corner, opposite = (round(x), round(y)), (round(x + width), round(y + height))
        red, green, blue = bytes.fromhex(colour.removeprefix("#"))
        cv2.rectangle(bgr, corner, opposite, (blue, green, red), thickness)
    ok, encoded = cv2.imencode(".png", bgr)
    if not ok:
        raise DamagedFrameError(frame_index)
    return encoded.tobytes()
