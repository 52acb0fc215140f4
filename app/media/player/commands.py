"""PlayerCommands: what a player was told to do last. The one thing that its threads share.

Orders do not queue up: a newer one takes the place of an older one that nobody has begun. Each
request has a number, and whoever works for an older one is told that its work is pointless.
"""

import math
import threading
from dataclasses import dataclass, replace

from app.media.index.frame_index import FrameIndex
from app.media.pictures.view import ViewRequest
from app.media.player.state import PlayAnchor

SLOWEST_RATE, FASTEST_RATE = 0.1, 16.0


@dataclass(frozen=True, slots=True)
class FrameRequest:
    """Show this frame. `came_from` is the frame asked for before."""

    frame_index: int
    came_from: int
    scrubs: bool


@dataclass(frozen=True, slots=True)
class Orders:
    """All that was told, at one moment. `request`, `redraws`, `longer` are given out once only."""

    generation: int
    request: FrameRequest | None
    target: int
    view: ViewRequest
    redraws: bool
    plays: bool
    # Counts the calls of `play`: each begins a new stretch with its own clock.
    play_number: int
    rate: float
    anchor: PlayAnchor | None
    loop: tuple[int, int] | None
    low_end: bool
    closing: bool
    longer: FrameIndex | None = None
    # None is all that the player was made with.
    cache_limit_bytes: int | None = None


class PlayerCommands:
    """All methods may be called from any thread."""

    def __init__(self, frame_count: int, view: ViewRequest) -> None:
        """Begin at rest on the first frame."""
        self._last_frame = frame_count - 1
        self._changed = threading.Condition()
        self._has_news = False
        self._orders = Orders(
            generation=0,
            request=None,
            target=0,
            view=view,
            redraws=False,
            plays=False,
            play_number=0,
            rate=1.0,
            anchor=None,
            loop=None,
            low_end=False,
            closing=False,
        )

    @property
    def now(self) -> Orders:
        """The orders as they stand; the request stays to be taken."""
        return self._orders

    def show(self, frame_index: int, *, scrubs: bool) -> None:
        with self._changed:
            self._show(frame_index, scrubs=scrubs)

    def step(self, delta: int) -> None:
        with self._changed:
            self._show(self._orders.target + delta, scrubs=False)

    def play(self, rate: float, anchor: PlayAnchor | None) -> None:
        rate = math.copysign(min(max(abs(rate), SLOWEST_RATE), FASTEST_RATE), rate)
        with self._changed:
            number = self._orders.play_number + 1
            orders = replace(self._orders, plays=True, play_number=number)
            self._set(replace(orders, rate=rate, anchor=anchor))

    def pause(self) -> None:
        with self._changed:
            self._set(replace(self._orders, plays=False))

    def set_loop(self, loop: tuple[int, int] | None) -> None:
        if loop is not None:
            first, last = sorted((self._clamped(loop[0]), self._clamped(loop[1])))
            loop = (first, last)
        with self._changed:
            self._set(replace(self._orders, loop=loop))

    def set_low_end(self, on: bool) -> None:
        with self._changed:
            self._set(replace(self._orders, low_end=on))

    def limit_cache(self, most_bytes: int | None) -> None:
        with self._changed:
            self._set(replace(self._orders, cache_limit_bytes=most_bytes))

    def set_view(self, view: ViewRequest) -> None:
        with self._changed:
            self._set(replace(self._orders, view=view, redraws=True))

    def set_index(self, index: FrameIndex) -> None:
        with self._changed:
            self._last_frame = index.frame_count - 1
            self._set(replace(self._orders, longer=index))

    def close(self) -> None:
        with self._changed:
            generation = self._orders.generation + 1
            self._set(replace(self._orders, closing=True, plays=False, generation=generation))

    def played_to(self, frame_index: int, generation: int) -> None:
        """Note where playing is now, unless a request has come in between."""
        with self._changed:
            if self._orders.generation == generation:
                self._orders = replace(self._orders, target=frame_index)

    def take(self) -> Orders:
        """Give the orders and mark what is given out once as done."""
        with self._changed:
            taken = self._orders
            self._orders = replace(taken, request=None, redraws=False, longer=None)
            self._has_news = False
            return taken

    def wait(self, timeout_s: float | None) -> None:
        """Wait for an order newer than those taken, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._has_news, timeout_s)

    def _show(self, frame_index: int, *, scrubs: bool) -> None:
        target = self._clamped(frame_index)
        self._set(
            replace(
                self._orders,
                generation=self._orders.generation + 1,
                request=FrameRequest(target, came_from=self._orders.target, scrubs=scrubs),
                target=target,
                plays=False,
            )
        )

    def _set(self, orders: Orders) -> None:
        self._orders = orders
        self._has_news = True
        self._changed.notify_all()

    def _clamped(self, frame_index: int) -> int:
        return min(max(frame_index, 0), self._last_frame)
