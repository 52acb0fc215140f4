"""The hand on the annotation: gestures become edits, edits go to the open clip, undo undoes them.

The editor knows which frame is on screen and what is selected. It draws nothing and asks nothing:
dialogs are asked before, their answers come in as arguments.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.media.index.frame_index import FrameIndex
from app.session.clip_session import ClipSession
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
    SaveDelayed,
)
from app.ui.key_tips import KeyText, no_keys
from app.ui.key_words import refusal_words, told
from app.ui.undoing import Undoing
from app.workers.window_call import WindowCall
from models.annotation import gestures
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import BeyondClipError, GestureRefusedError, StaleEditError
from models.annotation.geometry import Box
from models.annotation.track import Kind, Track


class Editor(QObject):
    """Edits one clip at a time; `undoing` keeps what was done in all clips of the project.

    Signals:
        annotation_changed(Annotation, frozenset | None): None means that all may have changed.
        selection_changed(tuple): ids of tracks.
        frame_requested(int): undo and redo lead to the frame where they happen.
        edited(): an edit, an undo or a redo has changed the clip.
        saved(int): edits that the database does not have yet.
        refused(str): a sentence for the person; nothing was changed.
        problem_raised(Exception)
        editable_changed(bool)
    """

    annotation_changed = Signal(object, object)
    selection_changed = Signal(object)
    frame_requested = Signal(int)
    edited = Signal()
    saved = Signal(int)
    refused = Signal(str)
    problem_raised = Signal(object)
    editable_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undoing = Undoing(self)
        self.undoing.turned.connect(self._on_turned)
        self.undoing.refused.connect(self.refused)
        self.undoing.problem_raised.connect(self.problem_raised)
        self._session: ClipSession | None = None
        self._unsubscribe: Callable[[], None] = _nothing
        self._selection: tuple[UUID, ...] = ()
        self._hidden: frozenset[UUID] = frozenset()
        # What was made of the session's annotation last: all parts of the window ask for the same.
        self._with_hidden: tuple[Annotation, frozenset[UUID], Annotation] | None = None
        self._clipboard: tuple[gestures.CopiedBox, ...] = ()
        self._copied_from: UUID | None = None
        self._frame = (0, 0)
        # What a person is told to press.
        self.key_text: KeyText = no_keys
        self.label_id: UUID | None = None
        # For how many frames a new track holds its last box; None is for ever.
        self.new_tracks_end_after: int | None = None

    @property
    def annotation(self) -> Annotation:
        """The annotation to show: the session's, with this view's hidden tracks marked."""
        if self._session is None:
            return Annotation()
        annotation = self._session.annotation
        if not self._hidden:
            return annotation
        made = self._with_hidden
        if made is None or made[0] is not annotation or made[1] is not self._hidden:
            hidden = {
                track_id: replace(annotation.track(track_id), hidden=True)
                for track_id in self._hidden
                if track_id in annotation.tracks
            }
            made = annotation, self._hidden, annotation.with_tracks(hidden)
            self._with_hidden = made
        return made[2]

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
        return self._session is not None and self._session.stopped is None

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
        self.undoing.close()
        self._hidden, self._with_hidden = frozenset(), None
        self.select(())
        self.annotation_changed.emit(Annotation(), None)
        self.editable_changed.emit(False)

    def forget(self) -> None:
        """Close, and drop history and copies too: the project is left, or locked."""
        self.close()
        self.undoing.forget()
        self._clipboard = ()
        self.label_id = None

    def set_frame(self, frame_index: int, pts: int) -> None:
        """Say which frame is on the screen: gestures belong to it and to no other."""
        self._frame = (frame_index, pts)

    def select(self, track_ids: Iterable[UUID]) -> None:
        """Select these tracks; a list may still name some that are gone, which are left out."""
        there = {} if self._session is None else self._session.annotation.tracks
        chosen = tuple(one for one in dict.fromkeys(track_ids) if one in there)
        if chosen != self._selection:
            self._selection = chosen
            self.selection_changed.emit(chosen)

    def draw(self, box: Box, kind: Kind, *, label_id: UUID) -> None:
        """Make a new object of what was drawn, and select it."""
        frame, pts = self._frame
        make: Callable[..., Edit] = gestures.draw_box
        if kind is Kind.TRACK:
            make = partial(gestures.draw_track, ends_after=self.new_tracks_end_after)
        edit = self.perform(lambda a: make(a, box, frame_index=frame, pts=pts, label_id=label_id))
        if edit is not None:
            self.select(edit.touched)

    def put_box(self, track_id: UUID, box: Box, *, merge_key: str | None = None) -> None:
        frame, pts = self._frame
        self.perform(
            lambda a: gestures.put_box(
                a, track_id, box=box, frame_index=frame, pts=pts, merge_key=merge_key or None
            )
        )

    def toggle_keyframe(self) -> None:
        self.perform_on_each(self._here(gestures.toggle_keyframe))

    def toggle_outside(self) -> None:
        self.perform_on_each(self._here(gestures.toggle_outside))

    def toggle_occluded(self) -> None:
        self.perform_on_each(self._here(gestures.toggle_occluded))

    def end_tracks(self) -> None:
        self.perform_on_each(self._here(gestures.end_track))

    def delete_keyframes(self) -> None:
        frame, _ = self._frame
        self.perform_on_each(lambda a, t: gestures.delete_keyframe(a, t, frame_index=frame))

    def delete_tracks(self, *, also_locked: bool = False) -> None:
        frame, _ = self._frame
        chosen = self._selection
        self.perform(
            lambda a: gestures.delete_tracks(a, chosen, frame_index=frame, also_locked=also_locked)
        )

    def move_keyframe(self, track_id: UUID, from_frame: int, to_frame: int) -> None:
        self.perform(
            lambda a: gestures.move_keyframe(
                a,
                track_id,
                from_frame=from_frame,
                to_frame=to_frame,
                to_pts=self.pts_of(to_frame),
            )
        )

    def relabel(self, label_id: UUID) -> None:
        frame, _ = self._frame
        chosen = self._selection
        self.perform(lambda a: gestures.relabel(a, chosen, label_id=label_id, frame_index=frame))

    def toggle_lock(self, track_ids: Iterable[UUID] | None = None) -> None:
        chosen = tuple(self._selection if track_ids is None else track_ids)
        if not chosen:
            return
        frame, _ = self._frame
        tracks = self.annotation.tracks
        locked = not all(tracks[one].locked for one in chosen if one in tracks)
        self.perform(lambda a: gestures.set_locked(a, chosen, locked=locked, frame_index=frame))

    def toggle_hidden(self, track_ids: Iterable[UUID] | None = None) -> None:
        """Hide tracks in this view, or show them; nothing of it is stored."""
        chosen = frozenset(self._selection if track_ids is None else track_ids)
        if not chosen:
            return
        hide = not chosen <= self._hidden
        self._hidden = self._hidden | chosen if hide else self._hidden - chosen
        self.annotation_changed.emit(self.annotation, chosen)

    def accept_suggestions(self, track_ids: Iterable[UUID] | None = None) -> Edit | None:
        frame, _ = self._frame
        chosen = tuple(self._selection if track_ids is None else track_ids)
        return self.perform(lambda a: gestures.accept_suggestions(a, chosen, frame_index=frame))

    def copy(self) -> None:
        """Keep the selected boxes in this process; the system's clipboard never sees one."""
        frame, _ = self._frame
        chosen = [track.id for track in self.selected_tracks]
        self._clipboard = gestures.copied(self.annotation, chosen, frame_index=frame)
        self._copied_from = None if self._session is None else self._session.clip.id

    def paste(self) -> None:
        frame, pts = self._frame
        boxes = self._clipboard
        if not boxes:
            pressing = told(
                self.tr("Nothing is copied yet: select a box and press {key}."),
                self.key_text("edit.copy"),
            )
            self.refused.emit(pressing or self.tr("Nothing is copied yet: copy a box first."))
            return
        session = self._session
        if session is None:
            return
        paste = partial(
            gestures.paste,
            boxes=boxes,
            frame_index=frame,
            pts=pts,
            within=(session.index.width, session.index.height),
            from_here=session.clip.id == self._copied_from,
        )
        edit = self.perform(paste)
        if edit is not None:
            self.select(edit.touched)

    def undo(self) -> None:
        """Undo the last step, wherever it is; see `Undoing`."""
        self.undoing.undo()

    def redo(self) -> None:
        """Do again what was undone last."""
        self.undoing.redo()

    def _here(self, gesture: Callable[..., Edit]) -> Callable[[Annotation, UUID], Edit]:
        """Return `gesture` for the frame on the screen."""
        frame, pts = self._frame
        return lambda a, track_id: gesture(a, track_id, frame_index=frame, pts=pts)

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

    def perform(self, make: Callable[[Annotation], Edit], *, signed: bool = False) -> Edit | None:
        """Make an edit for the annotation as it stands, apply it and make a step of it.

        `make` may refuse by a GestureRefusedError, whose text the person then sees. With `signed`,
        what it gives was signed before: large edits are, on a worker. Gives what was applied, None
        where nothing was.
        """
        if self._session is None:
            return None
        if not self._shows_a_frame_of(self._session.index):
            self.refused.emit(self.tr("Changes can be made when every frame has its number."))
            return None
        try:
            edit = make(self._session.annotation)
            if not edit.changes:
                return None
            now_us = time.time_ns() // 1000
            if not signed:
                edit = edit.signed(self._session.author, at_us=now_us)
            self.undoing.apply(self._session, edit, at_us=now_us)
        except GestureRefusedError as error:
            self.refused.emit(refusal_words(error, self.key_text))
            return None
        except AnnotationIncompleteError:
            self.refused.emit(self.tr("Changes can be made when all boxes are loaded."))
            return None
        except IndexIncompleteError:
            self.refused.emit(self.tr("Changes can be made when every frame has its number."))
            return None
        except (EditingStoppedError, StaleEditError) as error:
            self.problem_raised.emit(error)
            return None
        return edit

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
        self.select(track_id for track_id in edit.touched if track_id in tracks)

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
            case AnnotationWhole() | IndexComplete():
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
        self.select(track_id for track_id in self._selection if track_id in annotation.tracks)


def _nothing() -> None:
    """Take the place of a subscription where there is none."""
