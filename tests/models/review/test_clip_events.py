"""Steps in the database: with the clip's row or not at all, and never in another order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from models.engine import Database
from models.errors import RowAlteredError
from models.records import ClipRecord, ClipState
from models.review.clip_event import ClipEvent, Step
from models.review.clip_events import ClipEventStore
from models.review.person import Role
from models.review.rules import Rules
from models.review.workflow import Taker, event_for, transition
from models.store import ProjectStore
from tests.support.databases import AUTHOR, COLLEAGUE, a_clip

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
RULES = Rules(own_work=True)


class Steps:
    """Somebody who takes steps with clips, under the clock of their own computer."""

    def __init__(self, store: ProjectStore, at: datetime = NOW) -> None:
        self.events = ClipEventStore(store.access)
        self.taker = Taker(store.author, Role.ADMIN, RULES, at)

    def take(self, clip: ClipRecord, step: Step, *reasons: str) -> ClipRecord:
        def change(clip: ClipRecord, history: Sequence[ClipEvent]) -> tuple[ClipRecord, ClipEvent]:
            return transition(clip, step, self.taker, history=history, reasons=reasons)

        return self.events.take(clip.id, change)


def test_every_step_is_kept_with_author_and_time_in_the_order_in_which_it_was_taken(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    clip = store.add_clip(a_clip())
    # The colleague's clock is an hour behind.
    mine, theirs = Steps(store), Steps(colleague, NOW - timedelta(hours=1))
    mine.take(clip, Step.HAND_IN)
    theirs.take(clip, Step.REJECT, "A car is missing")
    stored = mine.take(clip, Step.BEGIN)
    assert (stored.state, stored.round, stored.revision) == (ClipState.IN_PROGRESS, 1, 4)
    assert stored == store.clip(clip.id)
    assert [
        (event.step, event.person, event.at, event.reasons)
        for event in mine.events.of_clip(clip.id)
    ] == [
        (Step.HAND_IN, AUTHOR, NOW, ()),
        (Step.REJECT, COLLEAGUE, NOW - timedelta(hours=1), ("A car is missing",)),
        (Step.BEGIN, AUTHOR, NOW, ()),
    ]


@pytest.mark.promise
def test_a_step_that_is_refused_halfway_leaves_nothing(store: ProjectStore) -> None:
    clip = store.add_clip(a_clip())
    steps = Steps(store)

    def change(clip: ClipRecord, _: Sequence[ClipEvent]) -> tuple[ClipRecord, ClipEvent]:
        return transition(clip, Step.HAND_IN, steps.taker)

    def refuse(*_: object) -> None:
        raise ValueError("no set could be kept")

    with pytest.raises(ValueError, match="no set"):
        steps.events.take(clip.id, change, also=refuse)
    assert store.clip(clip.id) == clip
    assert steps.events.of_clip(clip.id) == ()


def test_many_clips_change_at_once_or_not_at_all(store: ProjectStore) -> None:
    clips = [store.add_clip(a_clip()) for _ in range(4)]
    store.delete_clip(clips[3].id)
    steps = Steps(store)

    def give(clip: ClipRecord) -> tuple[ClipRecord, ClipEvent] | None:
        if clip.id == clips[0].id:
            return None
        after = replace(clip, assigned_to=COLLEAGUE)
        return after, event_for(clip, after, Step.ASSIGN, steps.taker)

    changed = steps.events.take_many([clip.id for clip in clips], give)
    assert {clip.id for clip in changed} == {clips[1].id, clips[2].id}
    assert [store.clip(clip.id).assigned_to for clip in clips[:3]] == [None, COLLEAGUE, COLLEAGUE]
    (event,) = steps.events.of_clip(clips[1].id)
    assert (event.step, event.assigned_to, event.before) == (Step.ASSIGN, COLLEAGUE, "new")

    def fail_at_the_last(clip: ClipRecord) -> tuple[ClipRecord, ClipEvent]:
        if clip.id == clips[2].id:
            raise ValueError("not this one")
        after = replace(clip, assigned_to=AUTHOR)
        return after, event_for(clip, after, Step.ASSIGN, steps.taker)

    with pytest.raises(ValueError, match="not this one"):
        steps.events.take_many([clips[1].id, clips[2].id], fail_at_the_last)
    assert store.clip(clips[1].id).assigned_to == COLLEAGUE


@pytest.mark.promise
def test_a_step_tells_nothing_in_the_database_and_an_altered_one_is_refused(
    store: ProjectStore, database: Database
) -> None:
    clip = store.add_clip(a_clip())
    steps = Steps(store)
    steps.take(clip, Step.HAND_IN)
    with database.reading() as connection:
        (event,) = connection.execute(text("SELECT event FROM clip_events")).scalars()
    assert event.startswith("sl1.")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE clip_events SET at_us = at_us + 1")
    with pytest.raises(RowAlteredError, match="clip_events"):
        steps.events.of_clip(clip.id)
