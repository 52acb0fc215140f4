"""Judging on a real project: who may, what it leads to, and what is kept of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.failures import explain
from app.session.importing import ImportReport
from app.session.people.assigning import take_on
from app.session.people.queue import clip_to_review
from app.session.project import Project
from app.session.review.verdicts import (
    ClipVerdicts,
    check_may_judge_now,
    counts_for,
    judge_clip,
    judge_objects,
    unproven,
    verdict_on,
    verdicts_of,
    withdraw_clip_verdict,
    withdraw_verdicts,
)
from app.session.review.workflow import check_step_now, hand_in, take_step
from models.annotation import gestures
from models.annotation.geometry import Box
from models.annotation.track import Status
from models.audit.entry import Entry, Kind
from models.records import ClipState, LoadedAnnotation
from models.review.clip_event import Step
from models.review.errors import (
    OthersClipError,
    OwnWorkError,
    ReasonMissingError,
    WrongStateError,
)
from models.review.person import Role
from models.review.rights import NotAllowedError
from models.review.verdict import LONGEST_REASON, Standing
from tests.support.databases import a_clip
from tests.support.desk import PERSON, Desk
from tests.support.people import as_colleague


def denied_to(person: Project, admin: Project) -> list[Mapping[str, object]]:
    """Return what the audit log tells that a person asked for in vain."""
    person.audit.flush()
    log = [one for one in admin.audit.reader().newest_first() if isinstance(one, Entry)]
    mine = [one.event for one in log if one.signer.person == person.people.me.id]
    return [event.detail for event in mine if event.kind is Kind.DENIED]


def draw(project: Project, clip_id: UUID, count: int) -> None:
    """Draw boxes and wait until they are in the database."""
    session = project.open_clip(clip_id)
    for n in range(count):
        session.apply(
            gestures.draw_track(
                session.annotation,
                Box(10 + n, 10, 20, 20),
                frame_index=3,
                pts=int(session.index.pts[3]),
                label_id=PERSON.id,
            )
        )
    session.flush()
    project.close_clip(session)


def load(project: Project, clip_id: UUID) -> LoadedAnnotation:
    return project.store.load_annotation(clip_id)


def judge(project: Project, clip_id: UUID, *accepted: bool) -> tuple[UUID, ...]:
    """Judge the first objects of a clip by their numbers; return the verdicts' ids."""
    loaded, clip = load(project, clip_id), project.store.clip(clip_id)
    tracks = sorted(loaded.annotation.tracks.values(), key=lambda one: one.number)
    made = [
        verdict_on(
            project,
            clip,
            track.id,
            loaded.revisions.by_track[track.id],
            accepted=yes,
            reasons=() if yes else ("Wrong label",),
        )
        for track, yes in zip(tracks, accepted, strict=False)
    ]
    return tuple(one.id for one in judge_objects(project, clip_id, made))


def standings(project: Project, clip_id: UUID) -> list[Standing]:
    """Return where the objects stand, by their numbers."""
    loaded, clip = load(project, clip_id), project.store.clip(clip_id)
    tracks = sorted(loaded.annotation.tracks.values(), key=lambda one: one.number)
    known = verdicts_of(project, clip_id).standings(
        loaded.revisions.by_track, in_round=clip.round, person=counts_for(project)
    )
    return [known[track.id] for track in tracks]


def boxes(project: Project, clip_id: UUID) -> list[Status]:
    tracks = load(project, clip_id).annotation.tracks.values()
    return [one.keyframes[0].status for one in sorted(tracks, key=lambda one: one.number)]


