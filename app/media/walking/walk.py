"""Which frames of a clip are wanted one after another, in which form, and what comes of it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.media.pictures.upright import Rect

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Walk:
    """The frames from `first` to `last`, both included, every `step`-th; backwards if last < first.

    `rect` is the part wanted, (x, y, width, height) in display pixels, None for all of it; it is
    widened to even columns and rows. What comes is scaled down so that the part's longer side has
    at most `longest_side_px` pixels; it is never scaled up.

    Raises:
        ValueError: a frame below 0, or a step or a side below 1.
    """

    first: int
    last: int
    step: int = 1
    colour: bool = False
    longest_side_px: int | None = None
    rect: Rect | None = None

    def __post_init__(self) -> None:
        if min(self.first, self.last) < 0 or self.step < 1:
            raise ValueError(
                "a walk goes from frame to frame, both at least 0, by steps of 1 or more"
            )
        if self.longest_side_px is not None and self.longest_side_px < 1:
            raise ValueError("a picture has at least one pixel")

    @property
    def goes_back(self) -> bool:
        return self.last < self.first

    @property
    def frames(self) -> range:
        """The frames in the order in which they come."""
        if self.goes_back:
            return range(self.first, self.last - 1, -self.step)
        return range(self.first, self.last + 1, self.step)

    @property
    def channels(self) -> int:
        return 3 if self.colour else 1


@dataclass(frozen=True, slots=True, eq=False)
class WalkedFrame:
    """One frame of a walk.

    `pixels` are (height, width) uint8 of luma, or (height, width, 3) uint8 BGR; the receiver's own.
    They show `rect` of the frame, in display pixels. `corrupt` is the decoder's word that the
    picture has been patched up. A frame that cannot be decoded does not come: no other stands in.
    """

    frame_index: int
    pts: int
    pixels: Pixels
    rect: Rect
    corrupt: bool

    @property
    def scale(self) -> tuple[float, float]:
        """How many pixels there are for one of the frame, across and down."""
        return self.pixels.shape[1] / self.rect[2], self.pixels.shape[0] / self.rect[3]
