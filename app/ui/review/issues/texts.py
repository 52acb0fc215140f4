"""How an issue is written: its kind, its state, where it is and when it was made."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QLocale

from models.review.issue import Issue, IssueState, QuickIssue

NameOf = Callable[[UUID], str]
"""Names an object of the open clip; "" where it is there no more."""

_TONES = {IssueState.OPEN: "bad", IssueState.FIXED: "ok", IssueState.RESOLVED: "faint"}
# The translators' tool knows this name.
translate = QCoreApplication.translate


def kind_text(kind: str) -> str:
    """Return what is wrong, in the person's language; a kind of a newer version is its own word."""
    words = {
        QuickIssue.POSITION: translate("Issues", "Wrong position"),
        QuickIssue.LABEL: translate("Issues", "Wrong label"),
        QuickIssue.MISSING: translate("Issues", "Missing object"),
        QuickIssue.IDENTITY: translate("Issues", "Identity swap"),
        QuickIssue.ATTRIBUTE: translate("Issues", "Wrong attribute"),
        QuickIssue.SURPLUS: translate("Issues", "Not an object"),
        QuickIssue.OTHER: translate("Issues", "Something else"),
    }
    return next((text for known, text in words.items() if known == kind), kind)


def state_text(issue: Issue) -> str:
    """Return how far an issue has come."""
    match issue.state:
        case IssueState.FIXED:
            return translate("Issues", "Fixed")
        case IssueState.RESOLVED:
            return translate("Issues", "Resolved")
        case _ if issue.reopened:
            return translate("Issues", "Reopened")
        case _:
            return translate("Issues", "Open")


def state_tone(state: IssueState) -> str:
    """Return the token that colours a state; it never tells it alone."""
    return _TONES[state]


def frames_text(issue: Issue) -> str:
    """Write the frame, or the first and the last of a span."""
    first, last = issue.first.frame_index, issue.last_frame
    return f"f {first}" if first == last else f"f {first}–{last}"  # noqa: RUF001 - a range


def place_text(issue: Issue, name_of: NameOf) -> str:
    """Write where an issue is: frames, and the objects or the part of the frame."""
    names = [name_of(one) or translate("Issues", "deleted object") for one in issue.track_ids]
    if names:
        return f"{frames_text(issue)} · {_joined(names)}"
    if issue.region is not None:
        return f"{frames_text(issue)} · {translate('Issues', 'region')}"
    return frames_text(issue)


def when_text(moment: datetime, *, now: datetime | None = None) -> str:
    """Write how long ago it was; from a day on, the date."""
    minutes = int(((now or datetime.now(UTC)) - moment).total_seconds() // 60)
    if minutes < 1:
        return translate("Issues", "just now")
    if minutes < 60:
        return translate("Issues", "{0} min ago").format(minutes)
    if minutes < 24 * 60:
        return translate("Issues", "{0} h ago").format(minutes // 60)
    day = moment.astimezone().date()
    month = QLocale().monthName(day.month, QLocale.FormatType.ShortFormat)
    return f"{day.day} {month} {day.year}"


def _joined(names: Sequence[str]) -> str:
    """Write two objects of one label as "person 9 ↔ 12"."""
    if len(names) < 2:
        return names[0]
    first, second = names[0], names[1]
    label, _, _number = first.rpartition(" ")
    same, _, number = second.rpartition(" ")
    return f"{first} ↔ {number if label == same else second}"
