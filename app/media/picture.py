"""A frame made ready to be painted: BGRA at the size of the view, turned upright."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.media.decoder import DecodedFrame
from app.media.index import FrameIndex
from app.media.view import ViewRequest


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One frame as it is to be painted.

    `bgra` is (height, width, 4) uint8, rows C-contiguous within a stride of `bgra.strides[0]`
    bytes, alpha 255; it is the receiver's own. It shows `source_rect` of the frame, in display
    pixels, and never has more pixels than the source has there: the canvas scales up.
    `exact` is False where this is not the frame that was asked for (a key picture while scrubbing,
    a neighbour of a damaged frame); `frame_index` always names the frame that is really shown.
    """

    frame_index: int
    pts: int
    exact: bool
    corrupt: bool
    bgra: npt.NDArray[np.uint8]
    source_rect: tuple[float, float, float, float]
    view: ViewRequest


class PictureMaker:
    """Makes pictures of one clip's frames. Thread-confined."""

    def __init__(self, index: FrameIndex) -> None:
        """Take the rotation and the sample aspect from the index."""
        raise NotImplementedError

    def to_view(self, frame: DecodedFrame, view: ViewRequest) -> Picture:
        """Convert, crop, scale down and turn a frame for this view."""
        raise NotImplementedError
