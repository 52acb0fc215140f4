"""How fast something goes: a moving average over the last seconds."""

import threading
import time
from collections import deque
from collections.abc import Callable

_SPAN_S = 5.0
# Sooner than this, a speed is a guess and a time to go a jumping number.
_TELLS_AFTER_S = 0.5
# Reports come by the thousand; so many a second are enough to measure by.
_EVERY_S = 0.05


class Speed:
    """Fed by the thread that works, asked by the one that shows."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._noted: deque[tuple[float, int]] = deque()

    def begin(self) -> None:
        """Measure anew: there was a pause."""
        with self._lock:
            self._noted.clear()

    def note(self, done: int) -> None:
        """Note how much is done by now."""
        now = self._clock()
        with self._lock:
            if self._noted and now - self._noted[-1][0] < _EVERY_S and len(self._noted) > 1:
                self._noted[-1] = (self._noted[-1][0], done)
            else:
                self._noted.append((now, done))
            while len(self._noted) > 2 and now - self._noted[1][0] > _SPAN_S:
                self._noted.popleft()

    def per_s(self) -> float:
        """Return how much is done in a second, 0 where it cannot be told yet."""
        now = self._clock()
        with self._lock:
            if not self._noted:
                return 0.0
            (began_at, began_with), (_, done) = self._noted[0], self._noted[-1]
        took_s = now - began_at
        return (done - began_with) / took_s if took_s >= _TELLS_AFTER_S else 0.0
