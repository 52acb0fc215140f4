"""PlayerLoop: what a player's thread does, turn by turn.

- The newest request wins: it stops the decoding that an older one began, between two packets.
- A picture is delivered under the number of the frame that it really shows, or not at all.
- While playing, a frame is shown when its pts is due by the monotonic clock. Late frames are left
  out; some are decoded ahead. After a stall playing goes on from where it was.
- While nothing is asked, the frames before the play head are decoded, for the next steps back.
- A store that does not answer is asked again and again for a minute, which newer orders end.
- Other trouble in reading or decoding is reported, stops playing and is over with: the next
  request opens the stream anew.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import replace

from app.media.decoder import DecodedFrame
from app.media.errors import DecodingCancelledError, MediaError
from app.media.frame_index import FrameIndex
from app.media.frame_reader import Cancelled
from app.media.frame_source import FrameSource
from app.media.picture import Picture, PictureMaker
from app.media.play_clock import PlayClock
from app.media.player_commands import FrameRequest, Orders, PlayerCommands
from app.media.player_state import Pace, PlayerState
from app.media.store_patience import with_patience
from crypto.errors import EncryptionError
from storage.errors import StorageError, StorageUnavailableError

_log = logging.getLogger(__name__)

# What reading and decoding may meet in a sound program; anything else is a bug and ends the thread.
_KNOWN_TROUBLE = (MediaError, EncryptionError, StorageError, OSError)

_AHEAD_S = 0.5
_AHEAD_FRAMES = 16
# Above this rate frames are left out on purpose, and decoding ahead would be in vain.
_FASTEST_RATE_WITH_ALL_FRAMES = 2.0
# No screen shows more frames a second; a faster clip has some left out on purpose.
_SHORTEST_SHOW_S = 1 / 60
_BUFFERING_AFTER_S = 0.15
# With fewer kept frames before the play head, those before them are decoded in idle time.
_FRAMES_BEFORE = 10


class PlayerLoop:
    """Everything but `commands` belongs to the thread that calls `run`."""

    def __init__(
        self,
        commands: PlayerCommands,
        source: FrameSource,
        index: FrameIndex,
        *,
        maker: PictureMaker,
        on_picture: Callable[[Picture], None],
        on_state: Callable[[PlayerState], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Take the parts; open nothing yet."""
        self._commands, self._source, self._index, self._maker = commands, source, index, maker
        self._on_picture, self._on_state, self._on_failed = on_picture, on_state, on_failed
        self._state: PlayerState | None = None
        self._shown: DecodedFrame | None = None
        self._pace = Pace()
        self._clock: PlayClock | None = None
        self._play_number = 0
        self._dropped = 0
        self._is_ahead_failed = self._is_store_away = False
        self._decoding_s = 0.0
        self._prefetches = False

    def run(self) -> None:
        """Work until the commands say close."""
        try:
            while not self._commands.now.closing:
                try:
                    self._turn(self._commands.take())
                except DecodingCancelledError:
                    # A newer order is there, and is next.
                    continue
                except _KNOWN_TROUBLE as error:
                    self._fail(error)
        finally:
            self._shown = None
            self._source.close()

    def _turn(self, orders: Orders) -> None:
        """Do the most urgent thing that there is to do, or wait for one."""
        if orders.longer is not None:
            self._go_on_with(orders.longer)
        if orders.request is not None:
            self._answer(orders.request, orders)
        elif orders.redraws and self._shown is not None:
            self._deliver(self._shown, orders)
        elif orders.plays:
            self._play_on(orders)
        elif self._prefetches:
            self._tell()
            self._prefetch(orders)
        else:
            self._tell()
            self._commands.wait(None)

    def _go_on_with(self, index: FrameIndex) -> None:
        self._index = index
        self._source.set_index(index)
        if self._clock is not None:
            self._clock = replace(self._clock, index=index)

    def _fail(self, error: Exception) -> None:
        self._commands.pause()
        self._prefetches = False
        self._source.drop_decoder()
        self._on_failed(error)

    # -- a request

    def _answer(self, request: FrameRequest, orders: Orders) -> None:
        cancelled = self._watched(orders)
        frame = self._patiently(lambda: self._asked_frame(request, cancelled, orders), cancelled)
        self._deliver(replace(frame, exact=frame.frame_index == request.frame_index), orders)
        self._prefetches = True

    def _asked_frame(
        self, request: FrameRequest, cancelled: Cancelled, orders: Orders
    ) -> DecodedFrame:
        target = request.frame_index
        if request.scrubs and target not in self._source.cache:
            self._show_key_picture(target, orders)
        stepped_back = request.came_from - target
        if not request.scrubs and 0 < stepped_back <= self._source.window_frames:
            self._source.cache.move_to(target)
            return self._source.frame_going_back(target, cancelled)
        return self._source.frame(target, cancelled)

    def _patiently(self, give: Callable[[], DecodedFrame], cancelled: Cancelled) -> DecodedFrame:
        """Ask again for a frame whose bytes cannot be had at the moment."""

        def on_pause(_error: StorageUnavailableError) -> None:
            self._source.drop_decoder()
            self._tell(buffering=True)

        return with_patience(give, cancelled=cancelled, on_pause=on_pause)

    def _show_key_picture(self, target: int, orders: Orders) -> None:
        key_frame = self._source.key_frame_before(target)
        if key_frame is None:
            return
        if self._shown and abs(target - self._shown.frame_index) <= target - key_frame:
            # What is shown is nearer already: a slow drag must not jump back and forth.
            return
        # Its decoding is not to be cancelled: while a hand drags, this is all that is seen.
        key = self._source.key_picture(target, self._watched(orders))
        if key is not None:
            self._deliver(key, orders)

    def _prefetch(self, orders: Orders) -> None:
        head, cache = orders.target, self._source.cache
        first = cache.first_of_run(head)
        if head - first < _FRAMES_BEFORE and first > 0:

            def has_news() -> bool:
                now = self._commands.now
                return bool(now.generation != orders.generation or now.plays or now.redraws)

            try:
                self._source.fill_before(first, has_news)
            except _KNOWN_TROUBLE as error:
                if isinstance(error, DecodingCancelledError):
                    raise
                # Nobody asked for these frames. Who does will be told.
                _log.info("Frames before the play head can't be prepared: %s", type(error).__name__)
                self._source.drop_decoder()
            # Key pictures may lie close together: on with those before, if this led anywhere.
            self._prefetches = cache.first_of_run(head) < first
        else:
            self._prefetches = False

    # -- playing

    def _play_on(self, orders: Orders) -> None:
        clock = self._clock
        if clock is None or orders.play_number != self._play_number:
            self._begin_to_play(orders)
            return
        now_s = time.monotonic()
        # Past a damaged frame, its neighbour may be on screen already.
        current = max(orders.target, self._shown.frame_index if self._shown else 0)
        first, last = orders.loop or (0, self._index.frame_count - 1)
        if not first <= current <= last:
            self._play_from(first, orders)
        elif current == last:
            self._play_past_end(clock, current, first, orders)
        elif (wait_s := self._wait_s(clock, current, now_s)) > 0:
            if not self._decode_ahead(current + 1, last, wait_s, orders):
                self._commands.wait(wait_s)
        else:
            if clock.is_hopeless(current + 1, now_s):
                self._clock = clock = PlayClock(self._index, current + 1, now_s, orders.rate)
            due = min(max(clock.due(now_s), current + 1), last)
            if orders.rate <= 1:
                self._dropped += due - current - 1
            self._show_playing(due, orders)

    def _begin_to_play(self, orders: Orders) -> None:
        self._play_number = orders.play_number
        self._dropped, self._is_ahead_failed, self._prefetches = 0, False, False
        self._pace.begin()
        first, last = orders.loop or (0, self._index.frame_count - 1)
        is_inside = first <= orders.target < last
        self._play_from(orders.target if is_inside else first, orders)

    def _play_from(self, frame_index: int, orders: Orders) -> None:
        is_shown = self._shown is not None and self._shown.frame_index == frame_index
        if not is_shown and not self._show_playing(frame_index, orders):
            return
        self._commands.played_to(frame_index, orders.generation)
        self._clock = PlayClock(self._index, frame_index, time.monotonic(), orders.rate)

    def _play_past_end(self, clock: PlayClock, last: int, first: int, orders: Orders) -> None:
        wait_s = clock.wait_for_end_of(last, time.monotonic())
        if wait_s > 0:
            if orders.loop is None or not self._decode_ahead(first, first, wait_s, orders):
                self._commands.wait(wait_s)
        elif orders.loop is not None:
            self._play_from(first, orders)
        elif self._index.grows:
            self._tell(buffering=True)
            self._commands.wait(None)
        else:
            self._commands.pause()
            self._prefetches = True

    def _wait_s(self, clock: PlayClock, current: int, now_s: float) -> float:
        until_due_s = clock.wait_s(current + 1, now_s)
        shown_s = self._pace.last_s
        return (
            until_due_s if shown_s is None else max(until_due_s, shown_s + _SHORTEST_SHOW_S - now_s)
        )

    def _show_playing(self, frame_index: int, orders: Orders) -> bool:
        """Show a frame, and say so; not if playing was stopped while it was decoded."""
        stopped = self._watched(orders, while_playing=True)
        frame = self._patiently(lambda: self._timed_frame(frame_index, stopped), stopped)
        if stopped():
            return False
        if self._is_store_away:
            # It is there again: decode ahead as before.
            self._is_store_away = self._is_ahead_failed = False
        self._commands.played_to(frame_index, orders.generation)
        self._deliver(replace(frame, exact=frame.frame_index == frame_index), orders)
        return True

    def _decode_ahead(self, next_frame: int, last: int, wait_s: float, orders: Orders) -> bool:
        """Decode the next frame that will be wanted; False where none is, or time is short."""
        cache = self._source.cache
        span = min(_AHEAD_FRAMES, self._source.window_frames)
        until_s = self._index.seconds(next_frame) + _AHEAD_S * orders.rate
        wanted = (
            frame_index
            for frame_index in range(next_frame, min(next_frame + span, last + 1))
            if frame_index not in cache
        )
        frame_index = next(wanted, None)
        if (
            frame_index is None
            or self._is_ahead_failed
            or orders.rate > _FASTEST_RATE_WITH_ALL_FRAMES
            or (frame_index > next_frame and self._index.seconds(frame_index) > until_s)
            or (frame_index > next_frame and self._decoding_s > wait_s)
        ):
            return False
        try:
            frame = self._timed_frame(frame_index, self._unless_stopped(orders))
        except _KNOWN_TROUBLE as error:
            if isinstance(error, DecodingCancelledError):
                raise
            # What is decoded already can still be shown; the trouble is reported when it is due.
            self._is_ahead_failed = True
            self._is_store_away = isinstance(error, StorageUnavailableError)
            self._source.drop_decoder()
            return False
        # A damaged frame is not kept, and would be tried again and again.
        self._is_ahead_failed = not frame.exact
        return True

    def _timed_frame(self, frame_index: int, cancelled: Cancelled) -> DecodedFrame:
        started_s = time.monotonic()
        is_kept = frame_index in self._source.cache
        frame = self._source.frame(frame_index, cancelled)
        if not is_kept:
            self._decoding_s += (time.monotonic() - started_s - self._decoding_s) / 8
        return frame

    # -- telling

    def _deliver(self, frame: DecodedFrame, orders: Orders) -> None:
        self._shown = frame
        self._source.cache.move_to(frame.frame_index)
        self._on_picture(self._maker.to_view(frame, self._commands.now.view))
        if orders.plays:
            self._pace.shown(time.monotonic())
        self._tell()

    def _tell(self, *, buffering: bool = False) -> None:
        now = self._commands.now
        state = PlayerState(
            playing=now.plays,
            frame_index=now.target,
            rate=now.rate,
            buffering=buffering,
            fps_shown=self._pace.fps if now.plays else 0.0,
            dropped=self._dropped,
        )
        if state != self._state:
            self._state = state
            self._on_state(state)

    def _unless_stopped(self, orders: Orders) -> Cancelled:
        def stopped() -> bool:
            now = self._commands.now
            return now.generation != orders.generation or not now.plays

        return stopped

    def _watched(self, orders: Orders, *, while_playing: bool = False) -> Cancelled:
        """Give a `cancelled` that also tells when a picture takes long."""
        started_s = time.monotonic()
        stopped = self._unless_stopped(orders)

        def cancelled() -> bool:
            if time.monotonic() - started_s > _BUFFERING_AFTER_S:
                self._tell(buffering=True)
            if while_playing:
                return stopped()
            return self._commands.now.generation != orders.generation

        return cancelled
