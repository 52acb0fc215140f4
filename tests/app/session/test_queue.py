"""Whose clip comes next, and what was waived before one is handed in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.session.importing import ImportReport
from app.session.people.queue import NextClip, next_clip, waive, waived_in
from app.session.project import Project
from app.session.review.workflow import hand_in
from models.annotation.checks import Check
from models.records import ClipRecord, ClipState
from tests.support.databases import a_clip

ME, THEM = uuid4(), uuid4()
DAY = datetime(2026, 3, 1, tzinfo=UTC)


def clip(state: ClipState, owner: object, day: int) -> ClipRecord:
    return a_clip(state=state, assigned_to=owner, recorded_at=DAY + timedelta(days=day))


BACK = clip(ClipState.REJECTED, ME, 9)
BEGUN = clip(ClipState.IN_PROGRESS, ME, 5)
OLD, NEWER = clip(ClipState.NEW, ME, 1), clip(ClipState.NEW, ME, 2)
FREE, THEIRS = clip(ClipState.NEW, None, 0), clip(ClipState.NEW, THEM, 0)
DONE = (clip(ClipState.SUBMITTED, ME, 0), clip(ClipState.ACCEPTED, None, 0))


@pytest.mark.parametrize(
    ("clips", "expected"),
    [
        ((NEWER, OLD, BEGUN, BACK, FREE), NextClip(BACK, True)),
        ((NEWER, OLD, BEGUN), NextClip(BEGUN, True)),
        ((NEWER, FREE, OLD), NextClip(OLD, True)),
        ((THEIRS, FREE, *DONE), NextClip(FREE, False)),
        ((THEIRS, *DONE), None),
        ((), None),
    ],
    ids=["came back", "begun", "oldest", "nobody's", "only others'", "none"],
)
def test_what_came_back_comes_first_then_what_was_begun_then_the_oldest(
    clips: tuple[ClipRecord, ...], expected: NextClip | None
) -> None:
    assert next_clip(clips, ME) == expected


def test_handing_in_never_takes_back_what_a_reviewer_has_accepted(
    project: Project, imported: ImportReport
) -> None:
    clip = imported.clip
    submitted = hand_in(project, clip.id)
    assert submitted.state is ClipState.SUBMITTED
    accepted = project.store.update_clip(replace(submitted, state=ClipState.ACCEPTED))
    assert hand_in(project, clip.id) == accepted == project.store.clip(clip.id)


def test_what_is_waived_is_kept_beside_what_was_waived_before_in_any_order(
    project: Project, imported: ImportReport
) -> None:
    clip_id = imported.clip.id
    first = (Check.HELD_TAIL, uuid4())
    second = (Check.ONE_FRAME, uuid4())
    waive(project, clip_id, frozenset({first, second}))
    waive(project, clip_id, frozenset({first}))
    assert waived_in(project, clip_id) == {first, second}


def test_the_open_clip_is_not_its_own_next() -> None:
    assert next_clip((BACK, OLD), ME, but=BACK.id) == NextClip(OLD, True)
