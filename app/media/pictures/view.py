"""What a viewer wants to see of a frame: how many pixels, which part, and how it is brightened."""

from dataclasses import dataclass

from app.media.pictures.adjust import NO_ADJUSTMENT, Adjustment


@dataclass(frozen=True, slots=True)
class ViewRequest:
    """The size of the place to paint into, in device pixels, and the part of the frame shown there.

    `source_rect` is (x, y, width, height) in display pixels of the clip (`FrameIndex.width` by
    `FrameIndex.height`, after rotation and sample aspect); None is the whole frame.
    `adjustment` is made on the pixels of the view, for the eye alone.
    """

    width_px: int
    height_px: int
    source_rect: tuple[float, float, float, float] | None = None
    adjustment: Adjustment = NO_ADJUSTMENT
