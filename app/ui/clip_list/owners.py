"""Whose a clip is, as the list tells it: who annotates, by when; mine, to review, overdue.

Pure but for `tr`. Names are known to the window only, never to the clip.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QLocale

from models.records import ClipRecord, ClipState
from models.review.assigning import is_overdue
from models.review.rules import Rules
from models.review.sampling import is_to_review

# The translators' tool knows this name.
translate = QCoreApplication.translate


class Scope(StrEnum):
    """Which clips, by whose they are."""

    MINE = "mine"
    TO_REVIEW = "to_review"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class People:
    """Who works on the project, as far as the list needs it; `me` None while nobody is known.

    new: whose clips are all to be reviewed, see `models.review.sampling.newcomers`.
    reviews: whether the person may judge, so that there is something for them to review.
    apart: which clips' annotation they must not see for now, see `app.session.review.apart`.
    """

    me: UUID | None = None
    names: Mapping[UUID, str] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    new: frozenset[UUID] = frozenset()
    reviews: bool = False
    apart: frozenset[UUID] = frozenset()

    def holds(self, clip: ClipRecord, scope: Scope, now: datetime) -> bool:
        """Tell whether a clip is in a scope at a moment (aware)."""
        if scope is Scope.OVERDUE:
            return is_overdue(clip, now)
        if scope is Scope.MINE:
            return self.me is not None and self.me in (clip.assigned_to, clip.reviewer)
        own = self.me in (clip.assigned_to, clip.submitted_by) and not self.rules.own_work
        free = clip.reviewer in (None, self.me)
        return free and not own and is_to_review(clip, self.rules, self.new)


@dataclass(frozen=True, slots=True)
class Owned:
    """What a row says of whose it is: the name, two letters of it, and by when.

    reviews: it is theirs to review, not to annotate.
    dues: the date at several lengths, the longest first; () where there is none to tell.
    """

    name: str = ""
    letters: str = ""
    dues: tuple[str, ...] = ()
    overdue: bool = False
    reviews: bool = False

    @property
    def text(self) -> str:
        """All of it in words, "" where there is nothing."""
        annotates = translate("ClipList", "{0} annotates")
        does = translate("ClipList", "{0} reviews") if self.reviews else annotates
        parts = [does.format(self.name)] if self.name else []
        return ", ".join((*parts, *self.dues[:1]))


def owned(clip: ClipRecord, people: People, *, now: datetime | None = None) -> Owned:
    """Return what the list says of a clip; nobody wants to see their own letters everywhere."""
    moment = now or datetime.now(UTC)
    reviewed = clip.state is ClipState.SUBMITTED and clip.reviewer is not None
    name = people.names.get((clip.reviewer if reviewed else clip.assigned_to) or UUID(int=0), "")
    overdue = is_overdue(clip, moment)
    dues: tuple[str, ...] = ()
    if overdue:
        dues = (translate("ClipList", "overdue"), translate("ClipList", "late"))
    elif clip.due_at is not None and clip.state is not ClipState.ACCEPTED:
        day = clip.due_at.astimezone()
        month = QLocale().monthName(day.month, QLocale.FormatType.ShortFormat)
        short = f"{day.day} {month}"
        text = translate("ClipList", "due {0}")
        dues = (text.format(short), short)
        if day.year != moment.astimezone().year:
            dues = (text.format(f"{short} {day.year}"), f"{short} {day.year}")
    return Owned(name, letters_of(name), dues, overdue, reviews=reviewed and bool(name))


def letters_of(name: str) -> str:
    """Return one or two letters that stand for a name."""
    # "Ana (sample)" is AN: what does not begin with a letter is a remark.
    words = [word for word in name.split() if word[0].isalnum()] or [name.strip()]
    letters = words[0][:1] + words[-1][:1] if len(words) > 1 else words[0][:2]
    return letters.upper()


def scope_text(scope: Scope) -> str:
    """Return the scope in the person's language."""
    texts = {
        Scope.MINE: translate("ClipList", "Mine"),
        Scope.TO_REVIEW: translate("ClipList", "To review"),
        Scope.OVERDUE: translate("ClipList", "Overdue"),
    }
    return texts[scope]


def none_text(scope: Scope | None) -> str:
    """Say that there is no clip of a scope, or none that matches."""
    texts = {
        Scope.MINE: translate("ClipList", "No clip is assigned to you."),
        Scope.TO_REVIEW: translate("ClipList", "Nothing waits for your review."),
        Scope.OVERDUE: translate("ClipList", "Nothing is overdue."),
    }
    return texts[scope] if scope is not None else translate("ClipList", "No clip matches.")


def scope_tip(scope: Scope) -> str:
    """Say which clips these are."""
    texts = {
        Scope.MINE: translate("ClipList", "Show only clips that are assigned to me"),
        Scope.TO_REVIEW: translate("ClipList", "Show only what waits for my review"),
        Scope.OVERDUE: translate("ClipList", "Show only clips whose date is past"),
    }
    return texts[scope]
