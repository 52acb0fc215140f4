"""What was not allowed, for the audit log: each right at once, and again once a minute at most.

Somebody who asks again and again must not fill the log, nor hold up what else is to be noted.
"""

import threading
from collections.abc import Callable

from models.audit import events
from models.audit.entry import Event
from models.review.rights import Right

EVERY_S = 60.0


class Denials:
    """Counts what is asked for in vain; from any thread.

    Args:
        note: takes an event and returns at once.
        clock: in seconds, from anywhere on.
    """

    def __init__(self, note: Callable[[Event], object], *, clock: Callable[[], float]) -> None:
        self._note, self._clock = note, clock
        self._lock = threading.Lock()
        self._told_at: dict[Right, float] = {}
        self._untold: dict[Right, int] = {}

    def denied(self, right: Right) -> None:
        """Take in that a right was asked for in vain."""
        with self._lock:
            now_s = self._clock()
            told_s = self._told_at.get(right)
            self._untold[right] = self._untold.get(right, 0) + 1
            if told_s is not None and now_s - told_s < EVERY_S:
                return
            self._told_at[right] = now_s
            times = self._untold.pop(right)
        self._note(events.denied(right.value, times=times))

    def flush(self) -> None:
        """Tell what was only counted: the project is locked."""
        with self._lock:
            untold, self._untold = self._untold, {}
        for right, times in untold.items():
            self._note(events.denied(right.value, times=times))
