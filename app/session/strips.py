"""Motion and thumbnails of the open clip, made in the background while somebody works with it.

- Nothing waits for it: what is stored is shown first, and all that is made is made step by step.
- A step begins only while nobody waits for the player: `set_busy` holds it up, and some quiet has
  to follow. After each step it rests for as long as the step took.
- What decodes runs in a process of its own that leaves the processor to everybody else. This thread
  keeps its priority: one that is put behind all others would hold up the window whenever it holds
  Python's lock (measured: a heartbeat's worst percent went from 30 to 70 ms).
- Of a clip in a distant store that isn't wholly here, only some key pictures are read, and nothing
  at all while the store is away.
- What is made is stored sealed, beside the clip; what can't be stored is kept in memory.
- `close` ends it at once: waits for bytes are called off, and nothing made is kept in memory.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from app.media.container import ByteStream
from app.media.errors import DecodingCancelledError, DerivedFormatError, MediaError
from app.media.index.frame_index import FrameIndex
from app.media.isolated import dense_thumbnails, motion_parts, poster
from app.media.streams.called_off import CalledOffStream
from app.media.strips.motion_strip import Motion
from app.media.strips.thumbnails import Thumbnail, ThumbnailStrip, dense_count
from app.session.strips_store import StripsStore
from crypto.errors import EncryptionError
from storage.errors import ReadInterruptedError, StorageError
from storage.interrupt import Interrupt

_log = logging.getLogger(__name__)

_KNOWN_TROUBLE = (MediaError, EncryptionError, StorageError, OSError)
_QUIET_S = 0.4
_NEWS_EVERY_S = 0.25
_STORED_EVERY_S = 20.0
_THUMBNAILS_SHARE = 0.3
_END_PATIENCE_S = 5.0

StreamOpener = Callable[[Interrupt], ByteStream]
_Step = TypeVar("_Step")


@dataclass(frozen=True, slots=True)
class Strips:
    """What is known by now.

    share: how much of the work is done, 0…1. is_working: whether more will come.
    """

    motion: Motion | None = None
    thumbnails: tuple[Thumbnail, ...] = ()
    share: float = 0.0
    is_working: bool = True


class StripsWorker:
    """Makes the strips of one clip. `on_news` is called on its thread, some four times a second."""

    def __init__(
        self,
        open_stream: StreamOpener,
        index: FrameIndex,
        store: StripsStore,
        *,
        on_news: Callable[[Strips], None],
        busy: bool = False,
    ) -> None:
        """Begin, held up from the start if `busy`. `index` is complete."""
        self._open_stream = open_stream
        self._index = index
        self._store = store
        self._on_news = on_news
        self._wake = threading.Condition()
        self._is_busy = busy
        self._is_closed = False
        self._quiet_at_s = time.monotonic()
        self._told_at_s = 0.0
        self._stored_at_s = time.monotonic()
        self._motion = Motion.unknown(index.frame_count)
        self._strip = ThumbnailStrip(None, ())
        self._unsaved = _Unsaved()
        self._thread = threading.Thread(target=self._run, name="safelight-strips", daemon=True)
        self._thread.start()

    @property
    def is_working(self) -> bool:
        """Whether it may still have something to do; from any thread."""
        return self._thread.is_alive()

    def set_busy(self, busy: bool) -> None:
        """Hold the work up while somebody waits for the player; from any thread, at once."""
        with self._wake:
            if self._is_busy and not busy:
                self._quiet_at_s = time.monotonic() + _QUIET_S
            self._is_busy = busy
            self._wake.notify_all()

    def close(self) -> None:
        """End, and wait for nothing; from any thread, any number of times."""
        with self._wake:
            self._is_closed = True
            self._wake.notify_all()

    def join(self, timeout_s: float = _END_PATIENCE_S) -> bool:
        """Wait for the end after `close`; tell whether it has come."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            if not self._store.is_away():
                self._show_stored()
                self._make()
        except (DecodingCancelledError, ReadInterruptedError):
            _log.info("making strips was called off")
        except _KNOWN_TROUBLE as error:
            # The timeline does without; what reading the clip meets, the player says too.
            _log.info("no more of the strips: %s", type(error).__name__)
        finally:
            self._end()

    def _show_stored(self) -> None:
        count = self._index.frame_count
        if (packed := self._store.motion()) is not None:
            try:
                self._motion = Motion.from_bytes(packed, frame_count=count)
            except DerivedFormatError as error:
                _log.info("the motion strip is made anew: %s", type(error).__name__)
        if (packed := self._store.thumbnails()) is not None:
            try:
                self._strip = ThumbnailStrip.from_bytes(packed, frame_count=count)
            except DerivedFormatError as error:
                _log.info("the thumbnails are made anew: %s", type(error).__name__)
        self._tell(at_once=True)

    def _make(self) -> None:
        if self._motion.coarse_sweeps == 0:
            self._measure(only_coarse=True)
            self._save_now()
        # Where each byte costs a network's time, a first look is all: it is made finer once the
        # clip is wholly here.
        is_here = self._store.is_here()
        if is_here and not self._strip.is_complete:
            self._make_thumbnails()
            self._save_now()
        if is_here and not self._motion.is_complete:
            self._measure(only_coarse=False)
            self._save_now()

    def _measure(self, *, only_coarse: bool) -> None:
        with self._opened() as stream:
            parts = motion_parts(
                stream,
                self._index,
                known=self._motion,
                only_coarse=only_coarse,
                cancelled=self._is_called_off,
            )
            for packed in self._stepwise(parts):
                self._motion = Motion.from_bytes(packed, frame_count=self._index.frame_count)
                self._unsaved.motion = True
                self._advance()

    def _make_thumbnails(self) -> None:
        if self._strip.poster is None:
            with self._opened() as stream:
                for picture in self._stepwise(self._posters(stream)):
                    self._strip = replace(self._strip, poster=picture)
        with self._opened() as stream:
            made = dense_thumbnails(
                stream, self._index, known=self._strip.pictures, cancelled=self._is_called_off
            )
            for thumbnail in self._stepwise(made):
                self._strip = self._strip.with_picture(thumbnail)
                self._unsaved.thumbnails = True
                self._advance()
        self._strip = self._strip.completed()
        self._unsaved.thumbnails = True

    def _posters(self, stream: ByteStream) -> Iterator[Thumbnail]:
        """Make the one poster, as a step."""
        yield poster(stream, self._index, cancelled=self._is_called_off)

    def _opened(self) -> CalledOffStream:
        return CalledOffStream(self._open_stream(Interrupt(self._is_called_off)))

    def _stepwise(self, steps: Iterator[_Step]) -> Iterator[_Step]:
        """Take each step when it is time for it, and rest after it."""
        rest_s = 0.0
        while True:
            self._wait_for_quiet(rest_s)
            began_s = time.monotonic()
            try:
                step = next(steps)
            except StopIteration:
                return
            rest_s = time.monotonic() - began_s
            yield step

    def _wait_for_quiet(self, rest_s: float) -> None:
        until_s = time.monotonic() + rest_s
        with self._wake:
            while not self._is_closed:
                left_s = max(until_s, self._quiet_at_s) - time.monotonic()
                if not self._is_busy and left_s <= 0:
                    return
                self._wake.wait(None if self._is_busy else left_s)
        raise DecodingCancelledError

    def _is_called_off(self) -> bool:
        return self._is_closed

    def _advance(self) -> None:
        self._tell()
        if time.monotonic() - self._stored_at_s > _STORED_EVERY_S and self._store.is_local:
            self._save_now()

    def _save_now(self) -> None:
        """Store what is new; a store that refuses is asked no more for this clip."""
        self._stored_at_s = time.monotonic()
        unsaved, self._unsaved = self._unsaved, _Unsaved()
        if unsaved.motion:
            self._store.keep_motion(self._motion.to_bytes())
        if unsaved.thumbnails and self._strip.pictures:
            self._store.keep_thumbnails(self._strip.to_bytes())

    def _tell(self, *, at_once: bool = False) -> None:
        now_s = time.monotonic()
        if self._is_closed or (now_s - self._told_at_s < _NEWS_EVERY_S and not at_once):
            return
        self._told_at_s = now_s
        self._on_news(self._strips())

    def _strips(self) -> Strips:
        wanted = max(dense_count(self._index), 1)
        pictures = 1.0 if self._strip.is_complete else min(len(self._strip.pictures) / wanted, 1.0)
        share = pictures * _THUMBNAILS_SHARE + self._motion.share * (1 - _THUMBNAILS_SHARE)
        motion = self._motion if self._motion.share else None
        return Strips(motion, self._strip.pictures, share=share)

    def _end(self) -> None:
        """Keep what is new where that is quick, tell the last news, and forget all."""
        try:
            if self._store.is_local:
                self._save_now()
        except _KNOWN_TROUBLE as error:
            _log.info("strips could not be stored: %s", type(error).__name__)
        if not self._is_closed:
            self._on_news(replace(self._strips(), is_working=False))
        self._motion = Motion.unknown(self._index.frame_count)
        self._strip = ThumbnailStrip(None, ())


@dataclass(slots=True)
class _Unsaved:
    motion: bool = False
    thumbnails: bool = False
