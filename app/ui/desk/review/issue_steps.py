"""Steps of issues as a person takes them: allowed or not, done, and offered to be undone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from app.session.project import Project
from app.session.review import issues
from app.ui.keys.words import sentences
from app.ui.review.issues.keeper import IssueKeeper
from app.ui.review.issues.words import done_text
from app.ui.review.undo_note import UndoNote
from app.ui.window.main_window import MainWindow
from models.review.issue import Comment, IssueStep, IssueThread
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

    def correct(self, issue_id: UUID, comment_id: UUID, text: str) -> None:
        """Say otherwise what one said."""
        before = self._comment(issue_id, comment_id)
        if before is None or not text or not self.may(Right.ANSWER_ISSUES):
            return
        kept = text[: issues.LONGEST_TEXT]
        after = replace(before, text=kept, edited_at=datetime.now(UTC))
        self._put(issue_id, after, lambda now: issues.correct_comment(now, comment_id, kept))

    def withdraw_words(self, issue_id: UUID, comment_id: UUID) -> None:
        """Take back what one said, and offer to say it again."""
        before = self._comment(issue_id, comment_id)
        if before is None or before.withdrawn or not self.may(Right.ANSWER_ISSUES):
            return
        gone = replace(before, text="", withdrawn=True)
        self._put(issue_id, gone, lambda now: issues.withdraw_comment(now, comment_id))
        self.note.offer(
            self.tr("What you said is withdrawn."),
            lambda: self._put(issue_id, before, lambda now: issues.say_again(now, before)),
            key=self._window.registry.key_text("issue.undo"),
        )

    def _comment(self, issue_id: UUID, comment_id: UUID) -> Comment | None:
        thread = self._keeper.thread_of(issue_id)
        said = () if thread is None else thread.comments
        return next((one for one in said if one.id == comment_id), None)

    def _put(
        self, issue_id: UUID, comment: Comment, write: Callable[[Project], IssueThread]
    ) -> None:
        self._keeper.write(
            issue_id,
            lambda before: None if before is None else before.with_comment(comment),
            write,
        )

    def undo_last(self) -> None:
        """Take back the last step."""
        if not self.note.take():
            self._say(self.tr("There is no step of an issue to take back."))

    def _say(self, text: str) -> None:
        self._window.toast.show_note(text)
