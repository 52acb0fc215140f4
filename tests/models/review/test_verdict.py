"""What a verdict counts for, told without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from models.review.verdict import (
    Outcome,
    Standing,
    Tally,
    Verdict,
    newest,
    standing,
    told_reasons,
)

NOW = datetime(2026, 3, 1, 9, 0, 0, 250, tzinfo=UTC)
CLIP, TRACK, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
ANA, ROB = UUID(int=4), UUID(int=5)
ACCEPTED = Verdict(
    UUID(int=9), CLIP, ROB, NOW, Outcome.ACCEPTED, 1, track_id=TRACK, judged_revision=7
)
REJECTED = replace(ACCEPTED, outcome=Outcome.REJECTED, reasons=("Wrong label",))


def test_an_object_is_to_be_judged_again_when_it_was_changed_or_came_back_unmended() -> None:
    assert standing(None, 7, in_round=1) is Standing.UNJUDGED
    assert standing(ACCEPTED, 7, in_round=1) is Standing.ACCEPTED
    assert standing(ACCEPTED, 8, in_round=1) is Standing.CHANGED
    assert standing(ACCEPTED, 7, in_round=2) is Standing.ACCEPTED
    assert standing(REJECTED, 7, in_round=1) is Standing.REJECTED
    assert standing(REJECTED, 7, in_round=2) is Standing.CHANGED


def test_of_several_verdicts_the_newest_counts_or_ones_own() -> None:
    later = replace(REJECTED, id=UUID(int=10), person=ANA, at=NOW + timedelta(minutes=1))
    on_the_clip = replace(later, id=UUID(int=11), track_id=None, judged_revision=None)
    # The clock of whoever judged a later round may be behind.
    next_round = replace(ACCEPTED, id=UUID(int=12), track_id=OTHER, round=2)
    early = replace(next_round, round=1, at=NOW + timedelta(days=1), outcome=Outcome.REJECTED)
    every = (later, ACCEPTED, on_the_clip, next_round, early)
    assert newest(every) == {TRACK: later, OTHER: next_round}
    assert newest(every, person=ROB) == {TRACK: ACCEPTED, OTHER: next_round}


def test_a_tally_says_how_many_are_left() -> None:
    each = dict(zip((UUID(int=n) for n in range(4)), Standing, strict=True))
    tally = Tally.of(each)
    assert (tally.total, tally.judged, tally.left) == (4, 2, 2)
    assert Tally.of({}) == Tally()


@pytest.mark.parametrize(
    "change",
    [
        {"id": UUID(int=77)},
        {"clip_id": UUID(int=77)},
        {"person": ANA},
        {"at": NOW + timedelta(microseconds=1)},
        {"outcome": Outcome.REJECTED},
        {"round": 2},
        {"track_id": None},
        {"judged_revision": 8},
        {"reasons": ("a", "b")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_everything_that_is_told_is_signed(change: dict[str, object]) -> None:
    assert replace(ACCEPTED, **change).message() != ACCEPTED.message()
    assert replace(ACCEPTED, reasons=("a", "b")).message() != (
        replace(ACCEPTED, reasons=("ab",)).message()
    )


def test_reasons_are_told_once_and_bearably() -> None:
    assert told_reasons(["  a car ", "", "a car", "x" * 5000]) == ("a car", "x" * 1000)
