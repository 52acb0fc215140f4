"""Lanes: what belongs together runs one after another, and of what waits only the newest.

For writes that each say the whole: of two on two threads the older could end last, and stay.
"""

import threading
from typing import Generic, TypeVar

_Work = TypeVar("_Work")


class Lanes(Generic[_Work]):
    """What waits in each lane, and which lanes are under way; from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Under way are the lanes that are named here; None where nothing waits behind.
        self._waiting: dict[str, _Work | None] = {}

    def put(self, lane: str, work: _Work) -> tuple[bool, _Work | None]:
        """Let work wait in a lane.

        Returns whether the lane begins with it, so that the caller has it run on, and what waited
        there and never runs now.
        """
        with self._lock:
            begins = lane not in self._waiting
            replaced = self._waiting.get(lane)
            self._waiting[lane] = work
            return begins, replaced

    def take(self, lane: str) -> _Work | None:
        """Return what is next in a lane that was begun; None ends it."""
        with self._lock:
            work = self._waiting[lane]
            if work is None:
                del self._waiting[lane]
            else:
                self._waiting[lane] = None
            return work
