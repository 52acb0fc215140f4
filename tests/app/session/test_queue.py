"""Whose clip comes next, and what was waived before one is handed in."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.session.queue import NextClip, next_clip
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


def test_the_open_clip_is_not_its_own_next() -> None:
    assert next_clip((BACK, OLD), ME, but=BACK.id) == NextClip(OLD, True)
