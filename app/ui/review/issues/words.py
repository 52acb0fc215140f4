"""What the list says of issues: names of objects and people, threads, and what can be done."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from app.ui.editing.editor import Editor
from app.ui.keys.tips import KeyText
from app.ui.review.issues.card_text import CardText, card_text
from app.ui.review.issues.keeper import IssueKeeper
from app.ui.review.issues.texts import kind_text, state_text, when_text
from models.review.issue import Comment, Issue, IssueStep, IssueThread
from models.review.rights import Right

# The translators' tool knows this name.
translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of a thread as it is shown; `is_own`: the person may correct and withdraw it."""

    who: str
    text: str
    comment_id: UUID
    is_own: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Doing:
    """A step that is offered, and the key that does it, "" without one."""

    step: IssueStep
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ThreadText:
    """What an open card shows.

    withdrawable: the person may take the issue back. answers: they may say something.
    """

    entries: tuple[Said, ...]
    doings: tuple[Doing, ...]
    withdrawable: bool
    answers: bool


class IssueWords:
    """Asks the open clip what objects are called, and the project what people are."""

    def __init__(
        self,
        keeper: IssueKeeper,
        editor: Editor,
        label_name: Callable[[UUID], str],
        key_text: KeyText,
    ) -> None:
        self._keeper, self._editor = keeper, editor
        self._label_name, self._key_text = label_name, key_text

    def name_of(self, track_id: UUID) -> str:
        """Return what people call an object of the clip; "" where it is there no more."""
        track = self._editor.annotation.tracks.get(track_id)
        return "" if track is None else f"{self._label_name(track.label_id)} {track.number}"

    def person(self, person_id: UUID) -> str:
        """Return what a person is called to who looks."""
        project = self._keeper.project
        if project is None:
            return ""
        if person_id == project.rights.person.id:
            return translate("Issues", "you")
        return project.people.name_of(person_id) or translate("Issues", "somebody")

    def card(self, thread: IssueThread, *, pending: bool) -> CardText:
        """Return what the card of an issue says; `pending`: a change of it is being written."""
        return card_text(thread, name_of=self.name_of, person=self.person, pending=pending)

    def tip(self, issue_id: UUID) -> str:
        """Return what a pin says when it is pointed at."""
        thread = self._keeper.thread_of(issue_id)
        if thread is None:
            return ""
        parts = (kind_text(thread.issue.kind), state_text(thread.issue), thread.first_line)
        return " · ".join(part for part in parts if part)

    def thread(self, thread: IssueThread, *, reviews: bool) -> ThreadText:
        """Return what an open card shows in the workspace that reviews, or in the other one."""
        project = self._keeper.project
        writes = project is not None and project.read_only is None
        rights = None if project is None or not writes else project.rights
        answers = rights is not None and rights.may(Right.ANSWER_ISSUES)
        entries = tuple(self._said(one, answers=answers) for one in thread.comments)
        if rights is None:
            return ThreadText(entries, (), withdrawable=False, answers=False)
        issue, me = thread.issue, rights.person.id
        answered = any(one.person != issue.made_by for one in thread.said)
        fresh = issue.moved_by is None and not answered and issue.made_by == me
        doings = tuple(
            one
            for one in self._doings(reviews=reviews)
            if issue.allows(one.step) and rights.may(one.step.right)
        )
        return ThreadText(
            entries,
            doings,
            withdrawable=fresh and rights.may(Right.REPORT_ISSUES),
            answers=answers,
        )

    def _said(self, comment: Comment, *, answers: bool) -> Said:
        who = f"{self.person(comment.person)} · {when_text(comment.at)}"
        if comment.withdrawn:
            text = translate("Issues", "Withdrawn")
            return Said(who, text, comment.id, withdrawn=True)
        if comment.edited_at is not None:
            when = when_text(comment.edited_at)
            who = f"{who} · {translate('Issues', 'edited {0}').format(when)}"
        project = self._keeper.project
        is_own = project is not None and comment.person == project.rights.person.id
        return Said(who, comment.text, comment.id, is_own=is_own and answers)

    def _doings(self, *, reviews: bool) -> tuple[Doing, ...]:
        key = self._key_text
        if reviews:
            resolve, reopen = translate("Issues", "Resolve"), translate("Issues", "Reopen")
            return (
                Doing(IssueStep.RESOLVE, resolve, key("issue.resolve")),
                Doing(IssueStep.REOPEN, reopen, key("issue.reopen")),
            )
        fix, back = translate("Issues", "Mark as fixed"), translate("Issues", "Not fixed yet")
        return (
            Doing(IssueStep.FIX, fix, key("issue.fix")),
            Doing(IssueStep.TAKE_BACK, back),
        )


def done_text(issue: Issue, step: IssueStep) -> str:
    """Say what was done to an issue."""
    texts = {
        IssueStep.FIX: translate("Issues", "Marked as fixed: {0}"),
        IssueStep.TAKE_BACK: translate("Issues", "Not fixed yet: {0}"),
        IssueStep.RESOLVE: translate("Issues", "Resolved: {0}"),
        IssueStep.REOPEN: translate("Issues", "Reopened: {0}"),
    }
    return texts[step].format(kind_text(issue.kind))


def nothing_text(*, is_open: bool, said: bool, narrowed: bool, reviews: bool) -> str:
    """Say why no issue is listed, and what to do next."""
    if not is_open:
        return translate("Issues", "Open a clip to see what was said of it.")
    if said and narrowed:
        return translate("Issues", "No issue is like that.")
    if said:
        return translate("Issues", "All issues are resolved.")
    if reviews:
        return translate(
            "Issues",
            "No issues yet. Drag round a part of the picture, or right-click an object, to report "
            "one.",
        )
    return translate("Issues", "Nobody has reported anything in this clip.")
