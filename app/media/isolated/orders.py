"""OrderBook: what a player was told, as far as a process that begins anew has to be told again.

No lock here: whoever has the book holds one.
"""

from collections import deque
from typing import Any

from app.media.index.frame_index import FrameIndex
from app.media.isolated.decoder_process import Decoder
from app.media.player.state import PlayerState

Order = tuple[str, tuple[Any, ...], dict[str, Any]]

# Every new process is told the last order of each of these kinds.
_LASTING = {
    "set_view": "view",
    "set_loop": "loop",
    "clear_loop": "loop",
    "set_low_end": "low end",
    "limit_cache": "cache",
}
# After these a picture is owed.
_ASKING = frozenset({"show", "scrub", "step", "play", "set_view"})
# These name that picture.
_NAMING = frozenset({"show", "scrub", "step"})


class OrderBook:
    """The orders for the next process, and those that the present one may not have taken.

    `target` is the frame asked for last or, while playing, shown last. `owes` tells that a picture
    was asked for that has not come.
    """

    def __init__(self, index: FrameIndex) -> None:
        """Begin at rest on the first frame."""
        self.index = index
        self.target = 0
        self.owes = self.plays = self.is_shown = False
        self._lasting: dict[str, Order] = {}
        self._waiting: list[Order] = []
        # None for what needs no repeating: all are counted.
        self._untaken: deque[Order | None] = deque()
        self._is_handed_on = False
        # Whether the owed picture is a named one, which no state of playing before it renames.
        self._is_named = False

    @property
    def is_wanted(self) -> bool:
        """Whether an order waits for a process."""
        return any(name in _ASKING for name, _, _ in self._waiting)

    def note(self, order: Order, decoder: Decoder | None) -> None:
        """Pass an order on to the process, or keep it for the next."""
        name, arguments, named = order
        if name in _LASTING:
            self._lasting[_LASTING[name]] = order
        elif name == "set_index":
            self.index = arguments[0]
        elif name in {"show", "scrub"}:
            self.target = self._clamped(arguments[0])
        elif name == "step":
            self.target = self._clamped(self.target + arguments[0])
        self.owes = self.owes or name in _ASKING
        if name in _NAMING or name == "play":
            self._is_named = name in _NAMING
        again = self._again(order)
        if decoder is not None:
            decoder.command(name, *arguments, **named)
            self._untaken.append(again)
            self._forget_taken(decoder)
        elif again is not None:
            self._waiting.append(again)

    def begin(self, decoder: Decoder, planned: FrameIndex) -> None:
        """Tell a new process, which was started with an index, everything."""
        orders = list(self._lasting.values())
        if self.index is not planned:
            orders.insert(0, ("set_index", (self.index,), {}))
        self._untaken = deque([None] * len(orders))
        for name, arguments, named in (*orders, *self._waiting):
            decoder.command(name, *arguments, **named)
        self._untaken.extend(self._waiting)
        self._waiting.clear()

    def end(self, decoder: Decoder, *, is_believed: bool) -> None:
        """The process has ended: what it has not taken is left, if that is to be believed."""
        self._forget_taken(decoder)
        if not is_believed:
            self._untaken.clear()

    def hand_on(self) -> bool:
        """Keep what an ended process never took for the next one, but not twice in a row.

        False where that was nothing that asks for a picture.
        """
        lost = [order for order in self._untaken if order is not None]
        self._untaken.clear()
        if self._is_handed_on or not any(name in _ASKING for name, _, _ in lost):
            return False
        self._is_handed_on = True
        self._waiting[:0] = lost
        return True

    def give_up(self) -> None:
        """Forget what waits: no process can be started."""
        self._waiting.clear()

    def shown(self, frame_index: int, *, exact: bool) -> None:
        """A picture has come."""
        self.is_shown, self._is_handed_on = True, False
        if exact and frame_index == self.target:
            self.owes = self._is_named = False

    def told(self, state: PlayerState) -> None:
        """The process tells how it stands, maybe from before the last order."""
        self.plays = state.playing
        if state.playing and not self._is_named:
            self.target = state.frame_index

    def failed(self) -> None:
        """Nothing will come of what was asked for."""
        self.owes = self._is_named = False

    def _again(self, order: Order) -> Order | None:
        """Say how an order is repeated to a process that knows all that lasts."""
        name = order[0]
        # A step means a frame, which a process that begins there would count once more; and a new
        # view means the present frame, which that process has not got.
        if name == "step" or (name == "set_view" and self.is_shown and not self.plays):
            return ("show", (self.target,), {})
        return None if name in _LASTING or name == "set_index" else order

    def _forget_taken(self, decoder: Decoder) -> None:
        left = max(decoder.commands_given - decoder.arena.commands_taken, 0)
        while len(self._untaken) > left:
            self._untaken.popleft()

    def _clamped(self, frame_index: int) -> int:
        return min(max(frame_index, 0), self.index.frame_count - 1)
