from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from models.errors import RowAlteredError, StaleRevisionError
from models.review.work_span import GAP_S, WorkMeter, WorkSpan, active_time, boxes_per_hour
from models.review.work_spans import WorkSpanStore
from models.store import ProjectStore
from tests.support.databases import AUTHOR, COLLEAGUE

AT = datetime(2026, 11, 28, 9, 30, 0, 5, tzinfo=UTC)


def worked(*seconds: float) -> WorkSpan:
    meter = WorkMeter(AUTHOR, None)
    for at_s in seconds:
        meter.note(AT + timedelta(seconds=at_s), edits=1)
    assert meter.span is not None
    return meter.span


def test_pauses_of_up_to_a_hundred_seconds_are_work_and_longer_ones_are_not() -> None:
    assert worked(0).active_s == 0
    assert worked(0, 60, 160).active_s == 160
    assert worked(0, 60, 160.001).active_s == 60
    assert worked(0, 60, 3660, 3670).active_s == 70
    assert worked(0, 60, 3660).edits == 3


def test_a_clock_that_is_set_back_takes_no_work_away_and_makes_none() -> None:
    assert worked(0, 60, 10, 20).active_s == 70


@given(st.lists(st.floats(0, 500), max_size=30))
def test_work_is_the_sum_of_the_short_pauses(pauses: list[float]) -> None:
    moments = [0.0]
    for pause in pauses:
        moments.append(moments[-1] + pause)
    expected = sum(
        later - earlier for earlier, later in pairwise(moments) if later - earlier <= GAP_S - 1e-3
    )
    uncertain = sum(GAP_S for pause in pauses if abs(pause - GAP_S) <= 1e-3)
    assert expected - 1e-3 <= worked(*moments).active_s <= expected + uncertain + 1e-3


def test_a_rate_is_told_of_a_minute_of_work_or_more() -> None:
    spans = (
        WorkSpan(AUTHOR, None, AT, active_s=1800, boxes=30),
        WorkSpan(AUTHOR, None, AT, active_s=1800, boxes=70),
    )
    assert boxes_per_hour(spans) == 100
    assert active_time(spans) == timedelta(hours=1)
    assert boxes_per_hour((WorkSpan(AUTHOR, None, AT, active_s=59, boxes=9),)) is None


def test_a_span_is_written_grows_in_its_place_and_is_forgotten(store: ProjectStore) -> None:
    spans = WorkSpanStore(store.access)
    clip_id = uuid4()
    meter = WorkMeter(AUTHOR, clip_id)
    meter.note(AT)
    meter.note(AT + timedelta(seconds=12.5), edits=2, boxes=1)
    assert meter.span is not None
    first = spans.save(meter.span)
    meter.stored(first.revision)
    meter.note(AT + timedelta(seconds=20), edits=1)
    second = spans.save(meter.span)
    theirs = spans.save(WorkSpan(COLLEAGUE, None, AT - timedelta(days=1), active_s=5))
    assert spans.of_person(AUTHOR) == (second,)
    assert (second.active_s, second.edits, second.boxes, second.clip_id) == (20, 3, 1, clip_id)
    assert spans.all() == (theirs, second)
    with pytest.raises(StaleRevisionError):
        spans.save(first)
    spans.forget(AUTHOR)
    assert spans.all() == (theirs,)
    with store.database.reading() as connection:
        kept = connection.execute(text("SELECT deleted, span IS NULL FROM work_spans")).all()
    assert sorted((bool(gone), bool(empty)) for gone, empty in kept) == [
        (False, False),
        (True, True),
    ]


@pytest.mark.promise
def test_a_span_that_was_given_to_somebody_else_is_refused(store: ProjectStore) -> None:
    spans = WorkSpanStore(store.access)
    spans.save(WorkSpan(AUTHOR, None, AT, active_s=5))
    with store.database.writing() as connection:
        connection.execute(text("UPDATE work_spans SET person = :id"), {"id": COLLEAGUE.bytes})
    with pytest.raises(RowAlteredError):
        spans.of_person(COLLEAGUE)
