"""Which frames of a clip were on the screen, gathered for the audit log. No I/O here."""

import threading
from collections.abc import Callable, Iterable

from models.audit.entry import Frames

EVERY_S = 30.0
# So many stretches stand in one entry at most.
_MOST_STRETCHES = 200


class Viewing:
    """Gathers frames of one clip; `saw` costs next to nothing and is for one thread.

    Args:
        note: takes stretches of frames, at most every `EVERY_S` seconds and at the end.
        later: calls a function in so many seconds, on another thread.
    """

    def __init__(
        self,
        note: Callable[[Frames], None],
        later: Callable[[Callable[[], None], float], None],
    ) -> None:
        self._note = note
        self._later = later
        self._lock = threading.Lock()
        self._runs: list[tuple[int, int]] = []
        self._first = self._last = -1
        self._awaited = False

    def saw(self, frame_index: int) -> None:
        """Take in that this frame is on the screen."""
        with self._lock:
            if self._first <= frame_index <= self._last:
                return
            if self._first >= 0 and frame_index in (self._first - 1, self._last + 1):
                self._first = min(self._first, frame_index)
                self._last = max(self._last, frame_index)
            else:
                if self._first >= 0:
                    self._runs.append((self._first, self._last))
                self._first = self._last = frame_index
            awaited, self._awaited = self._awaited, True
        if not awaited:
            self._later(self.flush, EVERY_S)

    def flush(self) -> None:
        """Hand over what was seen since the last time; from any thread."""
        with self._lock:
            runs = self._runs
            if self._first >= 0:
                runs.append((self._first, self._last))
            self._runs, self._first, self._last, self._awaited = [], -1, -1, False
        merged = merge(runs)
        for at in range(0, len(merged), _MOST_STRETCHES):
            self._note(merged[at : at + _MOST_STRETCHES])


def merge(runs: Iterable[tuple[int, int]]) -> Frames:
    """Return stretches of frames in order, those that touch or overlap as one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(runs):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return tuple(merged)
