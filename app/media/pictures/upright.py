"""Between display pixels, in which boxes live, and the rows and columns that the decoder gives.

    decoded picture --sample aspect--> widened --rotation--> upright = display pixels

No pixels here but in `turn`.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.media.index.frame_index import FrameIndex

Rect = tuple[float, float, float, float]

_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, slots=True)
class Upright:
    """How the decoded pictures of one clip become upright ones. All rectangles are x, y, w, h."""

    width: int
    height: int
    rotation: int

    @classmethod
    def of(cls, index: FrameIndex) -> "Upright":
        return cls(index.width, index.height, index.rotation)

    @property
    def is_on_its_side(self) -> bool:
        return self.rotation in {90, 270}

    @property
    def widened_size(self) -> tuple[int, int]:
        """The size before the picture is turned."""
        return (self.height, self.width) if self.is_on_its_side else (self.width, self.height)

    def clipped(self, rect: Rect | None) -> Rect:
        """Give the part of a rectangle that lies in the frame; all of it for None or nothing."""
        whole = (0.0, 0.0, float(self.width), float(self.height))
        if rect is None:
            return whole
        left, top = max(rect[0], 0.0), max(rect[1], 0.0)
        right, bottom = min(rect[0] + rect[2], whole[2]), min(rect[1] + rect[3], whole[3])
        return (left, top, right - left, bottom - top) if right > left and bottom > top else whole

    def to_decoded(self, rect: Rect, decoded_width: int, decoded_height: int) -> Rect:
        """Take a rectangle from display pixels to those of a decoded picture of this size."""
        x, y, w, h = rect
        wide, high = self.widened_size
        if self.rotation == 90:
            x, y, w, h = y, high - x - w, h, w
        elif self.rotation == 180:
            x, y = wide - x - w, high - y - h
        elif self.rotation == 270:
            x, y, w, h = wide - y - h, x, h, w
        across, down = decoded_width / wide, decoded_height / high
        return (x * across, y * down, w * across, h * down)

    def to_display(self, rect: Rect, decoded_width: int, decoded_height: int) -> Rect:
        """Take a rectangle from the pixels of a decoded picture of this size to display pixels."""
        wide, high = self.widened_size
        across, down = wide / decoded_width, high / decoded_height
        x, y, w, h = rect[0] * across, rect[1] * down, rect[2] * across, rect[3] * down
        if self.rotation == 90:
            return (high - y - h, x, h, w)
        if self.rotation == 180:
            return (wide - x - w, high - y - h, w, h)
        if self.rotation == 270:
            return (y, wide - x - w, h, w)
        return (x, y, w, h)

    def turn(self, pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """Turn an array of pixels upright."""
        if self.rotation == 0:
            return pixels
        return np.asarray(cv2.rotate(pixels, _TURNS[self.rotation]), dtype=np.uint8)
