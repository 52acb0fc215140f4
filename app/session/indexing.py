"""Building the index of a clip that has none, while the clip is looked at already.

- The clip is read on a thread of its own, from a stream of its own. The thread keeps its priority:
  one that is put behind all others would hold up the window whenever it holds Python's lock.
- What is known of the index can be used for watching (`index.building.grow_index`); frames that
  are known keep their numbers. Nothing is drawn before all of it is known: only then is it certain
  that the clip's time stamps are what its frames are numbered by.
- The clip's row tells how an earlier, complete index numbered its frames, and boxes that are there
  tell the pts of theirs: where the index under way disagrees, nothing of it is used before it is
  complete.
- Ending calls off every wait for bytes. Nothing is left behind then; a complete index is stored.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from app.media.container import ByteStream
from app.media.errors import DecodingCancelledError, MediaError
from app.media.index.frame_index import FrameIndex, Int64Array
from app.media.isolated import grow_index
from app.media.streams.called_off import CalledOffStream
from app.session.errors import CancelledError
from crypto.errors import EncryptionError
from models.annotation.document import Annotation
from models.records import ClipRecord
from storage.errors import ReadInterruptedError, StorageError
from storage.interrupt import Interrupt

_log = logging.getLogger(__name__)

# What reading and decoding may meet in a sound program; anything else is a bug and ends the thread.
_KNOWN_TROUBLE = (MediaError, EncryptionError, StorageError, OSError)
_LOOK_EVERY_S = 0.05
_LEAST_ADVANCE = 0.01
_SHORTEST_PAUSE_S = 0.25
# A complete index is on its way to the store: for so long, and no longer, an end waits for it.
_LONGEST_WAIT_S = 5.0


class StreamOpener(Protocol):
    """Opens a new stream of the clip's cleartext, for one thread."""

    def __call__(self, interrupt: Interrupt) -> ByteStream:
        """Return the stream; `interrupt` calls off its waiting for a network."""


@dataclass(frozen=True, slots=True)
class IndexState:
    """How far an index is.

    index: the newest, complete or as far as it is known; None where nothing of it can be used.
    share: how much of the clip has been read, 0…1.
    error: why the work has ended without a complete index.
    """

    index: FrameIndex | None = None
    share: float = 0.0
    error: Exception | None = None

    @property
    def is_complete(self) -> bool:
        return self.index is not None and not self.index.grows


