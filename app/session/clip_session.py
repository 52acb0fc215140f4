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
- Nor is one while the clip is handed in or accepted, or where the person may not annotate.
"""

import io
import logging
from collections.abc import Callable, Mapping
from typing import Protocol
from uuid import UUID

from app.media.index.frame_index import FrameIndex
from app.session.audit.viewing import Viewing
from app.session.editing.catching_up import CatchingUp
from app.session.editing.edit_way import EditWay
from app.session.editing.many_values import free_in_parts
from app.session.editing.ready_edits import ReadyEdit
from app.session.editing.saving import Saving
from app.session.editing.working_annotation import WorkingAnnotation, annotation_incomplete
from app.session.errors import EditingStoppedError, IndexIncompleteError
from app.session.events import (
    ClipEvent,
    ClipReloaded,
    ClipStepped,
    EditApplied,
    EditingStopped,
    IndexComplete,
    IndexFailed,
    IndexGrown,
)
from app.session.indexing import Indexing, IndexState
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.track import Status
from models.annotation_near import NearAnnotation
from models.journal_entry import StepMark
from models.records import ClipRecord, LoadedAnnotation, Revisions
from models.review.errors import ReviewError
from models.review.rights import NotAllowedError
from models.store import ProjectStore
from storage.interrupt import Interrupt

_log = logging.getLogger(__name__)


class StreamOpener(Protocol):
    """Opens a new stream of the clip's cleartext, for one thread."""

    def __call__(self, interrupt: Interrupt | None = None) -> io.RawIOBase:
        """Return the stream; `interrupt` calls off its waiting for a network."""