def test_objects_and_their_clip_are_judged_sent_back_mended_and_accepted(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    clip_id = imported.clip.id
    with (
        as_colleague(desk, tmp_path, "ana") as ana,
        as_colleague(desk, tmp_path, "rea", role=Role.REVIEWER) as rea,
    ):
        draw(ana, clip_id, 3)
        with pytest.raises(WrongStateError):
            judge(rea, clip_id, True)
        hand_in(ana, clip_id)
        with pytest.raises(NotAllowedError):
            check_may_judge_now(ana, ana.store.clip(clip_id))
        with pytest.raises(NotAllowedError):
            check_step_now(ana, ana.store.clip(clip_id), Step.REOPEN)
        check_step_now(ana, ana.store.clip(clip_id), Step.TAKE_BACK)
        assert not denied_to(ana, project), "what is only shown as off is noted nowhere"
        with pytest.raises(NotAllowedError):
            judge(ana, clip_id, True)
        assert denied_to(ana, project) == [{"action": "judge"}]
        check_may_judge_now(rea, rea.store.clip(clip_id))
        judge(rea, clip_id, True, False)
        assert standings(rea, clip_id) == [
            Standing.ACCEPTED,
            Standing.REJECTED,
            Standing.UNJUDGED,
        ]
        with pytest.raises(ReasonMissingError):
            judge_clip(rea, clip_id, accepted=False, reasons=[" "])
        assert judge_clip(rea, clip_id, accepted=False, reasons=["2 objects are wrong"]).state is (
            ClipState.REJECTED
        )
        # The one that was rejected is mended, and one that was accepted is changed with it.
        session = ana.open_clip(clip_id)
        first, second, _ = sorted(session.annotation.tracks.values(), key=lambda one: one.number)
        for track in (first, second):
            moved = {track.id: Box(60, 60, 20, 20)}
            pts = int(session.index.pts[3])
            session.apply(gestures.put_boxes(session.annotation, moved, frame_index=3, pts=pts))
        session.flush()
        ana.close_clip(session)
        hand_in(ana, clip_id)
        assert standings(rea, clip_id) == [
            Standing.CHANGED,
            Standing.CHANGED,
            Standing.UNJUDGED,
        ]
        judge(rea, clip_id, True, False)
        assert judge_clip(rea, clip_id, accepted=True).state is ClipState.ACCEPTED
        assert boxes(rea, clip_id) == [Status.ACCEPTED, Status.REJECTED, Status.ACCEPTED]
        with pytest.raises(WrongStateError):
            judge(rea, clip_id, True)
        assert withdraw_clip_verdict(rea, clip_id).state is ClipState.SUBMITTED
        assert boxes(rea, clip_id) == [Status.ACCEPTED, Status.REJECTED, Status.SUBMITTED]
        told = verdicts_of(rea, clip_id)
        on_the_clip = [one for one in told.verdicts if one.track_id is None]
        assert [one.reasons for one in on_the_clip] == [("2 objects are wrong",)]
        assert all(one.device for one in told.verdicts), "each is signed by its device"
        assert told.steps[-1].step is Step.WITHDRAW


@pytest.mark.promise
def test_a_verdict_counts_for_the_clip_that_was_asked_about_and_from_now_on(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    clip_id, other = imported.clip.id, project.store.add_clip(a_clip())
    with as_colleague(desk, tmp_path, "ana") as ana:
        draw(ana, clip_id, 1)
        hand_in(ana, clip_id)
    (track_id,) = load(project, clip_id).annotation.tracks
    honest = verdict_on(project, project.store.clip(clip_id), track_id, 1, accepted=True)
    forged = replace(
        honest, clip_id=other.id, at=honest.at + timedelta(days=9_999), reasons=("x" * 9_999,)
    )
    (stored,) = judge_objects(project, clip_id, [forged])
    assert stored.clip_id == clip_id
    assert stored.at < honest.at + timedelta(days=1)
    assert len(stored.reasons[0]) == LONGEST_REASON
    assert not verdicts_of(project, other.id).verdicts
    judge(project, clip_id, False)
    assert standings(project, clip_id) == [Standing.REJECTED], "the later one counts"


@pytest.mark.promise
def test_who_changed_anothers_clip_neither_judges_it_nor_its_objects(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    clip_id = imported.clip.id
    with (
        as_colleague(desk, tmp_path, "ana") as ana,
        as_colleague(desk, tmp_path, "ann") as ann,
        as_colleague(desk, tmp_path, "rea", role=Role.REVIEWER) as rea,
    ):
        take_on(ana, clip_id)
        draw(ana, clip_id, 2)
        ann.people.refresh()
        with pytest.raises(OthersClipError) as others:
            hand_in(ann, clip_id)
        assert "Ana's work" in explain(others.value).text
        assert "Ana" not in str(others.value)
        # The back door: into somebody's clip before it is handed in.
        draw(rea, clip_id, 1)
        hand_in(ana, clip_id)
        rea.people.refresh()
        for judging in (
            lambda: judge(rea, clip_id, True),
            lambda: judge(rea, clip_id, False, False, True),
            lambda: judge_clip(rea, clip_id, accepted=True),
            lambda: judge_clip(rea, clip_id, accepted=False, reasons=["no"]),
            lambda: take_step(rea, clip_id, Step.ACCEPT),
        ):
            with pytest.raises(OwnWorkError) as refused:
                judging()
        problem = explain(refused.value)
        assert problem.text.startswith("You have changed objects of this clip")
        assert project.people.me.name in problem.remedy
        known = verdicts_of(rea, clip_id)
        assert known.has_worked
        assert not known.verdicts
        with pytest.raises(OwnWorkError):
            check_may_judge_now(rea, rea.store.clip(clip_id), known.steps, has_worked=True)
        assert not verdicts_of(project, clip_id).has_worked
        # Nor is it offered to them as the next one to review.
        now = datetime.now(UTC)
        assert clip_to_review(rea, rea.clips(), now=now) is None
        offered = clip_to_review(project, project.clips(), now=now)
        assert offered is not None
        assert offered.clip.id == clip_id
        judge(project, clip_id, True, True, True)
        # Whoever takes the step: there is no accepted clip without a signed verdict.
        assert take_step(project, clip_id, Step.ACCEPT).state is ClipState.ACCEPTED
        (on_the_clip,) = (
            one for one in verdicts_of(project, clip_id).verdicts if one.track_id is None
        )
        assert on_the_clip.device
        assert on_the_clip.signature


@pytest.mark.promise
def test_an_accepted_clip_without_a_signed_verdict_of_its_round_is_told(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    clip_id = imported.clip.id
    with as_colleague(desk, tmp_path, "ana") as ana:
        hand_in(ana, clip_id)
        accepted = judge_clip(project, clip_id, accepted=True)
        forged = project.store.add_clip(a_clip(state=ClipState.ACCEPTED, round=1))
        assert unproven(project, project.clips()) == (forged,)
        assert not unproven(project, [accepted])
        assert unproven(project, [forged]) == (forged,)
        take_step(project, clip_id, Step.REOPEN)
        waiting = hand_in(ana, clip_id)
        # The verdict of an earlier round says nothing of this one.
        written = project.store.update_clip(replace(waiting, state=ClipState.ACCEPTED))
        assert unproven(project, [written]) == (written,)


def test_nobody_judges_their_own_work_and_a_second_opinion_is_ones_own(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    clip_id, rules = imported.clip.id, project.people.rules
    project.people.settle(replace(rules, opinions=2), seen=rules)
    with (
        as_colleague(desk, tmp_path, "rea", role=Role.REVIEWER) as rea,
        as_colleague(desk, tmp_path, "rob", role=Role.REVIEWER) as rob,
    ):
        draw(project, clip_id, 2)
        hand_in(project, clip_id)
        with pytest.raises(OwnWorkError):
            judge(project, clip_id, True)
        with pytest.raises(OwnWorkError):
            judge_clip(project, clip_id, accepted=True)
        (track, *_) = load(rob, clip_id).annotation.tracks
        theirs = verdict_on(rea, imported.clip, track, 1, accepted=True)
        with pytest.raises(ValueError, match="own name"):
            judge_objects(rob, clip_id, [theirs])
        (given, _) = judge(rea, clip_id, True, False)
        assert standings(rob, clip_id) == [Standing.UNJUDGED, Standing.UNJUDGED]
        withdraw_verdicts(rea, clip_id, [given])
        assert standings(rea, clip_id) == [Standing.UNJUDGED, Standing.REJECTED]
        assert judge_clip(rea, clip_id, accepted=True).state is ClipState.SUBMITTED
        known = verdicts_of(rob, clip_id)
        assert known.accepted_by(rob.store.clip(clip_id)) == {rea.people.me.id}
        assert judge_clip(rob, clip_id, accepted=True).state is ClipState.ACCEPTED
        take_step(rob, clip_id, Step.REOPEN)
        assert isinstance(verdicts_of(rea, clip_id), ClipVerdicts)
        project.people.remove(rob.people.me.id)
        hand_in(project, clip_id)
        with pytest.raises(OwnWorkError) as refused:
            judge_clip(project, clip_id, accepted=True)
        assert refused.value.ask == (rea.people.me.name,), "who was removed is not to be asked"
