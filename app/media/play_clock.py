"""PlayClock: which frame is due now. Pure arithmetic on seconds; the caller brings the time."""

from dataclasses import dataclass

from app.media.frame_index import FrameIndex

# Later than this, playing goes on from where it is: nobody wants to miss what a stall ran over.
_LONGEST_CATCH_UP_S = 1.0


@dataclass(frozen=True, slots=True)
class PlayClock:
    """Playing began with a frame at a moment of the monotonic clock, at a rate."""

    index: FrameIndex
    start_frame: int
    started_at_s: float
    rate: float

    def due(self, now_s: float) -> int:
        """Give the frame that belongs on screen now; the last one for all time after the end.

        Never one before the start: seconds of long clips are rounded, and playing runs forwards.
        """
        return max(self.start_frame, self.index.frame_at_seconds(self._clip_seconds(now_s)))

    def wait_s(self, frame_index: int, now_s: float) -> float:
        """Give the seconds until this frame is due; at most 0 where it is due already."""
        return (self.index.seconds(frame_index) - self._clip_seconds(now_s)) / self.rate

    def wait_for_end_of(self, frame_index: int, now_s: float) -> float:
        """Give the seconds until this frame has been on screen for its whole time."""
        if frame_index + 1 < self.index.frame_count:
            return self.wait_s(frame_index + 1, now_s)
        end_s = float(self.index.duration_pts * self.index.time_base)
        return (end_s - self._clip_seconds(now_s)) / self.rate

    def is_hopeless(self, next_frame: int, now_s: float) -> bool:
        """Say whether the next frame is so late that the clock should begin anew with it."""
        return self.wait_s(next_frame, now_s) < -_LONGEST_CATCH_UP_S

    def _clip_seconds(self, now_s: float) -> float:
        elapsed_s = (now_s - self.started_at_s) * self.rate
        return self.index.seconds(self.start_frame) + elapsed_s
