"""What a card says of an issue: a value, so that a card that says the same is left alone."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from app.ui.review.issues.texts import (
    NameOf,
    kind_text,
    place_text,
    state_text,
    state_tone,
    when_text,
)
from models.review.issue import IssueState, IssueThread

PersonName = Callable[[UUID], str]
# The translators' tool knows this name.
translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class CardText:
    """The words of one card.

    line: the first line of what was said, "" where nothing was.
    tone: the token of the state's colour. filled: the state's mark is filled.
    """

    issue_id: UUID
    kind: str
    place: str
    line: str
    state: str
    tone: str
    who: str
    filled: bool
    answers: int = 0

    @property
    def whole(self) -> str:
        """All of it in one line, for who hears it."""
        parts = (self.kind, self.place, self.line, self.state, self.who)
        return ", ".join(part for part in parts if part)


def card_text(
    thread: IssueThread, *, name_of: NameOf, person: PersonName, pending: bool = False
) -> CardText:
    """Return what a card says of a thread; `pending`: a change of it is being written."""
    issue = thread.issue
    # Who said last where it stands, and when: who comes back asks for news.
    moved = issue.moved_by is not None and issue.moved_at is not None
    who, when = (issue.moved_by, issue.moved_at) if moved else (issue.made_by, issue.made_at)
    assert who is not None and when is not None  # noqa: S101, PT018 - the type checker's sake
    told = translate("Issues", "saving…") if pending else when_text(when)
    return CardText(
        issue.id,
        kind_text(issue.kind),
        place_text(issue, name_of),
        thread.first_line,
        state_text(issue),
        state_tone(issue.state),
        f"{person(who)} · {told}",
        filled=issue.state is IssueState.OPEN,
        answers=max(len(thread.said) - 1, 0),
    )
