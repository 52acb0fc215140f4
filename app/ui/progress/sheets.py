"""What the progress window tells, made of the figures. Pure but for `tr`; any thread."""

from datetime import date, timedelta
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QLocale

from app.session.people.progress import Day, Group, PersonProgress, Progress
from app.ui.clip_list.texts import state_text
from app.ui.progress.sheet import Cell, Column, Pattern, Plot, Row, Sheet
from models.records import ClipState

# The translators' tool knows this name.
translate = QCoreApplication.translate

_LOOKS = {
    ClipState.NEW: ("dim", Pattern.HOLLOW),
    ClipState.IN_PROGRESS: ("accent", Pattern.RISING),
    ClipState.SUBMITTED: ("dim", Pattern.DOTS),
    ClipState.ACCEPTED: ("ok", Pattern.PLAIN),
    ClipState.REJECTED: ("bad", Pattern.FALLING),
}


def sheets(told: Progress) -> tuple[Sheet, ...]:
    """Return all tables, in the order in which they are offered."""
    return (
        _states(told),
        _cameras(told),
        _people(told),
        _labels(told),
        _days(told),
        _own_days(told),
    )


def count_text(count: float) -> str:
    """Write a whole number as the person's language does."""
    return QLocale().toString(round(count))


def percent_text(part: float, whole: float) -> str:
    """Write a share; "" of nothing."""
    if not whole:
        return ""
    percent = 100 * part / whole
    # Nothing is called all that is not, nor none.
    shown = min(max(round(percent), 1 if part else 0), 100 if part >= whole else 99)
    return f"{shown} %"


def hours_text(worked: timedelta | None) -> str:
    """Write a time at work: `3:05` hours and minutes; "" where it is not known."""
    if worked is None:
        return ""
    minutes = round(worked.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def day_text(day: date) -> str:
    """Write a day so that a table of days can be sorted elsewhere."""
    return day.isoformat()


def _states(told: Progress) -> Sheet:
    every = told.clips
    nobody = next((one.clips for one in told.people if one.person is None), Group())
    given = Group({state: every.ids(state) - nobody.ids(state) for state in ClipState})
    late = Group({state: every.ids(state) & told.overdue for state in ClipState})
    rows = (
        (translate("Progress", "All clips"), every),
        (translate("Progress", "Assigned"), given),
        (translate("Progress", "Nobody's yet"), nobody),
        (translate("Progress", "Overdue"), late),
    )
    return Sheet(
        "states",
        translate("Progress", "States"),
        Plot.BARS,
        translate("Progress", "clips"),
        translate("Progress", "Which clips"),
        (*_state_columns(), Column(translate("Progress", "All"))),
        tuple(_row_of(name, group) for name, group in rows) if every.ids() else (),
        translate("Progress", "There are no clips yet. Import footage to begin."),
    )


def _cameras(told: Progress) -> Sheet:
    rows = tuple(
        _row_of(name or translate("Progress", "No camera"), group) for name, group in told.cameras
    )
    return Sheet(
        "cameras",
        translate("Progress", "Cameras"),
        Plot.BARS,
        translate("Progress", "clips"),
        translate("Progress", "Camera"),
        (*_state_columns(), Column(translate("Progress", "All"))),
        rows,
        translate("Progress", "There are no clips yet. Import footage to begin."),
    )


def _people(told: Progress) -> Sheet:
    return Sheet(
        "people",
        translate("Progress", "People"),
        Plot.BARS,
        translate("Progress", "clips to annotate"),
        translate("Progress", "Person"),
        (
            *_state_columns(),
            Column(translate("Progress", "All")),
            Column(translate("Progress", "Handed in")),
            Column(translate("Progress", "Accepts")),
            Column(translate("Progress", "Rejects")),
            Column(translate("Progress", "Boxes")),
            Column(translate("Progress", "Time")),
            Column(translate("Progress", "Boxes/h")),
        ),
        tuple(_person_row(one) for one in told.people if one.person or one.clips.ids()),
        translate("Progress", "Nobody works on this project yet."),
    )


def _person_row(one: PersonProgress) -> Row:
    if one.person is None:
        name = translate("Progress", "Nobody's yet")
    else:
        name = one.name or translate("Progress", "Somebody else")
    row = _row_of(name, one.clips)
    rate = "" if one.boxes_per_hour is None else count_text(one.boxes_per_hour)
    return Row(
        name,
        (
            *row.cells,
            Cell("" if one.person is None else count_text(len(one.submitted)), clips=one.submitted),
            _known(one.accepted, one.judged),
            _known(one.rejected, one.judged),
            _known(one.boxes),
            Cell(hours_text(one.worked)),
            Cell(rate),
        ),
        row.clips,
    )


def _labels(told: Progress) -> Sheet:
    rows = None
    if told.labels is not None:
        rows = tuple(
            Row(
                label.name,
                (
                    Cell(count_text(label.objects), label.objects, label.clips),
                    Cell(count_text(len(label.clips)), clips=label.clips),
                ),
                label.clips,
            )
            for label in told.labels
        )
    return Sheet(
        "labels",
        translate("Progress", "Labels"),
        Plot.BARS,
        translate("Progress", "objects"),
        translate("Progress", "Label"),
        (
            Column(translate("Progress", "Objects"), drawn=True),
            Column(translate("Progress", "Clips")),
        ),
        rows,
        translate("Progress", "There are no labels yet."),
    )


def _days(told: Progress) -> Sheet:
    rows = None
    if told.days is not None:
        rows = tuple(
            Row(day_text(day.day), (Cell(count_text(day.boxes), day.boxes),)) for day in told.days
        )
    return Sheet(
        "days",
        translate("Progress", "Boxes a day"),
        Plot.LINE,
        translate("Progress", "boxes set by hand"),
        translate("Progress", "Day"),
        (Column(translate("Progress", "Boxes"), drawn=True),),
        rows,
        translate("Progress", "Nobody has set a box yet."),
    )


def _own_days(told: Progress) -> Sheet:
    rows = None if told.own_days is None else tuple(map(_own_day, told.own_days))
    return Sheet(
        "mine",
        translate("Progress", "My time"),
        Plot.LINE,
        translate("Progress", "minutes at work"),
        translate("Progress", "Day"),
        (
            Column(translate("Progress", "Time"), drawn=True),
            Column(translate("Progress", "Boxes")),
            Column(translate("Progress", "Boxes/h")),
            Column(translate("Progress", "Clips")),
        ),
        rows,
        translate("Progress", "None of your time has been counted in this project."),
    )


def _own_day(day: Day) -> Row:
    worked_s = day.worked.total_seconds()
    rate = count_text(3600 * day.boxes / worked_s) if worked_s >= 60 else ""
    return Row(
        day_text(day.day),
        (
            Cell(hours_text(day.worked), worked_s / 60),
            Cell(count_text(day.boxes)),
            Cell(rate),
            Cell(count_text(len(day.clips)), clips=day.clips),
        ),
        day.clips,
    )


def _state_columns() -> tuple[Column, ...]:
    return tuple(Column(state_text(state), *_LOOKS[state], drawn=True) for state in ClipState)


def _row_of(name: str, group: Group) -> Row:
    parts = tuple(_counted(group.ids(state)) for state in ClipState)
    return Row(name, (*parts, _counted(group.ids())), group.ids())


def _counted(clips: frozenset[UUID]) -> Cell:
    return Cell(count_text(len(clips)), len(clips), clips)


def _known(count: int | None, clips: frozenset[UUID] | None = None) -> Cell:
    if count is None:
        return Cell()
    return Cell(count_text(count), count, clips)
