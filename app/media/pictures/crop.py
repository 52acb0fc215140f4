"""Cuts a part out of a decoded picture before it is converted: only what is seen costs time."""

import math
from typing import Any, cast

import av
import numpy as np
import numpy.typing as npt
from av.video.plane import VideoPlane

from app.media.pictures.upright import Rect

# Planar formats whose planes can be cut as arrays: bytes a sample in the first and other planes.
_SAMPLE_BYTES = {
    "gray": (1, 1),
    "nv12": (1, 2),
    **{f"yuv{j}{s}p": (1, 1) for j in ("", "j") for s in ("420", "422", "444")},
    **{f"yuv{s}p{bits}le": (2, 2) for s in ("420", "422", "444") for bits in (10, 12)},
}

PixelRect = tuple[int, int, int, int]


def plane_rows(plane: VideoPlane) -> npt.NDArray[np.uint8]:
    """Give a plane's memory as (rows, line size) uint8, no copy; the array keeps it alive."""
    # PyAV's stubs don't tell that a plane is a buffer.
    return np.frombuffer(cast("Any", plane), np.uint8).reshape(plane.height, plane.line_size)


def snapped(rect: Rect, width: int, height: int) -> PixelRect:
    """Widen a rectangle to even columns and rows: chroma has one sample for two of them."""
    left, top = math.floor(rect[0] / 2) * 2, math.floor(rect[1] / 2) * 2
    right = min(math.ceil((rect[0] + rect[2]) / 2) * 2, width)
    bottom = min(math.ceil((rect[1] + rect[3]) / 2) * 2, height)
    left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    return (left, top, max(right - left, 1), max(bottom - top, 1))


def cropped(picture: av.VideoFrame, rect: PixelRect) -> av.VideoFrame | None:
    """Copy a part of a picture; None where its format can't be cut before conversion."""
    sample_bytes = _SAMPLE_BYTES.get(picture.format.name)
    planes = picture.planes
    if sample_bytes is None or any(plane.line_size <= 0 for plane in planes):
        return None
    left, top, width, height = rect
    part = av.VideoFrame(width, height, picture.format.name)
    for number, (source, target) in enumerate(zip(planes, part.planes, strict=True)):
        per_sample = sample_bytes[min(number, 1)]
        across, down = round(picture.width / source.width), round(picture.height / source.height)
        column, row = left // across * per_sample, top // down
        row_bytes = target.width * per_sample
        samples = plane_rows(source)[row : row + target.height, column : column + row_bytes]
        plane_rows(target)[:, :row_bytes] = samples
    part.colorspace = picture.colorspace
    part.color_range = picture.color_range
    part.pts = picture.pts
    return part
