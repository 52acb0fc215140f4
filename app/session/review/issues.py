"""Reporting, answering and settling issues; each use case asks for its right and then blocks.

What is written here is there for everybody at once: it does not go through a clip's journal.
"""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.session.project import Project
from app.session.review.apart import check_seen
from models.review.issue import Comment, Issue, IssueState, IssueStep, IssueThread
from models.review.issues import IssueStore
from models.review.rights import Right

LONGEST_TEXT = 4_000
"""What one comment may have in characters; nobody reads more in a panel."""
_LONGEST_KIND = 64


def issues_of(project: Project, clip_id: UUID) -> tuple[IssueThread, ...]:
    """Return the issues of a clip with what was said about them, by frame.

    Raises:
        KeptApartError: the person must not see yet what others made of the footage.
        RowAlteredError, UnknownKeyError, DatabaseError: see `ProjectStore`.
    """
    project.rights.require(Right.VIEW)
    check_seen(project.store, project.rights, clip_id)
    return _store(project).threads(clip_id)


def issue_states(project: Project) -> dict[UUID, dict[UUID, frozenset[IssueState]]]:
    """Return by clip and track in which states issues about the track are.

    Raises:
        RowAlteredError, UnknownKeyError, DatabaseError: see `ProjectStore`.
    """
    project.rights.require(Right.VIEW)
    return _store(project).states()


def report_issue(project: Project, issue: Issue) -> IssueThread:
    """Report what is wrong, in one's own name.

    Raises:
        NotAllowedError: reviewers and admins report.
        ValueError: it is somebody else's, or its kind is no word.
        DatabaseError: see `ProjectStore`.
    """
    project.rights.require(Right.REPORT_ISSUES)
    _check_kind(issue.kind)
    if issue.made_by != project.rights.person.id or issue.state is not IssueState.OPEN:
        raise ValueError("an issue is begun open, in one's own name")
    return _store(project).report(issue)


def move_issue(project: Project, issue_id: UUID, step: IssueStep) -> IssueThread:
    """Say that an issue is fixed, or that it is settled, or that it is not.

    Raises:
        NotAllowedError: annotators fix, reviewers settle.
        IssueMovedError, RowMissingError: somebody was faster.
        DatabaseError: see `ProjectStore`.
    """
    project.rights.require(step.right)
    return _store(project).move(issue_id, step, at=datetime.now(UTC))


def undo_issue_step(project: Project, before: Issue, step: IssueStep) -> IssueThread:
    """Take back a step that was just taken; `before` is the issue as it was before it.

    Raises:
        NotAllowedError: who may not take the step may not take it back.
        IssueMovedError, RowMissingError: somebody has changed the issue since.
        DatabaseError: see `ProjectStore`.
    """
    project.rights.require(step.right)
    return _store(project).put_back(before, step)


def call_issue(project: Project, issue_id: UUID, kind: str) -> IssueThread:
    """Say that something else is wrong than was said first.

    Raises:
        NotAllowedError, RowMissingError, DatabaseError
        ValueError: the kind is no word.
    """
    project.rights.require(Right.REPORT_ISSUES)
    _check_kind(kind)
    return _store(project).call(issue_id, kind)


def answer_issue(project: Project, comment: Comment) -> IssueThread:
    """Add to an issue's thread, in one's own name.

    Raises:
        NotAllowedError, RowMissingError, DatabaseError
        ValueError: there is no text, or too much.
    """
    project.rights.require(Right.ANSWER_ISSUES)
    if comment.person != project.rights.person.id:
        raise ValueError("people speak for themselves")
    _check_text(comment.text)
    return _store(project).say(comment)


def correct_comment(project: Project, comment_id: UUID, text: str) -> IssueThread:
    """Say otherwise what one said; that it was corrected, and when, is seen.

    Raises:
        NotAllowedError, RowMissingError, DatabaseError
        NotTheirWordsError: somebody else said it.
        ValueError: there is no text, or too much.
    """
    project.rights.require(Right.ANSWER_ISSUES)
    _check_text(text)
    return _store(project).correct(comment_id, text, at=datetime.now(UTC))


def withdraw_comment(project: Project, comment_id: UUID) -> IssueThread:
    """Take back what one said; of the text nothing is left.

    Raises:
        NotAllowedError, RowMissingError, DatabaseError
        NotTheirWordsError: somebody else said it.
    """
    project.rights.require(Right.ANSWER_ISSUES)
    return _store(project).withdraw_comment(comment_id)


def say_again(project: Project, comment: Comment) -> IssueThread:
    """Put back what one has just withdrawn by a slip.

    Raises:
        NotAllowedError, RowMissingError, DatabaseError
        NotTheirWordsError: somebody else said it.
        ValueError: there is no text, or too much.
    """
    project.rights.require(Right.ANSWER_ISSUES)
    _check_text(comment.text)
    return _store(project).say_again(comment)


def withdraw_issue(project: Project, issue_id: UUID) -> None:
    """Take back an issue that one has just reported.

    Raises:
        NotAllowedError: reviewers and admins report.
        ValueError: somebody else did.
        IssueAnsweredError: somebody has answered it meanwhile.
        RowMissingError, DatabaseError
    """
    project.rights.require(Right.REPORT_ISSUES)
    _store(project).withdraw(issue_id)


def comment_on(issue_id: UUID, *, person: UUID, text: str) -> Comment:
    """Return a comment of this moment; no more of the text than may be kept."""
    return Comment(uuid4(), issue_id, person, datetime.now(UTC), text.strip()[:LONGEST_TEXT])


def _check_text(text: str) -> None:
    if not 0 < len(text) <= LONGEST_TEXT:
        raise ValueError("a comment has a text of bearable length")


def _check_kind(kind: str) -> None:
    if not 0 < len(kind) <= _LONGEST_KIND:
        raise ValueError("the kind of an issue is a word")


def _store(project: Project) -> IssueStore:
    return IssueStore(project.store.access)
