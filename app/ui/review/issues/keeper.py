"""The issues of the open clip at the window's hand: shown at once, written in order, read anew."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.session.project import Project
from app.session.review import issues
from app.ui.review.issues.book import IssueBook, Made
from app.workers.jobs import JobHandle, Jobs
from app.workers.ordered_writes import OrderedWrites
from models.review.issue import Comment, Issue, IssueStep, IssueThread


class IssueKeeper(QObject):
    """Knows the issues of one clip, and changes them in the person's name.

    Signals:
        changed(): other issues are known, or one of them is another.
        failed(Exception): a change was not written and is taken back, or nothing could be read.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._writes = OrderedWrites(jobs, "issues", self)
        self._book = IssueBook()
        self._project: Project | None = None
        self._clip_id: UUID | None = None
        self._reading: JobHandle | None = None
        # What was read while something was being written may lack it.
        self._read_again = False

    @property
    def project(self) -> Project | None:
        return self._project

    @property
    def clip_id(self) -> UUID | None:
        return self._clip_id

    @property
    def threads(self) -> tuple[IssueThread, ...]:
        """All issues of the clip, by frame."""
        return self._book.threads

    @property
    def pending(self) -> frozenset[UUID]:
        """The issues of which a change is being written."""
        return self._book.pending

    @property
    def unwritten(self) -> int:
        """How many changes the database does not have yet."""
        return self._writes.count

    def states(self) -> dict[UUID, frozenset[str]]:
        """Return by object in which states the issues about it are."""
        found: dict[UUID, frozenset[str]] = {}
        for issue in (thread.issue for thread in self.threads):
            for track_id in issue.track_ids:
                found[track_id] = found.get(track_id, frozenset()) | {str(issue.state)}
        return found

    def thread_of(self, issue_id: UUID | None) -> IssueThread | None:
        """Return an issue and what was said about it, None where there is none."""
        return self._book.thread(issue_id)

    def set_project(self, project: Project | None) -> None:
        """Work in another project, or none; what is being written is written there."""
        self.set_clip(None)
        self._project = project

    def set_clip(self, clip_id: UUID | None) -> None:
        """Know the issues of another clip, or of none."""
        self._leave_reading()
        self._clip_id = clip_id
        self._book.forget()
        self.changed.emit()
        self.refresh()

    def refresh(self) -> None:
        """Read what others did, on a worker."""
        self._leave_reading()
        project, clip_id = self._project, self._clip_id
        if project is None or clip_id is None:
            return
        if self._book.pending:
            self._read_again = True
            return
        self._reading = self._jobs.submit(
            lambda: issues.issues_of(project, clip_id),
            done=partial(self._on_read, self._book.begun),
            failed=self._on_read_failed,
            owner=self,
        )

    def report(self, issue: Issue) -> None:
        """Report an issue; it is seen at once."""
        self.write(
            issue.id,
            lambda _before: IssueThread(issue),
            lambda project: issues.report_issue(project, issue),
        )

    def move(self, issue_id: UUID, step: IssueStep) -> Issue | None:
        """Take a step; return the issue as it was before, None where the step begins elsewhere."""
        thread = self._book.thread(issue_id)
        if thread is None or self._project is None or not thread.issue.allows(step):
            return None
        me, now = self._project.rights.person.id, datetime.now(UTC)

        def moved(before: IssueThread | None) -> IssueThread | None:
            if before is None:
                return None
            return IssueThread(before.issue.moved(step, by=me, at=now), before.comments)

        self.write(issue_id, moved, lambda project: issues.move_issue(project, issue_id, step))
        return thread.issue

    def undo(self, before: Issue, step: IssueStep) -> None:
        """Take back a step that led away from `before`."""

        def put_back(now: IssueThread | None) -> IssueThread | None:
            return None if now is None else IssueThread(now.issue.put_back(before), now.comments)

        self.write(
            before.id,
            put_back,
            lambda project: issues.undo_issue_step(project, before, step),
        )

    def say(self, issue_id: UUID, text: str) -> None:
        """Add to a thread."""
        if self._project is None:
            return
        me = self._project.rights.person.id
        comment = issues.comment_on(issue_id, person=me, text=text)
        self.write(
            issue_id,
            lambda before: _with_comment(before, comment),
            lambda project: issues.answer_issue(project, comment),
        )

    def call(self, issue_id: UUID, kind: str) -> None:
        """Say that something else is wrong."""

        def called(before: IssueThread | None) -> IssueThread | None:
            if before is None:
                return None
            return IssueThread(before.issue.called(kind), before.comments)

        self.write(issue_id, called, lambda project: issues.call_issue(project, issue_id, kind))

    def withdraw(self, issue_id: UUID) -> None:
        """Take back an issue that nobody has answered yet."""
        self.write(
            issue_id,
            lambda _before: None,
            lambda project: issues.withdraw_issue(project, issue_id),
        )

    def wait_written(self, seconds: float | None) -> None:
        """Block until all is written, at most so long; from any thread."""
        self._writes.wait(seconds)

    def write(
        self,
        issue_id: UUID,
        made: Made,
        write: Callable[[Project], IssueThread | None],
    ) -> None:
        """Show a change at once, and write it behind those before it; `write` is for a worker."""
        project = self._project
        if project is None:
            return
        change = self._book.begin(issue_id, made)
        self.changed.emit()

        def done(written: IssueThread | None) -> None:
            self._book.end(change, written)
            self._after_write()

        def failed(error: Exception) -> None:
            self._book.fail(change)
            # What stands there now is not what this window believed.
            self._read_again = True
            self._after_write()
            self.failed.emit(error)

        self._writes.put(lambda: write(project), done=done, failed=failed)

    def _after_write(self) -> None:
        self.changed.emit()
        if self._read_again and not self._book.pending:
            self._read_again = False
            self.refresh()

    def _on_read(self, begun: int, threads: tuple[IssueThread, ...]) -> None:
        self._reading = None
        if begun != self._book.begun:
            self._read_again = True
            if not self._book.pending:
                self._after_write()
            return
        if self._book.set_stored(threads):
            self.changed.emit()

    def _on_read_failed(self, error: Exception) -> None:
        self._reading = None
        self.failed.emit(error)

    def _leave_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None


def _with_comment(before: IssueThread | None, comment: Comment) -> IssueThread | None:
    return None if before is None else IssueThread(before.issue, (*before.comments, comment))
