"""What the progress window tells, as values; and the axis it is drawn on."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from app.session.people.progress import Day, Group, PersonProgress, Progress
from app.ui.progress.figures import captions, figures
from app.ui.progress.sheet import Sheet, ticks
from app.ui.progress.sheets import hours_text, percent_text, sheets
from models.records import ClipState
from tests.support.many_clips import clip_of

CLIPS = tuple(clip_of(n, state=state) for n, state in enumerate((*ClipState, ClipState.NEW)))
GROUP = Group.of(CLIPS)
ANA = PersonProgress(
    UUID(int=5), "Ana", Group.of(CLIPS[:2]), worked=timedelta(hours=3, minutes=5), boxes=12
)
TOLD = Progress(
    GROUP,
    cameras=(("", Group.of(CLIPS[:1])), ("north", Group.of(CLIPS[1:]))),
    people=(ANA, PersonProgress(None, "", Group.of(CLIPS[2:]))),
    overdue=frozenset({CLIPS[0].id}),
    frames=1000,
    frames_judged=999,
    days=(Day(date(2026, 11, 28), 7),),
    own_days=(
        Day(date(2026, 11, 28), 30, timedelta(minutes=15), frozenset({CLIPS[1].id})),
        Day(date(2026, 11, 29), 1, timedelta(seconds=20)),
    ),
)


def sheet(key: str, told: Progress = TOLD) -> Sheet:
    return next(one for one in sheets(told) if one.key == key)


def test_each_part_of_a_bar_knows_which_clips_it_counts() -> None:
    states = sheet("states")
    assert states.rows is not None
    every, assigned, nobody, late = states.rows
    assert [cell.text for cell in every.cells] == ["2", "1", "1", "1", "1", "6"]
    assert every.cells[0].clips == {CLIPS[0].id, CLIPS[5].id}
    assert assigned.clips == {CLIPS[0].id, CLIPS[1].id}
    assert nobody.clips == {clip.id for clip in CLIPS[2:]}
    assert late.clips == TOLD.overdue
    assert (states.most, states.total(late)) == (6, 1)


def test_the_table_is_what_is_drawn_and_more() -> None:
    titles, ana, nobody = sheet("people").table()
    assert titles[0] == "Person"
    assert ana[:3] == ("Ana", "1", "1")
    assert ana[-3:] == ("12", "3:05", "")
    assert nobody[0] == "Nobody's yet"
    assert [row[0] for row in sheet("cameras").table()[1:]] == ["No camera", "north"]
    assert sheet("mine").table()[1:] == (
        ("2026-11-28", "0:15", "30", "120", "1"),
        ("2026-11-29", "0:00", "1", "", "0"),
    )


def test_what_is_not_read_yet_is_not_called_nothing() -> None:
    assert sheet("labels").rows is None
    assert figures(TOLD)[3].text == "…"
    empty = Progress(Group(), days=(), labels=(), own_days=())
    assert [sheet(key, empty).rows for key in ("states", "labels", "days", "mine")] == [()] * 4
    assert len(figures(empty)) == len(captions())


def test_one_verdict_is_not_called_verdicts() -> None:
    for verdicts, note in (((1, 0), "of 1 verdict on a clip"), ((1, 1), "of 2 verdicts on clips")):
        told = replace(TOLD, verdicts=verdicts)
        assert figures(told)[4].note == note


def test_a_share_says_all_and_none_only_where_it_is_so() -> None:
    assert [percent_text(part, 1000) for part in (0, 1, 499, 999, 1000)] == [
        "0 %",
        "1 %",
        "50 %",
        "99 %",
        "100 %",
    ]
    assert percent_text(0, 0) == ""
    assert hours_text(None) == ""


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (5, (0, 1, 2, 3, 4, 5)),
        (6, (0, 2, 4, 6)),
        (54, (0, 20, 40, 60)),
        (480, (0, 100, 200, 300, 400, 500)),
        (50_000, (0, 10_000, 20_000, 30_000, 40_000, 50_000)),
    ],
)
def test_an_axis_is_marked_at_round_numbers(most: float, expected: tuple[float, ...]) -> None:
    assert ticks(most) == expected
