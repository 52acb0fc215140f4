"""PlayerLoop: what a player's thread does, turn by turn.

- The newest request wins; then comes playing, then what makes a picture at rest complete, then
  what may be wanted next.
- A picture is delivered under the number of the frame that it really shows, or not at all.
- A store that does not answer is asked again and again for a minute, which newer orders end.
- Other trouble in reading or decoding is reported, stops playing and is over with: the next
  request opens the stream anew.
"""

from collections.abc import Callable

from app.media.decoding.frame_source import FrameSource
from app.media.errors import DecodingCancelledError
from app.media.pictures.picture import Picture, PictureMaker
from app.media.player.answers import Answers
from app.media.player.backfill import Backfill
from app.media.player.commands import Orders, PlayerCommands
from app.media.player.playing import Playing
from app.media.player.report import PlayerReport
from app.media.player.screen import PlayerScreen
from app.media.player.state import PlayerState, PlayerStats
from app.media.player.trouble import KNOWN_TROUBLE
from app.media.player.watch import PlayerWatch


class PlayerLoop:
    """Everything but `commands` and `stats` belongs to the thread that calls `run`."""

    def __init__(
        self,
        commands: PlayerCommands,
        source: FrameSource,
        *,
        maker: PictureMaker,
        on_picture: Callable[[Picture], None],
        on_state: Callable[[PlayerState], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Take the parts; open nothing yet."""
        self._commands, self._source, self._on_failed = commands, source, on_failed
        self._cache_bytes = source.cache.budget_bytes
        self._screen = PlayerScreen(commands, source, maker=maker, on_picture=on_picture)
        self._report = PlayerReport(commands, source, self._screen, on_state)
        watch = PlayerWatch(commands, source, self._report)
        backfill = Backfill(source)
        self._answers = Answers(commands, source, self._screen, watch=watch, backfill=backfill)
        self._playing = Playing(
            commands, source, self._screen, report=self._report, watch=watch, backfill=backfill
        )

    @property
    def stats(self) -> PlayerStats:
        return self._report.stats

    def run(self) -> None:
        """Work until the commands say close."""
        try:
            while not self._commands.now.closing:
                try:
                    self._turn(self._commands.take())
                except DecodingCancelledError:
                    # A newer order is there, and is next.
                    continue
                except KNOWN_TROUBLE as error:
                    self._fail(error)
        finally:
            self._screen.clear()
            self._source.close()

    def _turn(self, orders: Orders) -> None:
        """Do the most urgent thing that there is to do, or wait for one."""
        if orders.longer is not None:
            self._source.set_index(orders.longer)
            self._playing.set_index(orders.longer)
        self._spare(
            on=orders.low_end or self._playing.low_end.on, limit_bytes=orders.cache_limit_bytes
        )
        if orders.request is not None:
            self._answers.answer(orders.request, orders)
            self._report.tell()
        elif orders.redraws and self._screen.frame is not None:
            self._screen.show_again()
        elif orders.plays:
            self._answers.stop_preparing()
            if not self._playing.turn(orders):
                self._answers.begin_to_prepare()
        elif self._answers.may_settle:
            self._report.tell()
            self._answers.settle(orders)
        elif self._answers.prepares:
            self._report.tell()
            self._answers.prepare(orders)
        else:
            self._report.tell(rests=True)
            self._commands.wait(None)

    def _spare(self, *, on: bool, limit_bytes: int | None) -> None:
        """Do with less on a weak machine, and where the cache is shared with others."""
        self._screen.halves = self._report.low_end = on
        most_bytes = min(limit_bytes or self._cache_bytes, self._cache_bytes)
        budget_bytes = most_bytes // 2 if on else most_bytes
        if budget_bytes != self._source.cache.budget_bytes:
            self._source.cache.set_budget(budget_bytes)

    def _fail(self, error: Exception) -> None:
        self._commands.pause()
        self._screen.is_reduced = False
        self._answers.stop_preparing()
        self._source.drop_decoder()
        self._on_failed(error)
