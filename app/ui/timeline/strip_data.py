"""What the timeline knows of a clip's motion and pictures: values, handed in from outside."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.media.strips.motion_strip import Motion
    from app.media.strips.thumbnail_strip import Thumbnail


@dataclass(frozen=True, slots=True)
class StripData:
    """Motion and pictures as far as they are known.

    is_on: whether rows are kept for them at all. share: how much of the work is done, 0…1.
    is_working: whether more will come. `pictures` are in frame order.
    """

    is_on: bool = False
    motion: Motion | None = None
    pictures: Sequence[Thumbnail] = ()
    share: float = 0.0
    is_working: bool = False

    def nearest(self, frame: float) -> Thumbnail | None:
        """Give the picture nearest to a frame, the earlier of two; None where there is none."""
        at = bisect_left(self.pictures, frame, key=_frame_of)
        near = self.pictures[max(at - 1, 0) : at + 1]
        return min(near, key=lambda one: abs(one.frame_index - frame), default=None)


NO_STRIPS = StripData()


def kept_apart(pictures: Sequence[Thumbnail], *, gap_frames: float) -> list[Thumbnail]:
    """Choose pictures that lie at least so far apart, from the clip's start on.

    The choice depends on the zoom alone, never on what part is in view: when the clip is panned,
    the pictures move with it and stay the same.
    """
    chosen: list[Thumbnail] = []
    for picture in pictures:
        if not chosen or picture.frame_index - chosen[-1].frame_index >= gap_frames:
            chosen.append(picture)
    return chosen


def _frame_of(picture: Thumbnail) -> int:
    return picture.frame_index
