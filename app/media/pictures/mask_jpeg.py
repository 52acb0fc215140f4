"""Covers parts of a small picture that is a JPEG, and makes a JPEG of it again, in memory."""

import cv2
import numpy as np

from app.media.pictures.masking import Parts, cover_parts

_QUALITY = 82


def masked_jpeg(jpeg: bytes, parts: Parts, *, frame_size: tuple[float, float]) -> bytes | None:
    """Return the picture with these parts covered; None where nothing of it may be seen.

    `frame_size` is that of the whole frame, in the display pixels in which `parts` are.
    """
    if parts is None:
        return None
    if not parts:
        return jpeg
    # The stubs say that there is always a picture; of what is none, there is not.
    pixels: object = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if not isinstance(pixels, np.ndarray):
        return None
    cover_parts(pixels, parts, shown=(0.0, 0.0, *frame_size))
    made, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return encoded.tobytes() if made else None
