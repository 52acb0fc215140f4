"""Course: which frames are played, in which order. Pure.

From one end of the clip or of a loop to the other, forwards or backwards, once or again and again;
fast and backwards, only at some of the frames.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.media.index.frame_index import Int64Array

# Who goes back goes on going back: what lies before the play head is worth more then.
_BEHIND_WEIGHT = 3


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """The frames `first` to `last`, both included, in the direction of `step`: 1 or -1.

    `stops` are the frames to be shown, ascending; None is all of them.
    """

    first: int
    last: int
    step: int
    loops: bool
    stops: Int64Array | None = None

    @property
    def begin(self) -> int:
        return self.first if self.step > 0 else self.last

    @property
    def end(self) -> int:
        return self.last if self.step > 0 else self.first

    def __contains__(self, frame_index: int) -> bool:
        return self.first <= frame_index <= self.last

    def next(self, frame_index: int) -> int | None:
        """Give the frame to show after this one; None at the end."""
        if frame_index == self.end:
            return self.begin if self.loops else None
        if self.stops is None:
            return frame_index + self.step
        if self.step > 0:
            at = int(np.searchsorted(self.stops, frame_index, side="right"))
            return min(int(self.stops[at]), self.last) if at < len(self.stops) else self.last
        at = int(np.searchsorted(self.stops, frame_index)) - 1
        return max(int(self.stops[at]), self.first) if at >= 0 else self.first

    def upcoming(self, frame_index: int, count: int) -> Iterator[int]:
        """Yield the frames that come after this one, at most so many and none twice."""
        at = frame_index
        for _ in range(count):
            following = self.next(at)
            if following is None or following == frame_index:
                return
            yield following
            at = following

    def stop_for(self, due: int, after: int) -> int:
        """Give the frame to show when `due` belongs on screen and `after` was shown last."""
        following = self.next(after)
        if following is None or self.stops is None:
            return due
        if self.step > 0:
            at = int(np.searchsorted(self.stops, due, side="right")) - 1
            return max(int(self.stops[at]) if at >= 0 else self.first, following)
        at = int(np.searchsorted(self.stops, due))
        return min(int(self.stops[at]) if at < len(self.stops) else self.last, following)

    def distance(self, head: int, frame_index: int) -> int:
        """Say how far a frame is from being shown: what is farthest is the first to be dropped."""
        ahead = (frame_index - head) * self.step
        if self.loops:
            count = self.last - self.first + 1
            inside = frame_index in self and head in self
            return ahead % count if inside else count + abs(ahead)
        if ahead >= 0:
            return ahead
        return -ahead * (1 if self.step > 0 else _BEHIND_WEIGHT)
