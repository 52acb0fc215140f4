"""PlayerWatch: whether work on a picture is still wanted, and patience with a store."""

import time
from collections.abc import Callable
from typing import TypeVar

from app.media.decoding.frame_reader import Cancelled
from app.media.decoding.frame_source import FrameSource
from app.media.player.commands import Orders, PlayerCommands
from app.media.player.report import PlayerReport
from app.media.player.store_patience import with_patience
from storage.errors import StorageUnavailableError

_Answer = TypeVar("_Answer")
_BUFFERING_AFTER_S = 0.15


class PlayerWatch:
    """Gives the `cancelled` that decoding asks between packets."""

    def __init__(self, commands: PlayerCommands, source: FrameSource, report: PlayerReport) -> None:
        """Take what it watches and whom it tells."""
        self._commands, self._source, self._report = commands, source, report

    def unless_stopped(self, orders: Orders) -> Cancelled:
        """Playing is over, or goes on elsewhere."""

        def stopped() -> bool:
            now = self._commands.now
            return now.generation != orders.generation or not now.plays

        return stopped

    def unless_disturbed(self, orders: Orders) -> Cancelled:
        """There is anything at all to do for a person."""

        def disturbed() -> bool:
            now = self._commands.now
            return bool(now.generation != orders.generation or now.plays or now.redraws)

        return disturbed

    def unless_newer(self, orders: Orders) -> Cancelled:
        """A newer frame was asked for. Tells also when a picture takes long."""
        return self._telling(lambda: self._commands.now.generation != orders.generation)

    def while_playing(self, orders: Orders) -> Cancelled:
        """As `unless_stopped`. Tells also when a picture takes long."""
        return self._telling(self.unless_stopped(orders))

    def patiently(self, give: Callable[[], _Answer], cancelled: Cancelled) -> _Answer:
        """Ask again for a frame whose bytes cannot be had at the moment.

        Raises: what `give` raises, DecodingCancelledError.
        """

        def on_pause(_error: StorageUnavailableError) -> None:
            self._source.drop_decoder()
            self._report.tell(buffering=True)

        return with_patience(give, cancelled=cancelled, on_pause=on_pause)

    def _telling(self, over: Cancelled) -> Cancelled:
        started_s = time.monotonic()

        def cancelled() -> bool:
            if time.monotonic() - started_s > _BUFFERING_AFTER_S:
                self._report.tell(buffering=True)
            return over()

        return cancelled
