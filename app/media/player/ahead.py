"""Ahead: decodes what will be shown next, in the time until the next frame is due. Thread-confined.

A packet cannot be left half decoded, but the way to a frame can be: it is stopped when a frame is
due, and gone on with afterwards.
"""

import time

from app.media.decoding.frame_source import FrameSource
from app.media.errors import DecodingCancelledError
from app.media.player.backfill import Backfill
from app.media.player.commands import Orders
from app.media.player.course import Course
from app.media.player.trouble import KNOWN_TROUBLE
from app.media.player.watch import PlayerWatch
from storage.errors import StorageUnavailableError

# Above this rate frames are left out on purpose, and decoding ahead would be in vain.
FASTEST_RATE_WITH_ALL_FRAMES = 2.0
_AHEAD_S = 0.5
_AHEAD_FRAMES, _AHEAD_FRAMES_LOW_END = 16, 8
# A decoder that is stopped when a frame is due needs longer each time it is gone on with: else a
# seek that takes longer than a frame's time would never end.
_MORE_S_A_TRY = 0.002


class Ahead:
    """Fills the cache in the direction of play."""

    def __init__(self, source: FrameSource, watch: PlayerWatch, backfill: Backfill) -> None:
        """Take the parts; nothing is decoded yet."""
        self._source, self._watch, self._backfill = source, watch, backfill
        self._tries = 0
        self._is_failed = self._is_store_away = False

    def begin(self) -> None:
        """Forget what failed before."""
        self._is_failed = self._is_store_away = False

    def note_shown(self) -> None:
        """A frame was shown: where the store was away, it is there again."""
        self._tries = 0
        if self._is_store_away:
            self.begin()

    def step(
        self, course: Course, current: int, orders: Orders, *, wait_s: float, spares: bool
    ) -> bool:
        """Decode the next frame that will be wanted; False where none is, or time is short.

        `wait_s` is the time there is. `spares` keeps fewer frames ready, for a weak machine.

        Raises: DecodingCancelledError, when playing was stopped.
        """
        if self._is_failed or orders.rate > FASTEST_RATE_WITH_ALL_FRAMES:
            return False
        fill, room = self._backfill, self._room(course, spares=spares)
        wanted = fill.wanted(course, current, room=room)
        if wanted is None or not self._is_in_time(wanted, course, current, orders, wait_s=wait_s):
            return False
        stopped = self._watch.unless_stopped(orders)
        due_at_s = time.monotonic() + wait_s + self._tries * _MORE_S_A_TRY
        is_next = course.step > 0 and wanted == course.next(current)
        try:
            fill.keep(
                wanted,
                cancelled=stopped,
                # There is nothing else to be shown next.
                paused=stopped if is_next else lambda: time.monotonic() > due_at_s,
            )
        except DecodingCancelledError:
            if stopped():
                raise
            self._tries += 1
        except KNOWN_TROUBLE as error:
            # What is decoded already can still be shown; the trouble is reported when it is due.
            self._is_failed = True
            self._is_store_away = isinstance(error, StorageUnavailableError)
            self._source.drop_decoder()
            return False
        return True

    def _room(self, course: Course, *, spares: bool) -> int:
        if course.step < 0:
            return self._backfill.room(plays=True)
        most = _AHEAD_FRAMES_LOW_END if spares else _AHEAD_FRAMES
        return min(most, max(self._source.capacity_frames // 2, 1))

    def _is_in_time(
        self, wanted: int, course: Course, current: int, orders: Orders, *, wait_s: float
    ) -> bool:
        following = course.next(current)
        if course.step < 0 or following is None or wanted == following:
            return True
        index = self._source.index
        far_s = index.seconds(wanted) - index.seconds(following)
        return far_s <= _AHEAD_S * orders.rate and self._source.meter.frame_s <= wait_s
