"""Steps of issues as a person takes them: allowed or not, done, and offered to be undone."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from app.ui.key_words import sentences
from app.ui.main_window import MainWindow
from app.ui.review.issues.keeper import IssueKeeper
from app.ui.review.issues.words import done_text
from app.ui.review.undo_note import UndoNote
from models.review.issue import IssueStep
from models.review.rights import Right


class IssueSteps(QObject):
    """Moves issues on; what a role does not allow is said and not done."""

    def __init__(self, window: MainWindow, keeper: IssueKeeper, note: UndoNote) -> None:
        super().__init__(keeper)
        self._window, self._keeper = window, keeper
        self.note = note

    def may(self, right: Right) -> bool:
        """Tell whether the person may; say so where they may not, or nothing can be written."""
        project = self._keeper.project
        if project is None:
            return False
        if project.read_only is not None:
            self._say(self.tr("This project can only be read."))
            return False
        if project.rights.may(right):
            return True
        names = ", ".join(project.people.who_may(right))
        asks = self.tr("Ask {0}.").format(names) if names else ""
        self._say(sentences(self.tr("That takes a reviewer."), asks))
        return False

    def take(self, issue_id: UUID, step: IssueStep) -> None:
        """Move an issue on, and offer to undo it."""
        if not self.may(step.right):
            return
        before = self._keeper.move(issue_id, step)
        if before is None:
            self._say(self.tr("This issue is not there for that any more."))
            return
        self.note.offer(
            done_text(before, step),
            partial(self._keeper.undo, before, step),
            key=self._window.registry.key_text("issue.undo"),
        )

    def withdraw(self, issue_id: UUID) -> None:
        """Take back an issue that was reported by mistake."""
        if self.may(Right.REPORT_ISSUES):
            self._keeper.withdraw(issue_id)

    def undo_last(self) -> None:
        """Take back the last step."""
        if not self.note.take():
            self._say(self.tr("There is no step of an issue to take back."))

    def _say(self, text: str) -> None:
        self._window.toast.show_note(text)
