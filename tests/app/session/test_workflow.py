"""A clip's way on a real project, with several people, at the service."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.session.events import ClipEvent, EditsRefused
from app.session.importing import ImportReport
from app.session.people.assigning import assign, take_on
from app.session.people.queue import NextClip, accepted_by, next_to_review
from app.session.project import Project
from app.session.review.workflow import begin, hand_in, history_of, take_step
from models.annotation import gestures
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.geometry import Box
from models.journal import Journal
from models.records import ClipState
from models.review.assigning import Part, Wanted, plan
from models.review.clip_event import Step
from models.review.errors import ClipHandedInError, OwnWorkError, TakenError
from models.review.person import Role
from models.review.rights import NotAllowedError, Right
from models.review.rules import Rules
from models.review.sets import SetKind, SetStore
from tests.support.databases import a_clip
from tests.support.desk import PERSON, Desk
from tests.support.people import as_colleague


def drawn(annotation: Annotation) -> Edit:
    return gestures.draw_track(
        annotation, Box(10, 10, 20, 20), frame_index=3, pts=3 * 512, label_id=PERSON.id
    )


def test_a_clip_is_handed_in_judged_by_somebody_else_and_reopened(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    clip_id = imported.clip.id
    with (
        as_colleague(desk, tmp_path, "ana") as ana,
        as_colleague(desk, tmp_path, "rea", role=Role.REVIEWER) as rea,
    ):
        assert begin(ana, clip_id).assigned_to == ana.people.me.id
        again = begin(ana, clip_id)
        assert again == project.store.clip(clip_id)
        submitted = hand_in(ana, clip_id)
        assert (submitted.state, submitted.round) == (ClipState.SUBMITTED, 1)
        (kept,) = SetStore(project.store.access).of_clip(clip_id, [SetKind.ROUND])
        assert (kept.round, kept.person) == (1, ana.people.me.id)
        with pytest.raises(NotAllowedError) as refused:
            take_step(ana, clip_id, Step.ACCEPT)
        assert refused.value.right is Right.JUDGE
        assert take_step(rea, clip_id, Step.ACCEPT).state is ClipState.ACCEPTED
        assert hand_in(ana, clip_id).state is ClipState.ACCEPTED
        assert take_step(rea, clip_id, Step.REOPEN).state is ClipState.IN_PROGRESS
        hand_in(rea, clip_id)
        with pytest.raises(OwnWorkError):
            take_step(rea, clip_id, Step.ACCEPT)
        project.people.refresh()
        assert [
            (event.step, project.people.name_of(event.person))
            for event in history_of(project, clip_id)
        ] == [
            (Step.BEGIN, "Ana"),
            (Step.HAND_IN, "Ana"),
            (Step.ACCEPT, "Rea"),
            (Step.REOPEN, "Rea"),
            (Step.HAND_IN, "Rea"),
        ]


def test_clips_are_assigned_by_a_plan_where_nobody_was_faster_and_taken_back(
    desk: Desk, project: Project, tmp_path: Path
) -> None:
    clips = [project.store.add_clip(a_clip()) for _ in range(3)]
    with as_colleague(desk, tmp_path, "ana") as ana:
        project.people.refresh()
        theirs, mine = ana.people.me.id, project.people.me.id
        made = plan(clips, Wanted(Part.ANNOTATE, (theirs,)), Rules())
        take_on(project, clips[2].id)
        done = assign(project, made)
        assert (len(done.clips), done.faster) == (2, 1)
        assert [project.store.clip(clip.id).assigned_to for clip in clips] == [theirs, theirs, mine]
        with pytest.raises(NotAllowedError):
            assign(ana, done.undo)
        with pytest.raises(TakenError):
            take_on(ana, clips[2].id)
        assert take_on(ana, clips[0].id).assigned_to == theirs
        back = assign(project, done.undo)
        assert (len(back.clips), back.faster) == (2, 0)
        assert project.store.clip(clips[1].id).assigned_to is None
        (first, second) = history_of(project, clips[1].id)
        assert (first.assigned_to, second.assigned_to) == (theirs, None)


def test_what_is_next_to_review_is_ones_own_then_nobodys_and_overdue_first(
    project: Project,
) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    me, ana, rob = project.people.me.id, a_clip().id, a_clip().id
    waiting = a_clip(state=ClipState.SUBMITTED, submitted_by=ana)
    late = replace(waiting, id=a_clip().id, due_at=now - timedelta(days=1))
    mine = replace(waiting, id=a_clip().id, reviewer=me, due_at=now + timedelta(days=1))
    others = replace(waiting, id=a_clip().id, reviewer=rob)
    own = replace(waiting, id=a_clip().id, submitted_by=me)
    clips = (waiting, late, mine, others, own, a_clip())
    assert next_to_review(clips, me, Rules(), now=now) == NextClip(mine, True)
    assert next_to_review(clips, me, Rules(), now=now, but=mine.id) == NextClip(late, False)
    seen = {mine.id, late.id}
    assert next_to_review(clips, me, Rules(), now=now, accepted=seen) == NextClip(waiting, False)
    seen.add(waiting.id)
    assert next_to_review(clips, me, Rules(), now=now, accepted=seen) is None
    not_sampled = Rules(share_percent=0)
    assert next_to_review((waiting, mine), me, not_sampled, now=now, but=mine.id) is None
    own_too = next_to_review((own,), me, Rules(own_work=True), now=now)
    assert own_too == NextClip(own, False)


def test_who_gave_the_first_opinion_is_not_asked_for_the_second(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    project.people.settle(Rules(opinions=2), seen=project.people.rules)
    with as_colleague(desk, tmp_path, "ana") as ana:
        hand_in(ana, imported.clip.id)
    me = project.people.me.id
    assert accepted_by(project, project.clips(), me) == frozenset()
    assert take_step(project, imported.clip.id, Step.ACCEPT).state is ClipState.SUBMITTED
    assert accepted_by(project, project.clips(), me) == {imported.clip.id}
    take_step(project, imported.clip.id, Step.WITHDRAW)
    assert accepted_by(project, project.clips(), me) == frozenset()


@pytest.mark.promise
def test_what_was_handed_in_is_not_changed_before_it_is_reopened(
    desk: Desk,
    project: Project,
    imported: ImportReport,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    clip_id = imported.clip.id
    with as_colleague(desk, tmp_path, "ana") as ana:
        mine, theirs = project.open_clip(clip_id), ana.open_clip(clip_id)
        events: list[ClipEvent] = []
        theirs.subscribe(events.append)
        mine.apply(drawn(mine.annotation))
        mine.flush()
        hand_in(project, clip_id)
        # Here it is known at once …
        assert isinstance(mine.stopped, ClipHandedInError)
        with pytest.raises(ClipHandedInError):
            mine.apply(drawn(mine.annotation))
        # … and where nobody has heard of it yet the database refuses, and says so.
        theirs.apply(drawn(theirs.annotation))
        theirs.flush()
        (refused,) = [event for event in events if isinstance(event, EditsRefused)]
        assert isinstance(refused.error, ClipHandedInError)
        assert len(refused.refused) == 1
        assert theirs.pending == 0
        assert len(theirs.annotation.tracks) == len(mine.annotation.tracks) == 1
        theirs.refresh()
        theirs.flush()
        assert isinstance(theirs.refusal, ClipHandedInError)
        take_step(project, clip_id, Step.REOPEN)
        theirs.refresh()
        theirs.flush()
        assert theirs.stopped is None
        theirs.apply(drawn(theirs.annotation))
        theirs.flush()
        assert len(project.store.load_annotation(clip_id).annotation.tracks) == 2
        ana.close_clip(theirs)
        project.close_clip(mine)
    assert "1 edits refused" in caplog.text


@pytest.mark.promise
def test_what_a_crash_left_over_does_not_come_into_what_was_handed_in_meanwhile(
    desk: Desk, project: Project, imported: ImportReport, caplog: pytest.LogCaptureFixture
) -> None:
    clip_id = imported.clip.id
    state = desk.paths.project_state(desk.config.id)
    with Journal(state / "journal-crashed.db", project.keyring) as journal:
        edit = drawn(project.store.load_annotation(clip_id).annotation)
        journal.append(clip_id, edit.signed(project.store.author, at_us=1))
    hand_in(project, clip_id)
    again = desk.open()
    try:
        assert [one.id for _, one in again.replayed.refused] == [edit.id]
        assert not again.store.load_annotation(clip_id).annotation.tracks
        assert list(state.glob("refused-*.db"))
    finally:
        again.close()
    assert "ClipHandedInError" in caplog.text
