"""One open clip: its index, its annotation as it stands now, and the way edits take to the disk.

    apply(edit)          memory, at once, on the caller's thread
      └ journal          sealed and committed, on the journal's worker
          └ database     rows and outbox in one transaction, on the database's worker; retried
                         while the database is away, which holds up neither of the other two

Rules:
- The annotation in memory is always what the database holds plus the unsaved edits, in order.
- When somebody else was first, the clip is reloaded and the unsaved edits are put on top of it;
  those that no longer fit are refused and named, never forced.
- When the journal fails, or a row turns out to be altered, editing stops and the annotation goes
  back to what is kept.
- What others wrote is taken in by `refresh`, but only while nothing is pending here.
- While the index is being built, no edit is taken.
"""

import io
import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.media.index.frame_index import FrameIndex
from app.session.errors import (
    AnnotationIncompleteError,
    EditingStoppedError,
    IndexIncompleteError,
)
from app.session.events import (
    AnnotationWhole,
    ClipEvent,
    ClipReloaded,
    EditApplied,
    EditingStopped,
    EditSaved,
    EditsRefused,
    IndexComplete,
    IndexFailed,
    IndexGrown,
    SaveDelayed,
)
from app.session.indexing import Indexing, IndexState
from app.session.write_worker import WriteWorker
from crypto.errors import EncryptionError
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import StaleEditError
from models.annotation_near import NearAnnotation
from models.errors import (
    DatabaseError,
    JournalError,
    ModelError,
    RowMissingError,
    StaleRevisionError,
)
from models.journal import Journal
from models.journal_entry import StepMark
from models.records import ClipRecord, LoadedAnnotation, Revisions
from models.store import ProjectStore
from storage.interrupt import Interrupt

_log = logging.getLogger(__name__)
RETRY_DELAYS_S = (0.5, 1.0, 2.0, 5.0, 10.0)


class StreamOpener(Protocol):
    """Opens a new stream of the clip's cleartext, for one thread."""

    def __call__(self, interrupt: Interrupt | None = None) -> io.RawIOBase:
        """Return the stream; `interrupt` calls off its waiting for a network."""


@dataclass(slots=True)
class _Unsaved:
    edit: Edit
    mark: StepMark | None = None
    dropped: frozenset[UUID] = frozenset()
    journal_entry: int | None = None


