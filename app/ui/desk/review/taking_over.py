"""What is taken over from the other side of a comparison, as edits of the open clip."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.failures import explain
from app.quality import Disagreement
from app.session.editing.ready_edits import MANY
from app.session.review.comparing import Comparison
from app.session.review.taking import take_here, take_whole
from app.ui.action_specs import Context
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.review.workspace_desk import WorkspaceDesk
from app.ui.keys.words import sentences, told
from app.ui.window.main_window import MainWindow
from models.annotation.edits import Edit


class TakingOver(QObject):
    """Takes over at a difference; what comes is one edit, undone by one.

    Signals:
        taken(): it was taken over.
    """

    taken = Signal()

    def __init__(self, window: MainWindow, *, clip: ClipDesk, workspace: WorkspaceDesk) -> None:
        super().__init__(clip)
        self._window, self._clip, self._workspace = window, clip, workspace

    @property
    def why_not(self) -> str:
        """Where boxes are changed, or why these are not; "" where they can be."""
        if self._clip.editor.editable:
            # While another frame is peeked at, nothing is.
            is_there = self._window.registry.context is Context.ANNOTATE
            return "" if is_there else self.tr("This clip cannot be changed now.")
        session = self._clip.session
        if self._workspace.is_review:
            # What the clip refuses in Annotate too is said first: to go there would not help.
            refusal = None if session is None else session.refusal
            switches = told(
                self.tr("Boxes are changed in the Annotate workspace: {key} goes there."),
                self._key("workspace.switch"),
            )
            if words := switches if refusal is None else explain(refusal).text:
                return words
        return self._clip.why_not or self.tr("This clip cannot be changed now.")

    def take(self, shown: Comparison | None, one: Disagreement | None, *, whole: bool) -> None:
        """Take over what theirs is at a difference, or say why that cannot be."""
        if why := self.why_not:
            self._say(why)
            return
        if shown is None or one is None:
            how = told(self.tr("{key} goes to one."), self._key("compare.next"))
            self._say(sentences(self.tr("Choose a difference first."), how))
            return
        frame, _ = self._clip.editor.moment
        if not whole and not one.frame_index <= frame <= one.last_frame_index:
            self._say(self.tr("Theirs is not different on this frame. Go to the difference first."))
            return

        pts_of = self._clip.editor.pts_of
        make: Callable[..., Edit] = partial(
            take_here, one=one, theirs=shown.theirs, frame_index=frame, pts_of=pts_of
        )
        if whole:
            make = partial(take_whole, one=one, theirs=shown.theirs, frame_index=frame)

        theirs = None if one.truth_id is None else shown.theirs.tracks.get(one.truth_id)
        if whole and theirs is not None and len(theirs.keyframes) > MANY:
            title = self.tr("Taking over an object")
            self._clip.editor.perform_later(make, self._on_taken, title=title)
        else:
            self._on_taken(self._clip.editor.perform(make))

    def _on_taken(self, edit: Edit | None) -> None:
        if edit is None:
            return
        there = self._clip.editor.annotation.tracks
        self._clip.editor.select(one for one in edit.touched if one in there)
        undo = told(self.tr("{key} undoes it."), self._key("edit.undo"))
        self._window.toast.show_note(sentences(self.tr("Taken over."), undo), until_undone=True)
        self.taken.emit()

    def _key(self, action_id: str) -> str:
        return self._window.registry.key_text(action_id)

    def _say(self, text: str) -> None:
        self._window.toast.show_note(text)
