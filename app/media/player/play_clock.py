"""PlayClock: which frame is due now. Pure arithmetic on seconds; the caller brings the time.

A frame is on screen from its own pts to that of the next one. Played backwards it has the same
time, run through from its end to its beginning.
"""

import math
from dataclasses import dataclass

import numpy as np

from app.media.index.frame_index import FrameIndex
from app.media.player.state import PlayAnchor

# Later than this, playing goes on from where it is: nobody wants to miss what a stall ran over.
_LONGEST_CATCH_UP_S = 1.0
# Seconds are rounded binary fractions. Ticks are whole: so much of one is rounding, not time.
_ROUNDING_TICKS = 1e-3


@dataclass(frozen=True, slots=True)
class PlayClock:
    """A moment of the clip belongs to a moment of the monotonic clock, and time runs at a rate.

    No frame before `start_frame`, in the direction of play, is ever due. A `rate` below 0 runs
    backwards.
    """

    index: FrameIndex
    anchor: PlayAnchor
    rate: float
    start_frame: int

    @classmethod
    def begun(
        cls, index: FrameIndex, frame_index: int, *, now_s: float, rate: float
    ) -> "PlayClock":
        """Begin now with this frame, which stays on screen for its whole time."""
        clip_s = index.seconds(frame_index) if rate > 0 else _end_s(index, frame_index)
        return cls(index, PlayAnchor(clip_s, now_s), rate, frame_index)

    @classmethod
    def anchored(cls, index: FrameIndex, anchor: PlayAnchor, rate: float) -> "PlayClock":
        """Run so that the anchor holds, wherever in the clip that is now."""
        return cls(index, anchor, rate, 0 if rate > 0 else index.frame_count - 1)

    @property
    def runs_on(self) -> bool:
        """Whether it runs forwards."""
        return self.rate > 0

    def due(self, now_s: float) -> int:
        """Give the frame that belongs on screen now; after the end, the one at the end."""
        clip_s = self._clip_seconds(now_s)
        if self.runs_on:
            return max(self.start_frame, self.index.frame_at_seconds(clip_s))
        ticks = math.ceil(clip_s / float(self.index.time_base) - _ROUNDING_TICKS)
        at = int(np.searchsorted(self.index.pts, self.index.first_pts + ticks)) - 1
        return min(self.start_frame, max(at, 0))

    def wait_s(self, frame_index: int, now_s: float) -> float:
        """Give the seconds until this frame is due; at most 0 where it is due already."""
        begins_s = (
            self.index.seconds(frame_index) if self.runs_on else _end_s(self.index, frame_index)
        )
        return (begins_s - self._clip_seconds(now_s)) / self.rate

    def wait_for_end_of(self, frame_index: int, now_s: float) -> float:
        """Give the seconds until this frame has been on screen for its whole time."""
        ends_s = (
            _end_s(self.index, frame_index) if self.runs_on else self.index.seconds(frame_index)
        )
        return (ends_s - self._clip_seconds(now_s)) / self.rate

    def is_hopeless(self, next_frame: int, now_s: float) -> bool:
        """Say whether the next frame is so late that the clock should begin anew with it."""
        return self.wait_s(next_frame, now_s) < -_LONGEST_CATCH_UP_S

    def _clip_seconds(self, now_s: float) -> float:
        return self.anchor.clip_s + (now_s - self.anchor.at_s) * self.rate


def _end_s(index: FrameIndex, frame_index: int) -> float:
    if frame_index + 1 < index.frame_count:
        return index.seconds(frame_index + 1)
    return float(index.duration_pts * index.time_base)
