"""An open clip follows where its boxes stand in review, without an edit."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from app.session.clip_session import ClipSession
from app.session.importing import ImportReport
from app.session.project import Project
from app.session.review.verdicts import judge_clip, judge_objects, verdict_on, withdraw_verdicts
from app.session.review.workflow import hand_in
from app.session.statuses import catch_up_statuses
from models.annotation import gestures
from models.annotation.edits import Edit
from models.annotation.geometry import Box
from models.annotation.track import Status
from tests.support.desk import PERSON


@pytest.fixture
def session(project: Project, imported: ImportReport) -> ClipSession:
    rules = project.people.rules
    project.people.settle(replace(rules, own_work=True), seen=rules)
    opened = project.open_clip(imported.clip.id)
    for n in range(3):
        opened.apply(draw(opened, n))
    opened.flush()
    hand_in(project, opened.clip.id)
    return opened


def draw(session: ClipSession, n: int) -> Edit:
    box = Box(10 + 20 * n, 10, 16, 16)
    return gestures.draw_track(session.annotation, box, frame_index=0, pts=0, label_id=PERSON.id)


def judge(project: Project, session: ClipSession, ids: Sequence[UUID], *, accepted: bool) -> UUID:
    revisions = project.store.load_annotation(session.clip.id).revisions.by_track
    clip = project.store.clip(session.clip.id)
    made = [
        verdict_on(project, clip, one, revisions[one], accepted=accepted, reasons=("Too wide",))
        for one in ids
    ]
    return judge_objects(project, clip.id, made)[0].id


def statuses(session: ClipSession) -> list[Status]:
    tracks = sorted(session.annotation.tracks.values(), key=lambda one: one.number)
    return [key.status for track in tracks for key in track.keyframes]


def test_statuses_follow_verdicts_and_are_nobodys_edit(
    project: Project, session: ClipSession
) -> None:
    first, second, third = sorted(
        session.annotation.tracks, key=lambda one: session.annotation.track(one).number
    )
    before = session.annotation
    verdict = judge(project, session, [first], accepted=True)
    judge(project, session, [second], accepted=False)
    assert session.annotation is before, "nobody has told it yet"
    assert catch_up_statuses(project, session, [first, second]) == {first, second}
    assert statuses(session) == [Status.ACCEPTED, Status.REJECTED, statuses(session)[2]]
    assert catch_up_statuses(project, session, [first, second]) == frozenset()
    assert session.annotation.track(third) is before.track(third)
    assert session.annotation == project.store.load_annotation(session.clip.id).annotation
    assert session.pending == 0
    withdraw_verdicts(project, session.clip.id, [verdict])
    assert catch_up_statuses(project, session, [first]) == {first}
    assert statuses(session)[0] is Status.SUBMITTED
    judge_clip(project, session.clip.id, accepted=True)
    assert catch_up_statuses(project, session) == {first, third}
    assert statuses(session) == [Status.ACCEPTED, Status.REJECTED, Status.ACCEPTED]


def test_edits_that_were_made_before_can_still_be_undone(
    project: Project, session: ClipSession
) -> None:
    edit = draw(session, 3)
    working = session._working
    working.apply(edit, None, dropped=frozenset())
    judge(
        project,
        session,
        list(project.store.load_annotation(session.clip.id).annotation.tracks),
        accepted=True,
    )
    assert catch_up_statuses(project, session) == frozenset(), "an edit is unsaved"
    unsaved = working.first_unsaved
    assert unsaved is not None
    working.forget(unsaved)
    assert len(catch_up_statuses(project, session)) == 3
    undone = edit.inverse().applied_to(session.annotation)
    assert len(undone.tracks) == 3