class ClipSession:
    """An open clip. `apply` is for one thread; `annotation` may be read from any."""

    def __init__(
        self,
        clip: ClipRecord,
        index: FrameIndex,
        *,
        loaded: LoadedAnnotation | NearAnnotation,
        store: ProjectStore,
        way: EditWay,
        open_stream: StreamOpener,
        indexing: Indexing | None = None,
        may_edit: Callable[[ClipRecord], object] = lambda _clip: None,
        may_apply: Callable[[Annotation, Edit], object] = lambda _annotation, _edit: None,
        fellows: tuple[Annotation, ...] | None = (),
    ) -> None:
        """`indexing` goes on with an index that grows; a `way` without a journal takes no edit.

        Where `loaded` is what is near a frame, the whole is loaded on the database's worker.
        `may_edit` raises what keeps the person from annotating the clip as it stands, `may_apply`
        what keeps them from one edit of its annotation. `fellows` are the annotations of other
        clips of the same footage as the clip was opened, None where they cannot be told.
        """
        self.clip = clip
        self.fellows = fellows
        self.open_stream = open_stream
        self.viewing: Viewing | None = None
        self._index = index
        self._indexing = indexing
        self._is_taken_back = False
        self._store = store
        self._may_edit, self._may_apply = may_edit, may_apply
        self._listeners: list[Callable[[ClipEvent], None]] = []
        read_only = EditingStoppedError("this project is open for reading only")
        self._working = WorkingAnnotation(loaded, stopped=None if way.journal else read_only)
        self._saving = Saving(
            clip.id,
            self._working,
            store=store,
            way=way,
            tell=self._tell,
            stop=self._stop,
        )
        self._catching_up = CatchingUp(
            clip.id,
            self._working,
            store=store,
            writer=way.database_writer,
            tell=self._tell,
            stop=self._stop,
            take_clip=self.take_clip,
        )
        if indexing is not None:
            indexing.listen(self._on_index)
        if self._working.is_near:
            self._catching_up.load_whole()

    @property
    def boxes_awaited(self) -> int:
        """How many stored boxes are on their way; until they are here, 0, nothing is edited."""
        return self._working.rows_awaited

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
        return self._working.annotation

    @property
    def whole_annotation(self) -> Annotation | None:
        """The annotation, as soon and as long as all of it is known; from any thread."""
        return self._working.whole

    @property
    def author(self) -> UUID:
        """The person in whose name edits are stored."""
        return self._store.author

    @property
    def revisions(self) -> Revisions:
        """The revisions of the stored rows, as last loaded or written."""
        return self._working.revisions

    @property
    def pending(self) -> int:
        """How many edits the database does not have yet."""
        return self._working.pending

    @property
    def stopped(self) -> Exception | None:
        """Why no edit is taken, or None."""
        if self._working.stopped is not None:
            return self._working.stopped
        if not self.index_complete:
            return IndexIncompleteError("drawing starts when every frame has its number")
        return annotation_incomplete() if self._working.is_near else self.refusal

    @property
    def refusal(self) -> Exception | None:
        """Why this person may not annotate the clip as it stands, or None."""
        try:
            self._may_edit(self.clip)
        except (ReviewError, NotAllowedError) as error:
            return error
        return None

    def subscribe(self, listener: Callable[[ClipEvent], None]) -> Callable[[], None]:
        """Call `listener` with every event until what is returned is called; see `events`."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def apply(
        self,
        edit: Edit,
        mark: StepMark | None = None,
        *,
        dropped: frozenset[UUID] = frozenset(),
        ready: ReadyEdit | None = None,
    ) -> frozenset[UUID]:
        """Change the annotation by `edit` and send it on its way to the disk; return at once.

        `mark` says what the edit is in the history, `dropped` which steps it takes out of there.
        Very large edits are made `ready` on a worker before.

        Raises:
            EditingStoppedError: edits cannot be kept, so none is taken.
            IndexIncompleteError, AnnotationIncompleteError: none is taken yet.
            ClipHandedInError: it was handed in, or accepted, and has to be reopened first.
            NotAllowedError: the person may not annotate.
            UncoversError: it would show what a mask covers to somebody who may not see it.
            StaleEditError: the edit was made for another state of its tracks; nothing changed.
        """
        if isinstance(why_not := self.stopped, IndexIncompleteError):
            raise why_not
        self._may_edit(self.clip)
        if not self._working.is_near:
            self._may_apply(self._working.annotation, edit)
        self._working.apply(edit, mark, dropped=dropped, ready=ready)
        # The disk first: what listeners do with the news must not hold up the commit.
        self._saving.begin()
        touched = edit.touched if ready is None else ready.touched
        self._tell(EditApplied(edit, touched))
        return touched

    def refresh(self) -> None:
        """Take in what others wrote, on the database's worker; skipped while edits are pending."""
        self._catching_up.reload()

    def take_clip(self, clip: ClipRecord) -> None:
        """Go by a newer row of the clip from now on; from any thread."""
        if clip.id == self.clip.id and clip.revision > self.clip.revision:
            self.clip = clip
            self._tell(ClipStepped(clip))

    def take_statuses(self, statuses: Mapping[UUID, Status]) -> frozenset[UUID]:
        """Let keyframes, by id, stand elsewhere in review; from any thread.

        Return the tracks that are others now; see `WorkingAnnotation.take_statuses`.
        """
        touched = self._working.take_statuses(statuses)
        if touched:
            self._tell(ClipReloaded(touched))
        return touched

    def saw(self, frame_index: int) -> None:
        """Take in, for the audit log, that this frame is on the screen."""
        if self.viewing is not None:
            self.viewing.saw(frame_index)

    def index_again(self) -> None:
        """Read the clip once more for its index, after `IndexFailed`."""
        if self._indexing is not None:
            self._indexing.begin()

    def flush(self) -> None:
        """Wait until the journal has every edit and the database what it takes."""
        self._saving.flush()

    def close(self) -> None:
        """End the building of the index, flush, then forget all."""
        if self.viewing is not None:
            self.viewing.flush()
        self._catching_up.end()
        if self._indexing is not None:
            self._indexing.end()
        self.flush()
        self._listeners.clear()
        tracks = list(self._working.annotation.tracks.values())
        self._working.drop()
        free_in_parts(tracks)

    def stop(self, error: Exception) -> None:
        """Take no more edits, because of this; from any thread."""
        self._stop(error)

    def _stop(self, error: Exception) -> None:
        """Take no more edits, and show again what is really kept."""
        lost = self._working.stop(error)
        # Only its kind: the message of one that nobody foresaw may quote what was to be sealed.
        _log.error("editing stopped: %s", type(error).__name__)
        self._tell(EditingStopped(error, self._working.annotation, taken_back=lost))

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
