"""What the list tells of whose a clip is, and which clips its chips leave."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.ui.clip_list.chips import StateChips
from app.ui.clip_list.filter import ClipFilter
from app.ui.clip_list.model import APART_ROLE, OWNED_ROLE
from app.ui.clip_list.owners import Owned, People, Scope, letters_of, owned
from app.ui.clip_list.panel import ClipListPanel
from models.records import ClipState
from models.review.rules import Rules
from tests.support.databases import a_clip

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ME, ANA, REA = UUID(int=1), UUID(int=2), UUID(int=3)
PEOPLE = People(ME, {ME: "Kim", ANA: "Ana Silva Costa", REA: "Rea"}, reviews=True)


def test_a_row_tells_who_has_the_clip_and_by_when() -> None:
    due = NOW + timedelta(days=4)
    clip = a_clip(assigned_to=ANA, due_at=due)
    told = owned(clip, PEOPLE, now=NOW)
    assert (told.name, told.letters, told.overdue) == ("Ana Silva Costa", "AC", False)
    assert told.dues[0] == f"due {told.dues[1]}"
    assert told.dues[1].startswith("5 ")
    far = owned(replace(clip, due_at=NOW + timedelta(days=400)), PEOPLE, now=NOW)
    assert all(date.endswith(" 2027") for date in far.dues), "another year than this"
    late = owned(clip, PEOPLE, now=due + timedelta(seconds=1))
    assert (late.overdue, late.text) == (True, "Ana Silva Costa annotates, overdue")
    assert len(late.dues[-1]) < len(late.dues[0]), "where there is no room for more"
    done = replace(clip, state=ClipState.ACCEPTED)
    assert owned(done, PEOPLE, now=due + timedelta(days=9)).dues == ()
    waits = replace(clip, state=ClipState.SUBMITTED, reviewer=REA, due_at=None)
    assert owned(waits, PEOPLE, now=NOW) == Owned("Rea", "RE", reviews=True)
    assert owned(waits, PEOPLE, now=NOW).text == "Rea reviews"
    assert owned(a_clip(assigned_to=UUID(int=9)), PEOPLE, now=NOW) == Owned()


def test_a_clip_that_is_kept_apart_is_greyed_says_why_and_is_passed_over(qtbot) -> None:
    panel = ClipListPanel()
    qtbot.addWidget(panel)
    clips = [a_clip(name=name) for name in ("first", "kept", "last")]
    panel.set_clips(clips)
    panel.set_people(replace(PEOPLE, apart=frozenset({clips[1].id})))
    model = panel._model
    assert [model.index(row, 0).data(APART_ROLE) for row in range(3)] == [False, True, False]
    tip = model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "you annotate this footage yourself" in tip
    assert "Cannot be opened yet" in model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Cannot" not in model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    asked: list[UUID] = []
    panel.open_requested.connect(asked.append)
    panel.set_open(clips[0].id)
    panel.step(1)
    panel.set_open(clips[2].id)
    panel.step(-1)
    assert asked == [clips[2].id, clips[0].id]
    opening = panel._entries(clips[1])[0]
    assert opening.why_not == tip


def test_the_letters_of_a_name_are_letters() -> None:
    names = ("Ana (sample)", " kim", "Jo & Lee", "(new) Rea", "j", "")
    assert [letters_of(name) for name in names] == ["AN", "KI", "JL", "RE", "J", ""]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.MINE, {"mine", "mine to review"}),
        (Scope.TO_REVIEW, {"anybody's to review", "mine to review"}),
        (Scope.OVERDUE, {"late"}),
    ],
    # Sets say their members in another order in each process.
    ids=["mine", "to_review", "overdue"],
)
def test_a_scope_leaves_these_clips(scope: Scope, expected: set[str]) -> None:
    waiting = {"state": ClipState.SUBMITTED, "submitted_by": ANA, "assigned_to": ANA}
    clips = [
        a_clip(name="mine", assigned_to=ME),
        a_clip(name="late", due_at=NOW - timedelta(days=3000)),
        a_clip(name="anybody's to review", **waiting),
        a_clip(name="mine to review", reviewer=ME, **waiting),
        a_clip(name="somebody's to review", reviewer=REA, **waiting),
        a_clip(name="my own work", **{**waiting, "submitted_by": ME}),
        a_clip(name="late but done", due_at=NOW, state=ClipState.ACCEPTED),
    ]
    shown = ClipFilter(scope=scope, people=PEOPLE).apply(clips)
    assert {clip.name for clip in shown} == expected
    not_sampled = replace(PEOPLE, rules=Rules(share_percent=0))
    left = ClipFilter(scope=Scope.TO_REVIEW, people=not_sampled).apply(clips)
    assert [clip.name for clip in left] == ["mine to review"]


def test_chips_offer_reviews_to_who_may_judge_and_the_list_follows_people(qtbot: object) -> None:
    panel = ClipListPanel()
    qtbot.addWidget(panel)  # type: ignore[attr-defined]
    clips = (a_clip(name="mine", assigned_to=ME), a_clip(name="hers", assigned_to=ANA))
    panel.set_clips(clips)
    chips = panel.findChild(StateChips)
    assert chips._chips[Scope.TO_REVIEW].isHidden()
    panel.set_people(PEOPLE)
    assert not chips._chips[Scope.TO_REVIEW].isHidden()
    assert chips._chips[ClipState.NEW].isHidden()
    model = panel._model
    assert [model.data(model.index(row, 0), OWNED_ROLE).letters for row in (0, 1)] == ["KI", "AC"]
    chips._choose(Scope.MINE)
    assert [clip.name for clip in panel.clips] == ["mine"]
    panel.set_people(replace(PEOPLE, me=ANA))
    assert [clip.name for clip in panel.clips] == ["hers"]
    # What there is none of is said of the scope, unless words narrow it further.
    chips._choose(Scope.TO_REVIEW)
    assert panel._none._text.text() == "Nothing waits for your review."
    panel._search.setText("gate")
    assert panel._none._text.text() == "No clip matches."
    panel._search.setText("")
    chips._choose(ClipState.NEW)
    assert chips._more.isChecked()
    assert chips._more.text() == "New"
    panel.forget()
    assert panel.clips == ()
