"""The figures at the top of the progress window. Pure but for `tr`; any thread."""

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from app.session.people.progress import Progress
from app.ui.progress.sheets import count_text, percent_text
from models.records import ClipState
from models.review.issue import IssueState

# The translators' tool knows this name.
translate = QCoreApplication.translate
_NOT_READ = "…"
_NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, a remark, the clips that it counts, and the token of its colour."""

    text: str
    note: str = ""
    clips: frozenset[UUID] = frozenset()
    tone: str = "text"


def captions() -> tuple[str, ...]:
    """Return what the figures are, in their order."""
    return (
        translate("Progress", "Clips"),
        translate("Progress", "Reviewed"),
        translate("Progress", "Overdue"),
        translate("Progress", "Open issues"),
        translate("Progress", "Accepted"),
        translate("Progress", "Boxes an hour"),
    )


def figures(told: Progress) -> tuple[Figure, ...]:
    """Return the figures in the order of `captions`."""
    judged = told.clips.ids(ClipState.ACCEPTED, ClipState.REJECTED)
    late = told.overdue
    return (
        Figure(
            count_text(len(told.clips.ids())),
            translate("Progress", "{0} accepted").format(
                count_text(len(told.clips.ids(ClipState.ACCEPTED)))
            ),
            told.clips.ids(),
        ),
        Figure(
            percent_text(told.frames_judged, told.frames) or _NOTHING,
            translate("Progress", "of all frames"),
            judged,
        ),
        Figure(
            count_text(len(late)),
            translate("Progress", "clip whose date is past")
            if len(late) == 1
            else translate("Progress", "clips whose date is past"),
            late,
            "bad" if late else "text",
        ),
        _issues(told),
        _verdicts(told),
        _rate(told),
    )


def _issues(told: Progress) -> Figure:
    if told.issues is None:
        return Figure(_NOT_READ)
    opened = told.issues[IssueState.OPEN]
    fixed = sum(told.issues[IssueState.FIXED].values())
    return Figure(
        count_text(sum(opened.values())),
        translate("Progress", "{0} said to be fixed").format(count_text(fixed)),
        frozenset(opened),
        "warn" if opened else "text",
    )


def _verdicts(told: Progress) -> Figure:
    if told.verdicts is None:
        return Figure(_NOT_READ)
    accepted, rejected = told.verdicts
    count = accepted + rejected
    note = translate("Progress", "of {0} verdicts on clips").format(count_text(count))
    if count == 1:
        note = translate("Progress", "of 1 verdict on a clip")
    return Figure(percent_text(accepted, count) or _NOTHING, note)


def _rate(told: Progress) -> Figure:
    if told.own_days is None:
        return Figure(_NOT_READ)
    rate = told.boxes_per_hour
    if rate is None:
        return Figure(_NOTHING, translate("Progress", "too little time is counted"))
    return Figure(count_text(rate), translate("Progress", "in the time counted"))