class Indexing:
    """Builds one clip's index. Any thread may ask; who listens is told on the building thread."""

    def __init__(
        self,
        open_stream: StreamOpener,
        *,
        clip: ClipRecord,
        annotation: Annotation,
        keep: Callable[[FrameIndex], None],
    ) -> None:
        """Take what is needed; `begin` begins. `keep` stores the complete index, or doesn't."""
        self._open_stream = open_stream
        self._clip = clip
        self._keep = keep
        self._known_frames, self._known_pts = _frames_with_boxes(annotation)
        self._interrupt = Interrupt()
        self._changed = threading.Condition()
        self._state = IndexState()
        self._thread: threading.Thread | None = None
        self._is_in_doubt = False
        self._told_at_s = 0.0
        self._telling = threading.RLock()
        self._on_change: Callable[[IndexState], None] = _nothing

    @property
    def state(self) -> IndexState:
        return self._state

    @property
    def is_busy(self) -> bool:
        """Whether the clip is being read, or its index being stored."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self) -> None:
        """Begin to read the clip, or begin anew after a failure; what is known stays in use.

        Nothing happens while the clip is being read, or after `end`.
        """
        if self._interrupt.is_set() or (self.is_busy and self._state.error is None):
            return
        self._state = replace(self._state, share=0.0, error=None)
        self._thread = threading.Thread(target=self._build, name="safelight-index", daemon=True)
        self._thread.start()

    def wait_for_frames(
        self,
        *,
        progress: Callable[[float], object] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> FrameIndex:
        """Wait until the first frames have their numbers, and return their index.

        A clip in doubt has none before the complete one. `progress` gets the share that is read.

        Raises:
            CancelledError: nobody waits any more, or `end` was called.
            MediaError, EncryptionError, StorageError, OSError: the clip cannot be read.
        """
        while True:
            is_busy = self.is_busy
            with self._changed:
                self._changed.wait_for(self._has_news, _LOOK_EVERY_S)
                state = self._state
            if state.index is not None:
                return state.index
            if state.error is not None:
                raise state.error
            if not is_busy or (cancelled is not None and cancelled()):
                self.end()
                raise CancelledError("the clip is not opened any more")
            if progress is not None:
                progress(state.share)

    def listen(self, on_change: Callable[[IndexState], None]) -> None:
        """Tell this of every change from now on, and at once how things stand."""
        with self._telling:
            self._on_change = on_change
            on_change(self._state)

    def end(self) -> None:
        """End the work, or wait until a complete index is stored. May be called twice."""
        self._interrupt.end()
        self._on_change = _nothing
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(_LONGEST_WAIT_S)

    def _has_news(self) -> bool:
        return self._state.index is not None or self._state.error is not None

    def _build(self) -> None:
        try:
            index = self._read()
        except (DecodingCancelledError, ReadInterruptedError):
            return
        except _KNOWN_TROUBLE as error:
            _log.info("an index could not be built: %s", type(error).__name__)
            self._tell(replace(self._state, error=error))
            return
        except Exception as error:
            # A bug of ours: without a word the window would say "Indexing" for ever.
            self._tell(replace(self._state, error=error))
            raise
        self._tell(IndexState(index, 1.0))
        self._keep(index)

    def _read(self) -> FrameIndex:
        """Read the clip to its end, and tell what is known on the way."""
        stream = CalledOffStream(self._open_stream(self._interrupt))
        index = None
        try:
            # The one place where clips are read for their index in the background.
            parts = grow_index(stream, progress=self._advance, cancelled=self._interrupt.is_set)
            for index in parts:
                if index is None:
                    self._take_back()
                elif index.grows:
                    self._take(index)
        finally:
            stream.close()
        if index is None or index.grows or self._interrupt.is_set():
            # A stream that was called off looks like one that ends early.
            raise DecodingCancelledError
        return index

    def _take(self, index: FrameIndex) -> None:
        before = self._state.index
        if before is not None and index.frame_count <= before.frame_count:
            return
        if (before is not None and not index.extends(before)) or not self._agrees(index):
            self._take_back()
        elif not self._is_in_doubt:
            self._tell(replace(self._state, index=index))

    def _take_back(self) -> None:
        self._is_in_doubt = True
        if self._state.index is not None:
            self._tell(replace(self._state, index=None))

    def _agrees(self, index: FrameIndex) -> bool:
        """Say whether row and boxes were made for frames as they are numbered here."""
        clip = self._clip
        if clip.frame_count and (
            index.time_base != clip.time_base
            or index.frame_count > clip.frame_count
            or index.pts[-1] - index.pts[0] > clip.duration_pts
        ):
            return False
        known = int(np.searchsorted(self._known_frames, index.frame_count))
        return np.array_equal(index.pts[self._known_frames[:known]], self._known_pts[:known])

    def _advance(self, done: int, total: int) -> None:
        share, now_s = done / total, time.monotonic()
        is_news = abs(share - self._state.share) >= _LEAST_ADVANCE
        if is_news and now_s - self._told_at_s >= _SHORTEST_PAUSE_S:
            self._tell(replace(self._state, share=share))

    def _tell(self, state: IndexState) -> None:
        with self._telling:
            self._told_at_s = time.monotonic()
            with self._changed:
                self._state = state
                self._changed.notify_all()
            self._on_change(state)


def _frames_with_boxes(annotation: Annotation) -> tuple[Int64Array, Int64Array]:
    """Return the frames of all stored boxes, rising, and their pts."""
    boxes = {
        (box.frame_index, box.pts)
        for track in annotation.tracks.values()
        for box in track.keyframes
    }
    numbers = np.array(sorted(boxes), dtype=np.int64).reshape(-1, 2)
    return numbers[:, 0], numbers[:, 1]


def _nothing(_state: IndexState) -> None:
    """Take the place of a listener where there is none."""
