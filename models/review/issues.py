"""The issues of a project: each change one transaction, with its line in the audit log."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from models.access import StoreAccess
from models.audit import events
from models.errors import RowMissingError
from models.review.errors import IssueAnsweredError, IssueMovedError, NotTheirWordsError
from models.review.issue import Comment, Issue, IssueState, IssueStep, IssueThread
from models.review.issue_rows import IssueRows
from models.unit_of_work import UnitOfWork
from models.verified_table import NamedRow, uuid_of


class IssueStore:
    """Every method blocks; what changes an issue returns its thread as it stands then.

    Raises (from every method): see `ProjectStore`; RowMissingError where the issue was withdrawn.
    """

    def __init__(self, access: StoreAccess) -> None:
        self._access = access
        self._rows = IssueRows(access.keyring)

    def threads(self, clip_id: UUID) -> tuple[IssueThread, ...]:
        """Return the issues of a clip with what was said about them, by frame."""
        with self._access.reading() as connection:
            return self._rows.threads(connection, clip_id)

    def states(self) -> dict[UUID, dict[UUID, frozenset[IssueState]]]:
        """Return by clip and track in which states issues about the track are, in all clips."""
        with self._access.reading() as connection:
            return self._rows.states(connection)

    def report(self, issue: Issue) -> IssueThread:
        """Write a new issue."""
        with self._access.working() as work:
            self._rows.insert(work, issue)
            return self._finish(work, issue, "report")

    def move(self, issue_id: UUID, step: IssueStep, *, at: datetime) -> IssueThread:
        """Take a step, in the name of whoever writes; `at` is aware.

        Raises:
            IssueMovedError: the issue is not where the step begins: somebody was faster.
        """
        me = self._access.author
        return self._change(issue_id, str(step), lambda one: one.moved(step, by=me, at=at))

    def put_back(self, before: Issue, step: IssueStep) -> IssueThread:
        """Take back one's own last step: `before` is the issue as it was, not yet long ago.

        Raises:
            IssueMovedError: somebody has changed the issue since, or the step did not lead from
                there to where it is: nobody gets by undoing where they may not go.
        """
        me = self._access.author

        def undone(now: Issue) -> Issue:
            mine = now.revision == before.revision + 1 and now.moved_by == me
            if not mine or now.moved_at is None:
                raise IssueMovedError(str(now.state))
            after = before.moved(step, by=me, at=now.moved_at)
            if (after.state, after.reopened) != (now.state, now.reopened):
                raise IssueMovedError(str(now.state))
            return now.put_back(before)

        return self._change(before.id, "undo", undone)

    def call(self, issue_id: UUID, kind: str) -> IssueThread:
        """Say that something else is wrong than was said."""
        return self._change(issue_id, "kind", lambda one: one.called(kind))

    def say(self, comment: Comment) -> IssueThread:
        """Add to a thread."""
        with self._access.working() as work:
            issue = self._rows.thread(work.connection, comment.issue_id).issue
            self._rows.say(work, comment, issue.clip_id)
            return self._finish(work, issue, "comment")

    def correct(self, comment_id: UUID, text: str, *, at: datetime) -> IssueThread:
        """Say otherwise what one said; `at` is aware.

        Raises:
            NotTheirWordsError: somebody else said it.
            RowMissingError: it is not there, or was withdrawn.
        """

        def change(work: UnitOfWork, row: NamedRow) -> None:
            if row["deleted"]:
                raise RowMissingError(self._rows.comments.name, comment_id)
            self._rows.say_otherwise(work, row, text, edited_at=at)

        return self._on_comment(comment_id, "comment_corrected", change)

    def withdraw_comment(self, comment_id: UUID) -> IssueThread:
        """Take back what one said; the thread keeps that something was.

        Raises:
            NotTheirWordsError: somebody else said it.
            RowMissingError: it is not there.
        """

        def change(work: UnitOfWork, row: NamedRow) -> None:
            if not row["deleted"]:
                self._rows.withdraw(work, row)

        return self._on_comment(comment_id, "comment_withdrawn", change)

    def say_again(self, comment: Comment) -> IssueThread:
        """Put back a comment of one's own that was withdrawn by a slip.

        Raises:
            NotTheirWordsError: somebody else said it.
            RowMissingError: it is not there, or was not withdrawn: what is there is corrected.
        """

        def change(work: UnitOfWork, row: NamedRow) -> None:
            if not row["deleted"]:
                raise RowMissingError(self._rows.comments.name, comment.id)
            self._rows.say_again(work, row, comment.text)

        return self._on_comment(comment.id, "comment", change)

    def withdraw(self, issue_id: UUID) -> None:
        """Leave nothing of one's own issue that nobody has answered yet.

        Raises:
            ValueError: somebody else reported it: they may think otherwise, so it is resolved.
            IssueAnsweredError: somebody else has commented on it, or it has been moved.
        """
        with self._access.working() as work:
            row = self._rows.row(work.connection, issue_id, lock=True)
            thread = self._rows.of_row(work.connection, row)
            issue = thread.issue
            if issue.made_by != self._access.author:
                raise ValueError("people withdraw what they reported")
            others = any(one.person != issue.made_by for one in thread.said)
            if others or issue.moved_by is not None:
                raise IssueAnsweredError
            self._rows.bury(work, row)
            work.flush()
            work.note(events.issue(issue.clip_id, issue.id, "withdraw"))

    def _on_comment(
        self, comment_id: UUID, action: str, change: Callable[[UnitOfWork, NamedRow], None]
    ) -> IssueThread:
        with self._access.working() as work:
            row = self._rows.comment_row(work.connection, comment_id)
            if uuid_of(row["person"]) != self._access.author:
                raise NotTheirWordsError
            issue = self._rows.thread(work.connection, uuid_of(row["issue_id"])).issue
            change(work, row)
            return self._finish(work, issue, action)

    def _change(self, issue_id: UUID, action: str, make: Callable[[Issue], Issue]) -> IssueThread:
        with self._access.working() as work:
            row = self._rows.row(work.connection, issue_id, lock=True)
            issue = make(self._rows.of_row(work.connection, row).issue)
            self._rows.replace(work, row, issue)
            return self._finish(work, issue, action)

    def _finish(self, work: UnitOfWork, issue: Issue, action: str) -> IssueThread:
        """Write, and read what stands there now."""
        work.flush()
        thread = self._rows.thread(work.connection, issue.id)
        frames = ((issue.first.frame_index, issue.last_frame),)
        work.note(events.issue(issue.clip_id, issue.id, action, frames))
        return thread
