"""Verdicts on objects that are not singled out: selected ones, those in the frame, all others."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Qt

from app.ui.desk.clip_desk import ClipDesk
from app.ui.desk.verdict_desk import VerdictDesk
from app.ui.main_window import MainWindow
from app.ui.review.verdicts.choice_card import Choice


class ObjectVerdicts(QObject):
    """Joins the actions on several objects to the desk that judges."""

    def __init__(self, window: MainWindow, *, clip: ClipDesk, verdicts: VerdictDesk) -> None:
        super().__init__(clip)
        self._window, self._clip, self._verdicts = window, clip, verdicts
        connect = window.registry.connect_action
        connect("verdict.accept_selected", self._accept_selected)
        connect("verdict.reject_selected", self._reject_selected)
        connect("verdict.accept_frame", self.accept_frame)
        connect("verdict.accept_rest", self._accept_rest)

    def accept_frame(self, *, empty_too: bool = False) -> bool:
        """Accept all objects that this frame shows, as far as the filter does.

        Tell whether that could be done; `empty_too` takes a frame without any for done.
        """
        ids = self._clip.parts.canvas.shown_ids()
        if not ids and empty_too:
            return True
        if not ids:
            self._window.toast.show_note(self.tr("There is no object in this frame."))
            return False
        return self._verdicts.accept_objects(ids)

    def _accept_selected(self) -> None:
        chosen = self._selected()
        if chosen:
            self._verdicts.accept_objects(chosen)

    def _reject_selected(self) -> None:
        self._verdicts.reject_objects(self._selected())

    def _selected(self) -> tuple[UUID, ...]:
        chosen = self._clip.editor.selection
        if not chosen:
            self._window.toast.show_note(self.tr("Select the objects first."))
        return chosen

    def _accept_rest(self) -> None:
        """Accept all that is neither judged nor hidden by a question; asked first."""
        session = self._clip.session
        if session is None or not self._verdicts.may_judge():
            return
        left = [
            one
            for one in session.revisions.by_track
            if not self._verdicts.standing_of(one).is_judged
        ]
        if not left:
            self._window.toast.show_note(self.tr("Every object is judged."))
            return
        self._verdicts.choices.offer(
            self.tr("Accept {0} objects that nobody has judged?").format(f"{len(left):,}"),
            (),
            (
                Choice(Qt.Key.Key_Escape, self.tr("Back")),
                Choice(
                    Qt.Key.Key_Return,
                    self.tr("Accept"),
                    partial(self._verdicts.accept_objects, left),
                    "accept",
                    "check",
                ),
            ),
        )
