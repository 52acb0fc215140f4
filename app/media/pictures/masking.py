"""Covers parts of a picture for good: what is below a mask cannot be had back from the pixels.

A mask is a flat grey of one level for all: a blur can be undone, and the mean of what lies below
would tell the colour of a face or a plate.
"""

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from app.media.pictures.picture import Picture
from app.media.pictures.upright import Rect

Pixels = npt.NDArray[np.uint8]
# What is to be covered of one frame, in its display pixels: nothing for (), and all of it for None,
# where it is not known.
Parts = tuple[Rect, ...] | None

# How far a mask reaches beyond its box: a box that is drawn a little too small hides all the same.
_MARGIN_SHARE = 0.1
_MARGIN_PX = 4.0
MASK_BGRA = (72, 72, 72, 255)
# A texture that no camera sees, so that people take a mask for a mask: lines at every so many rows.
_LINE_BGRA = (96, 96, 96, 255)
_LINE_EVERY_PX = 6
_MASK_PIXEL, _LINE_PIXEL = (
    np.array(bgra, np.uint8).view(np.uint32)[0] for bgra in (MASK_BGRA, _LINE_BGRA)
)


def widened(box: Rect) -> Rect:
    """Give the part of the frame, in display pixels, that hides a box (x, y, width, height)."""
    x, y, width, height = box
    across = _MARGIN_PX + _MARGIN_SHARE * width
    down = _MARGIN_PX + _MARGIN_SHARE * height
    return x - across, y - down, width + 2 * across, height + 2 * down


def cover(pixels: Pixels, parts: Iterable[Rect], *, shown: Rect) -> None:
    """Cover parts of a picture in place.

    Args:
        pixels: (height, width, 3 or 4) uint8, writable; rows may be padded.
        parts: x, y, width, height in display pixels of the frame. A pixel that holds any of a part
            is covered whole.
        shown: the part of the frame that `pixels` show.
    """
    rows, columns = pixels.shape[:2]
    across, down = columns / shown[2], rows / shown[3]
    for x, y, width, height in parts:
        left = max(math.floor((x - shown[0]) * across) - 1, 0)
        top = max(math.floor((y - shown[1]) * down) - 1, 0)
        right = min(math.ceil((x + width - shown[0]) * across) + 1, columns)
        bottom = min(math.ceil((y + height - shown[1]) * down) + 1, rows)
        if left < right and top < bottom:
            _fill(pixels[top:bottom, left:right])


def cover_all(pixels: Pixels) -> None:
    """Cover a whole picture in place."""
    _fill(pixels)


def cover_parts(pixels: Pixels, parts: Parts, *, shown: Rect) -> None:
    """Cover what `parts` say in place: some of the picture, or all of it."""
    if parts is None:
        cover_all(pixels)
    else:
        cover(pixels, parts, shown=shown)


def masked(picture: Picture, parts: Iterable[Rect] | None) -> Picture:
    """Return the picture with these parts covered, all of it where they are not known (None).

    The pixels that came in are not changed, and the picture that is returned does not hold them.
    """
    if parts is None:
        pixels = np.empty(picture.bgra.shape, np.uint8)
        cover_all(pixels)
        return replace(picture, bgra=pixels)
    wanted = tuple(parts)
    if not wanted:
        return picture
    pixels = picture.bgra.copy()
    cover(pixels, wanted, shown=picture.source_rect)
    return replace(picture, bgra=pixels)


def _fill(part: Pixels) -> None:
    depth = part.shape[2]
    if depth == len(MASK_BGRA):
        # A pixel at a time: ten times as fast as byte by byte.
        whole = part.view(np.uint32)
        whole[:] = _MASK_PIXEL
        whole[::_LINE_EVERY_PX] = _LINE_PIXEL
        return
    part[:] = MASK_BGRA[:depth]
    part[::_LINE_EVERY_PX] = _LINE_BGRA[:depth]
