"""The clip that is being edited: what is shown of it, what is selected, and how it is changed.

An edit is made for the annotation as it stands, applied to the open clip, and becomes a step that
can be undone. What refuses it is told in words; what the clip tells of itself is passed on.
"""

import time
from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.media.index.frame_index import FrameIndex
from app.session.clip_session import ClipSession
from app.session.editing.ready_edits import ReadyEdit, has_many, made_on_worker
from app.session.events import (
    AnnotationWhole,
    ClipEvent,
    ClipReloaded,
    ClipStepped,
    EditApplied,
    EditingStopped,
    EditSaved,
    EditsRefused,
    IndexComplete,
    SaveDelayed,
)
from app.ui.editing.hidden_tracks import HiddenTracks
from app.ui.editing.making import Making
from app.ui.editing.refusals import REFUSALS, refusal_text
from app.ui.editing.selection import Selection, ids_to_select, still_there
from app.ui.editing.undoing import Undoing
from app.ui.keys.tips import KeyText, no_keys
from app.workers.window_call import WindowCall
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import BeyondClipError
from models.annotation.track import Track


class EditedClip(QObject):
    """One clip at a time; `undoing` keeps what was done in all clips of the project.

    Signals:
        annotation_changed(Annotation, frozenset | None): None means that all may have changed.
        selection_changed(tuple): ids of tracks.
        frame_requested(int): undo and redo lead to the frame where they happen.
        edited(): an edit, an undo or a redo has changed the clip.
        saved(int): edits that the database does not have yet.
        refused(str): a sentence for the person; nothing was changed.
        problem_raised(Exception)
        editable_changed(bool)
        freed(): a large edit was made, or called off.
    """

    annotation_changed = Signal(object, object)
    selection_changed = Signal(object)
    frame_requested = Signal(int)
    edited = Signal()
    saved = Signal(int)
    refused = Signal(str)
    problem_raised = Signal(object)
    editable_changed = Signal(bool)
    freed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undoing = Undoing(self)
        self.undoing.turned.connect(self._on_turned)
        self.undoing.refused.connect(self.refused)
        self.undoing.problem_raised.connect(self.problem_raised)
        self._session: ClipSession | None = None
        self._unsubscribe: Callable[[], None] = _nothing
        self._selection = Selection.of(())
        self._hidden = HiddenTracks()
        self._frame = (0, 0)
        # Why nobody changes boxes in this place, whatever the clip allows; "" where they may.
        self._why_read_only = ""
        # Makes large edits on a worker; without it, they are made here.
        self._making: Making | None = None
        # What a person is told to press.
        self.key_text: KeyText = no_keys

    @property
    def annotation(self) -> Annotation:
        """The annotation to show: the session's, with this view's hidden tracks marked."""
        if self._session is None:
            return Annotation()
        return self._hidden.marked_in(self._session.annotation)

    @property
    def selection(self) -> tuple[UUID, ...]:
        return self._selection

    @property
    def selected_tracks(self) -> list[Track]:
        """What is selected, without what somebody else has deleted at this very moment."""
        tracks = self.annotation.tracks
        return [tracks[track_id] for track_id in self._selection if track_id in tracks]

    @property
    def moment(self) -> tuple[int, int]:
        """The frame on the screen, by index and pts: gestures belong to it and to no other."""
        return self._frame

    @property
    def editable(self) -> bool:
        is_open = self._session is not None and self._session.stopped is None
        return is_open and not self._why_read_only

    def set_making(self, making: Making) -> None:
        """Make large edits, and undo them, by this."""
        self._making = self.undoing.making = making
        making.ended.connect(self.freed)

    @property
    def is_busy(self) -> bool:
        """Whether a large edit is being made: until `freed`, no other is taken."""
        return self._making is not None and self._making.is_busy

    def set_read_only(self, why: str) -> None:
        """Take no edit from now on, by hand or by undo, and say why; "" takes them again."""
        self._why_read_only = self.undoing.why_not = why
        if why:
            self.undoing.stop()
        self.editable_changed.emit(self.editable)

    def open(self, session: ClipSession) -> None:
        """Edit this clip from now on."""
        self.close()
        self._session = session
        tell = WindowCall(self._on_event, at_once=True)
        self._unsubscribe = session.subscribe(partial(tell, session))
        self._frame = (0, int(session.index.pts[0]))
        self.annotation_changed.emit(self.annotation, None)
        self.editable_changed.emit(self.editable)
        self.saved.emit(session.pending)
        self.undoing.open(session)

    def close(self) -> None:
        """Let go of the clip; its steps stay in the history."""
        self._unsubscribe()
        self._unsubscribe = _nothing
        self._session = None
        if self._making is not None:
            self._making.stop()
        self.undoing.close()
        self._hidden.clear()
        self.select(())
        self.annotation_changed.emit(Annotation(), None)
        self.editable_changed.emit(False)

    def set_frame(self, frame_index: int, pts: int) -> None:
        """Say which frame is on the screen: gestures belong to it and to no other."""
        self._frame = (frame_index, pts)

    def select(self, track_ids: Iterable[UUID]) -> None:
        """Select these tracks; a list may still name some that are gone, which are left out."""
        there = Annotation() if self._session is None else self._session.annotation
        chosen = still_there(Selection.of(track_ids), there)
        if chosen != self._selection:
            self._selection = chosen
            self.selection_changed.emit(chosen)

    def toggle_hidden(self, track_ids: Iterable[UUID] | None = None) -> None:
        """Hide tracks in this view, or show them; nothing of it is stored."""
        chosen = frozenset(self._selection if track_ids is None else track_ids)
        if chosen:
            self._hidden.toggle(chosen)
            self.annotation_changed.emit(self.annotation, chosen)

    def undo(self) -> None:
        """Undo the last step, wherever it is; see `Undoing`."""
        self.undoing.undo()

    def redo(self) -> None:
        """Do again what was undone last."""
        self.undoing.redo()

    def pts_of(self, frame_index: int) -> int:
        """Return the pts of a frame of the open clip.

        Raises:
            LookupError: no clip is open.
            BeyondClipError: the clip has no such frame; also a LookupError, and what a gesture
                that asks for it is refused by.
        """
        if self._session is None:
            raise LookupError("no clip is open")
        if not 0 <= frame_index < self._session.index.frame_count:
            raise BeyondClipError
        return int(self._session.index.pts[frame_index])

    def perform_on_each(self, gesture: Callable[[Annotation, UUID], Edit]) -> Edit | None:
        """Do a one-track gesture on every selected track, as one edit and one undo step.

        Gives what was applied, None where nothing was.
        """
        chosen, (frame, _) = self._selection, self._frame

        def on_all(before: Annotation) -> Edit:
            edits = []
            after = before
            for track_id in chosen:
                edits.append(gesture(after, track_id))
                after = edits[-1].applied_to(after)
            if len(edits) == 1:
                return edits[0]
            return Edit.between(edits[0].name, before, after=after, frame_index=frame)

        return self.perform(on_all) if chosen else None

    def perform(self, make: Callable[[Annotation], Edit]) -> Edit | None:
        """Make an edit for the annotation as it stands, apply it and make a step of it.

        `make` may refuse by a GestureRefusedError, whose text the person then sees. Gives what was
        applied, None where nothing was.
        """
        session = self._session
        if session is None or self._is_refused(session):
            return None
        try:
            edit = make(session.annotation)
            if not edit.changes:
                return None
            now_us = time.time_ns() // 1000
            edit = edit.signed(session.author, at_us=now_us)
            self.undoing.apply(session, edit, at_us=now_us)
        except REFUSALS as error:
            self._refuse(error)
            return None
        return edit

    def perform_later(
        self,
        make: Callable[[Annotation], Edit],
        told: Callable[[Edit | None], object],
        *,
        title: str,
        signed: bool = False,
    ) -> None:
        """Do so with a large edit, made on a worker: nothing is changed before, and no other edit.

        `make` is called there, and holds nothing of the window. `told` hears what was applied, and
        None where there was nothing to do; nothing where it was refused or called off. `title` says
        what is under way; with `signed`, what `make` gives was signed before.
        """
        session, making = self._session, self._making
        if session is None or making is None or self._is_refused(session):
            return
        now_us = time.time_ns() // 1000
        author = None if signed else session.author
        work = made_on_worker(make, lambda: session.annotation, author=author, at_us=now_us)

        def done(ready: ReadyEdit | None) -> None:
            if session is not self._session:
                return
            if ready is not None and ready.before is not session.annotation:
                # What others wrote came in meanwhile.
                self.perform_later(make, told, title=title, signed=signed)
                return
            try:
                if ready is not None:
                    self.undoing.apply(session, ready.edit, at_us=now_us, ready=ready)
            except REFUSALS as error:
                self._refuse(error)
                return
            told(None if ready is None else ready.edit)

        making.begin(work, done, failed=self._refuse, title=title)

    def perform_on(
        self,
        track_ids: Iterable[UUID],
        make: Callable[[Annotation], Edit],
        told: Callable[[Edit | None], object] = lambda _edit: None,
        *,
        title: str,
    ) -> None:
        """Do what may change each keyframe of these tracks: at once, or later where it is large."""
        if self._making is not None and has_many(self.annotation, track_ids):
            self.perform_later(make, told, title=title)
        elif (edit := self.perform(make)) is not None:
            told(edit)

    def _is_refused(self, session: ClipSession) -> bool:
        """Tell the person why nothing can be changed just now, if so."""
        why_not = self._why_read_only or ("" if self._making is None else self._making.why_wait)
        if not why_not and not self._shows_a_frame_of(session.index):
            why_not = self.tr("Changes can be made when every frame has its number.")
        if why_not:
            self.refused.emit(why_not)
        return bool(why_not)

    def _refuse(self, error: Exception) -> None:
        text = refusal_text(error, self.key_text)
        if text is None:
            self.problem_raised.emit(error)
        elif text:
            self.refused.emit(text)

    def _shows_a_frame_of(self, index: FrameIndex) -> bool:
        """Whether what is on the screen is named as this index names it.

        An index that is built anew may give other numbers, and is known here a moment before the
        picture that is shown by it.
        """
        frame_index, pts = self._frame
        return frame_index < index.frame_count and int(index.pts[frame_index]) == pts

    def _on_turned(self, edit: Edit) -> None:
        """Lead to where something was undone or done again."""
        self.frame_requested.emit(edit.frame_index)
        tracks = self.annotation.tracks
        self.select(track_id for track_id in ids_to_select(edit) if track_id in tracks)

    def _on_event(self, session: ClipSession, event: ClipEvent) -> None:
        if session is not self._session:
            return
        match event:
            case EditApplied(_, touched):
                self._after_change(touched)
                self.edited.emit()
                self.saved.emit(session.pending)
            case EditSaved(pending):
                self.saved.emit(pending)
            case SaveDelayed(error, pending):
                self.problem_raised.emit(error)
                self.saved.emit(pending)
            case EditsRefused(error, refused, _):
                self.undoing.take_back(refused)
                self._after_change(None)
                if refused:
                    self.problem_raised.emit(error)
            case ClipReloaded(touched):
                # Steps stay: one that no longer fits is passed over when its turn comes.
                self._after_change(touched)
            case AnnotationWhole() | IndexComplete() | ClipStepped():
                self._after_change(None)
                self.editable_changed.emit(self.editable)
                self.undoing.go_on()
            case EditingStopped(error, _, lost):
                self.undoing.take_back(lost)
                self._after_change(None)
                self.editable_changed.emit(False)
                self.problem_raised.emit(error)

    def _after_change(self, touched: frozenset[UUID] | None) -> None:
        annotation = self.annotation
        self.annotation_changed.emit(annotation, touched)
        ids = self._selection.ids
        # Only what was touched can have gone.
        if not annotation.has_all(ids if touched is None else ids & touched):
            self.select(self._selection)


def _nothing() -> None:
    """Take the place of a subscription where there is none."""
