"""Filling the cache: what lies ahead of the play head, whichever way it goes.

A clip can only be decoded forwards from a key picture. So for going backwards a stretch of frames
is decoded in one go and kept, and the one before it is begun while half of it is still to be shown.
Where whole frames would not fit or take too long, proxies are kept; where even that is too slow,
only some frames are shown, at last only key pictures.
"""

import math
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np

from app.media.course import Course
from app.media.frame_index import Int64Array
from app.media.frame_reader import Cancelled
from app.media.frame_source import FrameSource

# Of small frames thousands fit; so many are enough to go on without a break.
_MOST_FRAMES = 512
# The share of the time that decoding may take; the rest is for converting and for chance.
_USABLE_TIME = 0.8
_SHOWN_A_SECOND = 30
# Below this rate a frame that is left out would be missed.
_SLOWEST_RATE_WITH_STOPS = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Gait:
    """How a clip is played backwards. `stops` are the frames that are shown; None is all."""

    as_proxies: bool
    stops: Int64Array | None = None


def gait_for(source: FrameSource, rate: float, *, level: int = 0) -> Gait:
    """Choose the best way to go backwards that this machine keeps up with, by what is measured.

    `level` leaves out the better ways: from 1 on proxies are kept, from 2 on only some frames are
    shown, from 3 on only key pictures. Near the clip's own pace no frame is left out by plan.
    """
    index = source.index
    frame_s = float(index.duration_pts * index.time_base) / index.frame_count / abs(rate)
    budget_s = max(frame_s, 1e-6) * _USABLE_TIME
    keys, cost_s = source.frames_per_key, source.meter.frame_s
    proxies = source.capacity_proxies
    stride = max(math.ceil(1 / (_SHOWN_A_SECOND * frame_s)), 1) if frame_s > 0 else 1
    can_leave_out = abs(rate) > _SLOWEST_RATE_WITH_STOPS
    if level < 1 and cost_s * _times_decoded(keys, source.capacity_frames) <= budget_s:
        return Gait(as_proxies=False)
    proxied = Gait(as_proxies=proxies > 0)
    if not can_leave_out:
        return proxied
    if level < 2 and cost_s * _times_decoded(keys, proxies or 1) <= budget_s:
        return proxied
    if level < 3 and cost_s * _times_decoded(keys / stride, proxies or 1) <= budget_s:
        return replace(proxied, stops=np.arange(0, index.frame_count, stride))
    return replace(proxied, stops=source.key_frames)


def _times_decoded(frames_per_key: float, capacity: int) -> float:
    """Say how often each frame is decoded, on average, to be kept once."""
    stretch = max(min(capacity, _MOST_FRAMES) // 2, 1)
    return 1.0 if stretch >= frames_per_key else frames_per_key / stretch / 2 + 0.5


class Backfill:
    """Keeps the frames ahead of the play head. No state but of frames that can't be kept."""

    def __init__(self, source: FrameSource) -> None:
        """Take the source; decode nothing yet."""
        self._source = source
        self._vain: set[int] = set()
        self._as_proxies = False

    def begin(self, *, as_proxies: bool) -> None:
        """Keep whole frames, or proxies, from now on, and try again what was in vain."""
        self._vain.clear()
        self._as_proxies = as_proxies
        self._source.cache.favour_proxies(as_proxies)

    def has(self, frame_index: int) -> bool:
        """Say whether there is nothing left to do for this frame."""
        cache = self._source.cache
        return (
            frame_index in cache
            or frame_index in self._vain
            or (self._as_proxies and cache.proxy(frame_index) is not None)
        )

    def step(
        self, course: Course, head: int, *, room: int, cancelled: Cancelled, paused: Cancelled
    ) -> bool:
        """Decode the next frame of the stretch ahead of the head; False where all is there.

        `room` is how many frames may be kept ahead of the head.

        Raises: as `FrameSource.frame`.
        """
        wanted = self._next(course, head, min(max(room, 2), _MOST_FRAMES))
        if wanted is None:
            return False
        as_proxy = self._as_proxies
        self._source.fill(wanted, cancelled, paused=paused, as_proxy=as_proxy)
        if not self.has(wanted):
            # Damaged, or there is no room: asked again and again, it would never end.
            self._vain.add(wanted)
        return True

    def room(self) -> int:
        """Say how many frames fit before the head of who goes backwards."""
        if self._as_proxies:
            return self._source.capacity_proxies * 3 // 4
        return self._source.capacity_frames * 3 // 4

    def _next(self, course: Course, head: int, room: int) -> int | None:
        begun_at = room if course.step > 0 else max(room // 2, 1)
        hole = next((at for at in course.upcoming(head, begun_at) if not self.has(at)), None)
        if hole is None or course.step > 0:
            return hole
        low = self._source.key_frame_before(hole) or 0
        before = takewhile(
            lambda at: low <= at < hole, course.upcoming(hole, max(room - begun_at, 1) - 1)
        )
        return next(at for at in reversed([hole, *before]) if not self.has(at))
