"""IsolatedPlayer: a `Player` whose decoding runs in a process of its own, without any key.

    this process                             the decoder process
    IsolatedPlayer ── commands ────────────▶ Player ─ PlayerLoop ─ FFmpeg
      its reader   ◀── requests ───────────    │
      decrypting stream ── shared memory ──▶ RemoteStream
      its thread   ◀── states, and by ──────  pictures
                       shared memory

- What ends the process (a crash in the decoder, a bomb, a hang) is reported as one failure. The
  next request starts a process anew, which goes on from the same frame with the same view.
- A frame at which that happens twice is said to be damaged.
- What breaks down while nothing is asked (frames are prepared in idle time) is not reported, and
  orders that the process had not taken yet go to the next.
- A picture is lent from shared memory as long as somebody holds it; where too many are held, it is
  copied instead.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from app.media.errors import DamagedFrameError, DecoderCrashedError
from app.media.index.frame_index import FrameIndex
from app.media.isolated.arena import Arena
from app.media.isolated.decoder_process import Decoder
from app.media.isolated.orders import OrderBook
from app.media.isolated.plan import LEAST_SLOT_PX, MOST_SLOT_PX, SLOT_COUNT, PlayerPlan
from app.media.isolated.serving import HANG_S, StreamOpener, StreamServer, Watch
from app.media.isolated.spawning import make_spare, start_decoder
from app.media.isolated.wire import (
    Kind,
    LyingDecoderError,
    PictureNote,
    checked_error,
    checked_state,
    checked_stats,
    unpacked,
)
from app.media.pictures.picture import Picture
from app.media.pictures.view import ViewRequest
from app.media.player.player import DEFAULT_CACHE_BYTES
from app.media.player.state import PlayAnchor, PlayerState, PlayerStats

_log = logging.getLogger(__name__)

# With fewer for the decoder to fill, a picture is copied and its slot freed at once.
_FREE_SLOTS = 2
# Nobody gives so many orders while a sound process is busy.
_MOST_UNSENT = 2000
_LOOK_EVERY_S, _SEND_EVERY_S = 1.0, 0.02


class IsolatedPlayer:
    """As `Player`, in all that its callers see. Callbacks run on this player's thread."""

    def __init__(
        self,
        open_stream: StreamOpener,
        index: FrameIndex,
        *,
        cache_bytes: int = DEFAULT_CACHE_BYTES,
        on_picture: Callable[[Picture], None],
        on_state: Callable[[PlayerState], None],
        on_failed: Callable[[Exception], None],
        hang_s: float = HANG_S,
        yields: bool = False,
    ) -> None:
        """Start the thread, and the decoder process with it; see `Player`.

        One that `yields` leaves the processors to others that want them.

        Besides what `Player` reports, `on_failed` gets DecoderCrashedError. A process that works
        for `hang_s` without any headway is ended.
        """
        self._open_stream, self._cache_bytes = open_stream, cache_bytes
        self._on_picture, self._on_state, self._on_failed = on_picture, on_state, on_failed
        self._hang_s, self._yields = hang_s, yields
        self._changed = threading.Condition()
        self._decoder: Decoder | None = None
        self._server: StreamServer | None = None
        self._orders = OrderBook(index)
        self._is_closing = False
        self._state: PlayerState | None = None
        # How often the process broke down while this frame was asked for.
        self._crashes: Counter[int] = Counter()
        self._thread = threading.Thread(target=self._run, name="isolated-player", daemon=True)
        self._thread.start()

    # -- orders, as `Player` documents them

    def show(self, frame_index: int) -> None:
        self._order("show", frame_index)

    def scrub(self, frame_index: int) -> None:
        self._order("scrub", frame_index)

    def step(self, delta: int) -> None:
        self._order("step", delta)

    def play(self, rate: float = 1.0, *, anchor: PlayAnchor | None = None) -> None:
        named: dict[str, object] = {} if anchor is None else {"anchor": anchor}
        self._order("play", rate, **named)

    def pause(self) -> None:
        self._order("pause")

    def set_loop(self, first_frame: int, last_frame: int) -> None:
        self._order("set_loop", first_frame, last_frame)

    def clear_loop(self) -> None:
        self._order("clear_loop")

    def set_view(self, view: ViewRequest) -> None:
        self._order("set_view", view)

    def limit_cache(self, most_bytes: int | None) -> None:
        self._order("limit_cache", most_bytes)

    def set_low_end(self, on: bool) -> None:
        self._order("set_low_end", on)

    def set_index(self, index: FrameIndex) -> None:
        self._order("set_index", index)

    @property
    def stats(self) -> PlayerStats:
        decoder = self._decoder
        return PlayerStats() if decoder is None else checked_stats(decoder.arena.stats)

    def close(self) -> None:
        """End process and thread, drop all frames, close the stream. May be called twice."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
            decoder, server = self._decoder, self._server
        if server is not None:
            server.end_waiting()
        if decoder is not None:
            decoder.kill()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    @property
    def decoder(self) -> Decoder | None:
        """The present process, for tests and diagnostics."""
        return self._decoder

    def _order(self, name: str, *arguments: object, **named: object) -> None:
        with self._changed:
            self._orders.note((name, arguments, named), self._decoder)
            self._changed.notify_all()

    # -- the thread

    def _run(self) -> None:
        while True:
            failure = self._decode()
            if self._is_closing:
                return
            self._report(failure)
            with self._changed:
                self._changed.wait_for(lambda: self._is_closing or self._orders.is_wanted)

    def _decode(self) -> Exception:
        """Run a decoder process until it ends; say what ended it."""
        with self._changed:
            index, target = self._orders.index, self._orders.target
        slot_px = max(index.width * index.height, LEAST_SLOT_PX)
        plan = PlayerPlan(
            index,
            self._cache_bytes,
            target,
            slot_bytes=4 * min(slot_px, MOST_SLOT_PX),
            slot_count=SLOT_COUNT,
            yields=self._yields,
        )
        try:
            decoder = start_decoder(plan)
        except OSError as error:
            with self._changed:
                self._orders.give_up()
            return error
        server = StreamServer(decoder, self._open_stream, closes=True)
        reader = threading.Thread(target=server.run, name="isolated-reader", daemon=True)
        reader.start()
        is_believed = True
        try:
            with self._changed:
                self._orders.begin(decoder, index)
                self._decoder, self._server = decoder, server
            return self._receive(decoder, server)
        except LyingDecoderError as lie:
            _log.warning("a decoder process sent nonsense and was ended: %s", lie)
            is_believed = False
            return DecoderCrashedError("the decoder of this clip sent nonsense and was ended")
        finally:
            with self._changed:
                self._decoder = self._server = None
                self._orders.end(decoder, is_believed=is_believed)
            decoder.kill()
            server.end_waiting()
            reader.join()
            server.close()
            decoder.end()

    def _receive(self, decoder: Decoder, server: StreamServer) -> Exception:
        watch = Watch(decoder, server, self._hang_s)
        has_shown = False
        look_s = min(_LOOK_EVERY_S, self._hang_s / 4)
        while not self._is_closing:
            decoder.send_unsent()
            message = decoder.receive(_SEND_EVERY_S if decoder.unsent_count else look_s)
            if decoder.unsent_count > _MOST_UNSENT:
                raise LyingDecoderError("orders that are not taken")
            if message is None:
                if watch.is_hanging():
                    return DecoderCrashedError("the decoder of this clip hung and was ended")
            elif not message:
                break
            else:
                watch.count()
                self._take(message, decoder, server)
                if not has_shown and message[:1] == Kind.PICTURE:
                    has_shown = True
                    with suppress(OSError):
                        make_spare()
        return DecoderCrashedError("the decoder of this clip broke down")

    def _report(self, failure: Exception) -> None:
        state = self._state
        plays = state is not None and state.playing
        with self._changed:
            if isinstance(failure, DecoderCrashedError):
                target = self._orders.target
                _log.warning("%s, at frame %d", failure, target)
                if self._orders.hand_on() or not (self._orders.owes or plays):
                    # Nobody had asked for what it broke down on. Who does will be told.
                    return
                self._crashes[target] += 1
                if self._crashes[target] > 1:
                    failure = DamagedFrameError(target)
            self._orders.failed()
            self._orders.plays = False
        self._on_failed(failure)
        if state is not None:
            self._state = replace(state, playing=False, buffering=False, fps_shown=0.0)
            self._on_state(self._state)

    # -- what the process says

    def _take(self, message: bytes, decoder: Decoder, server: StreamServer) -> None:
        body = unpacked(message)
        match message[:1]:
            case Kind.PICTURE:
                self._on_picture(self._picture(body, decoder.arena))
            case Kind.STATE:
                with self._changed:
                    self._state = state = checked_state(body, self._orders.index)
                    self._orders.told(state)
                self._on_state(state)
            case Kind.FAILED:
                original = server.original(body.get("token"))
                error = original or checked_error(body, self._orders.index.frame_count)
                with self._changed:
                    self._orders.failed()
                self._on_failed(error)
            case _:
                raise LyingDecoderError("an unknown message")

    def _picture(self, body: dict[str, Any], arena: Arena) -> Picture:
        index = self._orders.index
        note = PictureNote.checked(
            body, index, slot_bytes=arena.slot_bytes, slot_count=arena.slot_count
        )
        with self._changed:
            self._orders.shown(note.frame_index, exact=note.exact)
            if note.exact and note.frame_index == self._orders.target:
                self._crashes.pop(note.frame_index, None)
        size = note.height * note.width * 4
        give = arena.lent if arena.free_slots >= _FREE_SLOTS else arena.copied
        return Picture(
            frame_index=note.frame_index,
            pts=int(index.pts[note.frame_index]),
            exact=note.exact,
            corrupt=note.corrupt,
            bgra=give(note.slot, size).reshape(note.height, note.width, 4),
            source_rect=note.source_rect,
            view=note.view,
            reduced=note.reduced,
        )
