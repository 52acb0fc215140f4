"""Which frames of a clip were on the screen, slowly enough to be looked at. Pure.

What was shown is not what was seen: the words that tell it must not say more.
"""

import numpy as np
import numpy.typing as npt

from app.media.index.frame_index import FrameIndex

FASTEST = 1.0
"""At a higher rate a frame is on the screen for too short a time to count."""


class Coverage:
    """The frames of one clip that were shown."""

    def __init__(self, frame_count: int) -> None:
        self._shown = np.zeros(max(frame_count, 0), dtype=np.bool_)
        self._count = 0

    @property
    def count(self) -> int:
        return self._count

    @property
    def share(self) -> float:
        """How many of all frames that are, 0…1."""
        return self._count / len(self._shown) if len(self._shown) else 0.0

    def extend(self, frame_count: int) -> None:
        """Know more frames of the same clip."""
        if frame_count > len(self._shown):
            more = np.zeros(frame_count - len(self._shown), dtype=np.bool_)
            self._shown = np.concatenate([self._shown, more])

    def saw(self, frame_index: int) -> bool:
        """Count a frame that is on the screen; tell whether it is one more."""
        if not 0 <= frame_index < len(self._shown) or self._shown[frame_index]:
            return False
        self._shown[frame_index] = True
        self._count += 1
        return True

    def parts(self, count: int) -> npt.NDArray[np.float64]:
        """Return the share of each of so many equal parts of the clip, 0…1."""
        edges = np.linspace(0, len(self._shown), count + 1).round().astype(np.int64)
        total = np.concatenate([[0], np.cumsum(self._shown)])
        widths = np.maximum(np.diff(edges), 1)
        return np.asarray(np.diff(total[edges]) / widths, dtype=np.float64)


def stops_every(index: FrameIndex, seconds: float) -> tuple[int, ...]:
    """Return the frames that are shown every so many seconds, by their time stamps.

    Where nothing was recorded for a while, the first frame behind the pause is the stop.
    """
    if not index.frame_count or seconds <= 0:
        return ()
    pts = np.asarray(index.pts, dtype=np.int64)
    step = max(round(seconds / index.time_base), 1)
    wanted = np.arange(pts[0], pts[-1] + 1, step, dtype=np.int64)
    return tuple(int(at) for at in np.unique(np.searchsorted(pts, wanted)))
