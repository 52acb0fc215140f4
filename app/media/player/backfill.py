"""Filling the cache: what lies ahead of the play head, whichever way it goes.

A clip can only be decoded forwards from a key picture. So for going backwards a stretch of frames
is decoded in one go and kept, and the one before it is begun while most of it is still to be shown.
"""

from itertools import takewhile

from app.media.decoding.frame_reader import Cancelled
from app.media.decoding.frame_source import FrameSource
from app.media.player.course import Course
from app.media.player.gait import MOST_FRAMES, STRETCH_SHARE

# Of the room, so much is for frames behind the head: of who steps back, and of who plays back.
_BEHIND_SHARE, _BEHIND_SHARE_PLAYING = 1 / 4, 1 / 16


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
        wanted = self.wanted(course, head, room=room)
        if wanted is None:
            return False
        self.keep(wanted, cancelled=cancelled, paused=paused)
        return True

    def keep(self, wanted: int, *, cancelled: Cancelled, paused: Cancelled) -> None:
        """Decode one frame and keep it, or a proxy of it.

        Raises: as `FrameSource.frame`.
        """
        as_proxy = self._as_proxies
        self._source.fill(wanted, cancelled, paused=paused, as_proxy=as_proxy)
        if not self.has(wanted):
            # Damaged, or there is no room: asked again and again, it would never end.
            self._vain.add(wanted)

    def room(self, *, plays: bool = False) -> int:
        """Say how many frames fit before the head of who goes backwards."""
        source = self._source
        capacity = source.capacity_proxies if self._as_proxies else source.capacity_frames
        return int(capacity * (1 - (_BEHIND_SHARE_PLAYING if plays else _BEHIND_SHARE)))

    def wanted(self, course: Course, head: int, *, room: int) -> int | None:
        """Say which frame should be decoded next; None where all is there."""
        room = min(max(room, 2), MOST_FRAMES)
        stretch = max(int(room * STRETCH_SHARE), 1)
        # A stretch is begun as soon as there is room for it, that it may be there in time.
        begun_at = room if course.step > 0 else max(room - stretch, 1)
        hole = next((at for at in course.upcoming(head, begun_at) if not self.has(at)), None)
        if hole is None or course.step > 0:
            return hole
        low = self._source.key_frame_before(hole) or 0
        before = takewhile(lambda at: low <= at < hole, course.upcoming(hole, stretch - 1))
        return next(at for at in reversed([hole, *before]) if not self.has(at))