class ClipSession:
    """An open clip. `apply` is for one thread; `annotation` may be read from any."""

    def __init__(
        self,
        clip: ClipRecord,
        index: FrameIndex,
        *,
        loaded: LoadedAnnotation | NearAnnotation,
        store: ProjectStore,
        journal: Journal | None,
        journal_writer: WriteWorker,
        writer: WriteWorker,
        open_stream: StreamOpener,
        indexing: Indexing | None = None,
    ) -> None:
        """`journal` None makes the clip read-only; `indexing` goes on with an index that grows.

        Where `loaded` is what is near a frame, the whole is loaded on the database's worker.
        """
        self.clip = clip
        self.open_stream = open_stream
        self._index = index
        self._indexing = indexing
        self._is_taken_back = False
        self._annotation = loaded.annotation
        self._near = loaded if isinstance(loaded, NearAnnotation) else None
        self._revisions = Revisions({}) if isinstance(loaded, NearAnnotation) else loaded.revisions
        self._store = store
        self._journal = journal
        self._journal_writer = journal_writer
        self._writer = writer
        self._unsaved: deque[_Unsaved] = deque()
        self._failures = 0
        self._closed = False
        self._stopped: Exception | None = (
            None if journal else EditingStoppedError("this project is open for reading only")
        )
        self._lock = threading.Lock()
        self._listeners: list[Callable[[ClipEvent], None]] = []
        if indexing is not None:
            indexing.listen(self._on_index)
        if self._near is not None:
            writer.submit(self._load_whole)

    @property
    def boxes_awaited(self) -> int:
        """How many stored boxes are on their way; until they are here, 0, nothing is edited."""
        return 0 if self._near is None else self._near.rows

    @property
    def index(self) -> FrameIndex:
        """The frames as far as they are known; from any thread."""
        return self._index

    @property
    def index_complete(self) -> bool:
        """Whether every frame has its number; until then nothing can be drawn."""
        return not self._index.grows

    @property
    def index_state(self) -> IndexState:
        """How far the index is, and why its building has ended early, if it has."""
        return IndexState(self._index, 1.0) if self._indexing is None else self._indexing.state

    @property
    def annotation(self) -> Annotation:
        """The annotation as the person sees it now: saved and unsaved edits."""
        return self._annotation

    @property
    def author(self) -> UUID:
        """The person in whose name edits are stored."""
        return self._store.author

    @property
    def revisions(self) -> Revisions:
        """The revisions of the stored rows, as last loaded or written."""
        return self._revisions

    @property
    def pending(self) -> int:
        """How many edits the database does not have yet."""
        return len(self._unsaved)

    @property
    def stopped(self) -> Exception | None:
        """Why no edit is taken, or None."""
        if self._stopped is None and not self.index_complete:
            return IndexIncompleteError("drawing starts when every frame has its number")
        if self._stopped is None and self._near is not None:
            return AnnotationIncompleteError("drawing starts when every box is loaded")
        return self._stopped

    def subscribe(self, listener: Callable[[ClipEvent], None]) -> Callable[[], None]:
        """Call `listener` with every event until what is returned is called; see `events`."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def apply(
        self, edit: Edit, mark: StepMark | None = None, *, dropped: frozenset[UUID] = frozenset()
    ) -> frozenset[UUID]:
        """Change the annotation by `edit` and send it on its way to the disk; return at once.

        `mark` says what the edit is in the history, `dropped` which steps it takes out of there.

        Raises:
            EditingStoppedError: edits cannot be kept, so none is taken.
            StaleEditError: the edit was made for another state of its tracks; nothing changed.
        """
        with self._lock:
            if self._stopped is not None:
                raise EditingStoppedError(str(self._stopped)) from self._stopped
            if (incomplete := self.stopped) is not None:
                raise incomplete
            self._annotation = edit.applied_to(self._annotation)
            self._unsaved.append(_Unsaved(edit, mark, dropped))
        # The disk first: what listeners do with the news must not hold up the commit.
        self._journal_writer.submit(self._journal_next)
        self._tell(EditApplied(edit, edit.touched))
        return edit.touched

    def refresh(self) -> None:
        """Take in what others wrote, on the database's worker; skipped while edits are pending."""
        self._writer.submit(self._reload)

    def index_again(self) -> None:
        """Read the clip once more for its index, after `IndexFailed`."""
        if self._indexing is not None:
            self._indexing.begin()

    def flush(self) -> None:
        """Wait until the journal has every edit and the database what it takes."""
        self._journal_writer.flush()
        self._writer.flush()
        self._journal_writer.flush()

    def close(self) -> None:
        """End the building of the index, flush, then forget all."""
        self._closed = True
        if self._indexing is not None:
            self._indexing.end()
        self.flush()
        self._listeners.clear()
        self._annotation = Annotation()

    def _journal_next(self) -> None:
        """On the journal's worker: commit what the journal does not have yet."""
        if self._journal is None:
            return
        try:
            for unsaved in tuple(self._unsaved):
                if unsaved.journal_entry is None:
                    unsaved.journal_entry = self._journal.append(
                        self.clip.id, unsaved.edit, unsaved.mark, dropped=unsaved.dropped
                    )
        except Exception as error:  # noqa: BLE001 - whatever it is: what is not kept must be told
            self._stop(error)
            return
        if self._failures == 0:
            self._writer.submit(self._save_next)

    def _save_next(self) -> None:
        """On the database's worker: bring into the database what the journal has."""
        try:
            while self._unsaved and self._unsaved[0].journal_entry is not None:
                self._save_first()
        except DatabaseError as error:
            self._retry_later(error)
        except (StaleRevisionError, StaleEditError) as error:
            self._rebase(error)
        except Exception as error:  # noqa: BLE001 - as in `_journal_next`
            self._stop(error)

    def _save_first(self) -> None:
        unsaved = self._unsaved[0]
        self._revisions = self._store.apply_edit(self.clip.id, unsaved.edit, self._revisions)
        self._failures = 0
        self._forget(unsaved)
        self._tell(EditSaved(len(self._unsaved)))

    def _forget(self, unsaved: _Unsaved, *, refused: bool = False) -> None:
        with self._lock:
            self._unsaved.remove(unsaved)
        if self._journal is not None:
            note = self._journal.refuse if refused else self._journal.mark_saved
            self._journal_writer.submit(lambda: self._note(note, unsaved))

    def _note(self, note: Callable[[int], None], unsaved: _Unsaved) -> None:
        """On the journal's worker. A note that is lost costs a replay, which does nothing twice."""
        entry = unsaved.journal_entry
        if entry is None:
            return
        try:
            note(entry)
        except JournalError:
            _log.info("what became of entry %d of the journal cannot be noted there", entry)

    def _reload(self) -> None:
        """On the database's worker: show what the database has, unless something is pending."""
        if self._unsaved or self._stopped is not None or self._near is not None:
            return
        try:
            loaded = self._store.load_annotation(self.clip.id)
        except DatabaseError:
            _log.info("the database is away, so what others wrote is not seen yet")
            return
        except RowMissingError:
            _log.info("clip %s was deleted by somebody else", self.clip.id)
            return
        except (ModelError, EncryptionError) as error:
            self._stop(error)
            return
        with self._lock:
            if self._unsaved:
                return
            touched = _differing(self._annotation, loaded.annotation)
            if touched:
                self._annotation = loaded.annotation
            self._revisions = loaded.revisions
        if touched:
            self._tell(ClipReloaded(touched))

    def _load_whole(self) -> None:
        """On the database's worker: take the place of what was near a frame, or stop editing."""
        if self._closed:
            return
        try:
            loaded = self._store.load_annotation(self.clip.id)
        except DatabaseError as error:
            delay_s = RETRY_DELAYS_S[min(self._failures, len(RETRY_DELAYS_S) - 1)]
            self._failures += 1
            if self._failures == 1:
                self._tell(SaveDelayed(error, 0))
            self._writer.submit(self._load_whole, delay_s=delay_s)
            return
        except (ModelError, EncryptionError) as error:
            # What was near is not believed any longer either.
            with self._lock:
                self._annotation, self._near = Annotation(), None
            self._stop(error)
            return
        with self._lock:
            self._annotation, self._revisions = loaded.annotation, loaded.revisions
            self._near, self._failures = None, 0
        self._tell(AnnotationWhole())

    def _retry_later(self, error: Exception) -> None:
        first = self._failures == 0
        delay_s = RETRY_DELAYS_S[min(self._failures, len(RETRY_DELAYS_S) - 1)]
        self._failures += 1
        _log.warning("the database does not take edits, next try in %.1f s", delay_s)
        if first:
            self._tell(SaveDelayed(error, len(self._unsaved)))
        self._writer.submit(self._save_next, delay_s=delay_s)

    def _rebase(self, error: Exception) -> None:
        """Reload the clip and put on it those unsaved edits that still fit."""
        try:
            loaded = self._store.load_annotation(self.clip.id)
        except DatabaseError as away:
            self._retry_later(away)
            return
        except (ModelError, EncryptionError) as altered:
            self._stop(altered)
            return
        refused: list[_Unsaved] = []
        with self._lock:
            annotation = loaded.annotation
            for unsaved in self._unsaved:
                try:
                    annotation = unsaved.edit.applied_to(annotation)
                except StaleEditError:
                    refused.append(unsaved)
            self._annotation = annotation
            self._revisions = loaded.revisions
        for unsaved in refused:
            self._forget(unsaved, refused=True)
        _log.warning("%d edits refused, clip %s reloaded", len(refused), self.clip.id)
        edits = tuple(unsaved.edit for unsaved in refused)
        self._tell(EditsRefused(error, edits, self._annotation))
        self._writer.submit(self._save_next)

    def _stop(self, error: Exception) -> None:
        """Take no more edits, and show again what is really kept."""
        with self._lock:
            self._stopped = error
            lost = [one for one in reversed(self._unsaved) if one.journal_entry is None]
            for unsaved in lost:
                self._annotation = unsaved.edit.inverse().applied_to(self._annotation)
            kept = [unsaved for unsaved in self._unsaved if unsaved.journal_entry is not None]
            self._unsaved = deque(kept)
        # Only its kind: the message of one that nobody foresaw may quote what was to be sealed.
        _log.error("editing stopped: %s", type(error).__name__)
        edits = tuple(unsaved.edit for unsaved in lost)
        self._tell(EditingStopped(error, self._annotation, taken_back=edits))

    def _on_index(self, state: IndexState) -> None:
        """On the thread that builds the index: take over what is known now."""
        if state.error is not None:
            self._tell(IndexFailed(state.error))
        elif state.index is None or state.index.grows:
            self._is_taken_back = self._is_taken_back or state.index is None
            self._index = state.index or self._index
            self._tell(IndexGrown(state.index, state.share))
        else:
            renumbered = self._is_taken_back or not state.index.extends(self._index)
            self._index = state.index
            self._tell(IndexComplete(state.index, renumbered))

    def _tell(self, event: ClipEvent) -> None:
        for listener in tuple(self._listeners):
            listener(event)


def _differing(before: Annotation, after: Annotation) -> frozenset[UUID]:
    """Return the ids of the tracks that are not the same in both."""
    return frozenset(
        track_id
        for track_id in before.tracks.keys() | after.tracks.keys()
        if before.tracks.get(track_id) != after.tracks.get(track_id)
    )
