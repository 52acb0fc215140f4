"""The hand on the annotation: each gesture of a person becomes an edit of the clip that is open.

The editor draws nothing and asks nothing: dialogs are asked before, their answers come in as
arguments.
"""

from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from app.ui.editing.edited_clip import EditedClip
from app.ui.keys.words import told
from models.annotation import gestures
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.geometry import Box
from models.annotation.track import Kind


class Editor(EditedClip):
    """Gestures on what is selected, on the frame that is on the screen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard: tuple[gestures.CopiedBox, ...] = ()
        self._copied_from: UUID | None = None
        self.label_id: UUID | None = None
        # For how many frames a new track holds its last box; None is for ever.
        self.new_tracks_end_after: int | None = None

    def forget(self) -> None:
        """Close, and drop history and copies too: the project is left, or locked."""
        self.close()
        self.undoing.forget()
        self._clipboard = ()
        self.label_id = None

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
        self.perform_on(
            chosen,
            lambda a: gestures.delete_tracks(a, chosen, frame_index=frame, also_locked=also_locked),
            title=self.tr("Deleting {0} objects").format(len(chosen)),
        )

    def relabel(self, label_id: UUID) -> None:
        frame, _ = self._frame
        chosen = self._selection
        self.perform_on(
            chosen,
            lambda a: gestures.relabel(a, chosen, label_id=label_id, frame_index=frame),
            title=self.tr("Another label for {0} objects").format(len(chosen)),
        )

    def toggle_lock(self, track_ids: Iterable[UUID] | None = None) -> None:
        chosen = tuple(self._selection if track_ids is None else track_ids)
        if not chosen:
            return
        frame, _ = self._frame

        def lock_or_unlock(a: Annotation) -> Edit:
            locked = not all(a.tracks[one].locked for one in chosen if one in a.tracks)
            return gestures.set_locked(a, chosen, locked=locked, frame_index=frame)

        title = self.tr("Locking or unlocking {0} objects").format(len(chosen))
        self.perform_on(chosen, lock_or_unlock, title=title)

    def accept_suggestions(
        self,
        track_ids: Iterable[UUID] | None = None,
        told: Callable[[Edit | None], object] = lambda _edit: None,
    ) -> None:
        """Take suggestions over; `told` hears what was applied, see `perform_on`."""
        frame, _ = self._frame
        chosen = tuple(self._selection if track_ids is None else track_ids)
        self.perform_on(
            chosen,
            lambda a: gestures.accept_suggestions(a, chosen, frame_index=frame),
            told,
            title=self.tr("Accepting {0} suggestions").format(len(chosen)),
        )

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
        # What was copied may bear a label that has been merged since.
        inherited = self.undoing.heirs()
        edit = self.perform(lambda annotation: inherited(paste(annotation)))
        if edit is not None:
            self.select(edit.touched)

    def _here(self, gesture: Callable[..., Edit]) -> Callable[[Annotation, UUID], Edit]:
        """Return `gesture` for the frame on the screen."""
        frame, pts = self._frame
        return lambda a, track_id: gesture(a, track_id, frame_index=frame, pts=pts)
