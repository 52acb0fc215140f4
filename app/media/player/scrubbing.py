"""Scrubbing: what is shown while a hand drags through a clip.

The best picture that can be had at once comes first: the frame itself or a proxy of it where one is
kept, else the key picture before it. A drag that stays within a group of pictures has proxies made
of the whole group, decoded once, so that it shows real frames. The frame itself, whole, always
follows when the hand rests.
"""

import time

from app.media.decoding.frame_reader import Cancelled
from app.media.decoding.frame_source import FrameSource
from app.media.player.commands import FrameRequest, Orders
from app.media.player.screen import PlayerScreen
from app.media.player.watch import PlayerWatch

# The rest is for whole frames: of what is shown, and of its neighbours.
_PROXY_SHARE = 7 / 8
# A hand that stays for so long rests: then the whole frame is worth more than further proxies.
_HAND_RESTS_S = 0.1


class Scrubbing:
    """Answers requests that come from a drag. Thread-confined."""

    def __init__(self, source: FrameSource, screen: PlayerScreen, watch: PlayerWatch) -> None:
        """Take the parts; nothing is dragged yet."""
        self._source, self._screen, self._watch = source, screen, watch
        self._group: range | None = None
        self._asked_at_s = 0.0

    @property
    def is_going_on(self) -> bool:
        """Whether the last request came from a drag, in a clip that has proxies."""
        return self._group is not None

    @property
    def is_in_hand(self) -> bool:
        """Whether proxies are still to be made before the whole frame is."""
        in_time = time.monotonic() - self._asked_at_s < _HAND_RESTS_S
        return in_time and self._next_proxy(self._screen.frame_index) is not None

    def end(self) -> None:
        """The hand has let go; proxies make room for whole frames where these need it."""
        self._group = None
        self._source.cache.favour_proxies(False)

    def show(self, request: FrameRequest, orders: Orders) -> None:
        """Show the best that there is, at last the frame or a proxy of it.

        Raises: as `FrameSource.frame`.
        """
        target, cache = request.frame_index, self._source.cache
        self._asked_at_s = time.monotonic()
        group = self._group_of(target)
        # The first request in a group may be one of many far apart: it is answered the short way.
        stays = self._group == group or request.came_from in group
        self._group = group if self._source.capacity_proxies else None
        cache.favour_proxies(self._group is not None)
        kept = cache.get(target) or cache.proxy(target)
        if kept is None:
            self._show_key_picture(target, orders)
            cancelled = self._watch.unless_newer(orders)
            if stays and self._group is not None:
                self._watch.patiently(lambda: self._fill_to(target, cancelled), cancelled)
                kept = cache.get(target)
            kept = kept or self._watch.patiently(
                lambda: self._source.frame(target, cancelled), cancelled
            )
        is_proxy = kept is cache.proxy(target)
        self._screen.show(kept, asked=target, is_proxy=is_proxy)

    def prepare(self, head: int, cancelled: Cancelled) -> bool:
        """Make one more proxy; False where all are there.

        Raises: as `FrameSource.frame`.
        """
        wanted = self._next_proxy(head)
        if wanted is None:
            return False
        self._source.fill(wanted, cancelled, as_proxy=True)
        if self._source.cache.proxy(wanted) is None:
            # Damaged, or too large for the cache: leave it at that.
            self._group = None
        return True

    def _group_of(self, frame_index: int) -> range:
        first = self._source.key_frame_before(frame_index) or 0
        return range(first, self._source.key_frame_after(frame_index))

    def _next_proxy(self, head: int | None) -> int | None:
        if self._group is None or head is None:
            return None
        cache, group = self._source.cache, self._group
        room = int(self._source.capacity_proxies * _PROXY_SHARE)
        # All of the group where that fits, else as much of it as does, around the hand.
        low = min(max(head - room // 2, group.start), max(group.stop - room, group.start))
        wanted = range(low, min(low + room, group.stop))
        return next((at for at in wanted if cache.proxy(at) is None), None)

    def _fill_to(self, target: int, cancelled: Cancelled) -> None:
        """Decode on to the target with proxies of all on the way; the target itself is kept."""
        while True:
            wanted = self._next_proxy(target)
            if wanted is None or wanted > target:
                return
            frame = self._source.fill(wanted, cancelled, as_proxy=True)
            if not frame.exact:
                self._group = None
                return
            if wanted == target:
                self._source.cache.put(frame)

    def _show_key_picture(self, target: int, orders: Orders) -> None:
        key_frame, shown = self._source.key_frame_before(target), self._screen.frame_index
        if key_frame is None:
            return
        if shown is not None and abs(target - shown) <= target - key_frame:
            # What is shown is nearer already: a slow drag must not jump back and forth.
            return
        # Its decoding is not to be cancelled: while a hand drags, this is all that is seen.
        key = self._source.key_picture(target, self._watch.unless_newer(orders))
        if key is not None:
            self._screen.show(key, asked=target, moves=True)
