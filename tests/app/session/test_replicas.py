"""A clip that two people annotate, each on their own, on one piece of footage."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.failures import explain
from app.session.importing import ImportReport
from app.session.people.queue import NextClip, next_clip
from app.session.project import Project
from app.session.review.apart import KeptApartError, kept_apart
from app.session.review.comparing import OtherKind, annotation_of, others_of, round_before
from app.session.review.issues import issues_of
from app.session.review.replicas import annotators_of, make_replica
from app.session.review.track_review import earlier_round
from app.session.review.verdicts import verdicts_of
from app.session.review.workflow import Step, hand_in, history_of, take_step
from app.session.searching import search_boxes
from app.session.verifying.verifier import Verifier
from models.annotation import Annotation, Box, gestures
from models.annotation.track import Kind
from models.annotation.track_filter import TrackFilter
from models.box_search import BoxHit
from models.errors import RowMissingError
from models.records import ClipState
from models.review.errors import ClipHasReplicasError
from models.review.person import Role
from models.review.rights import NotAllowedError, Right
from models.review.sets import AnnotationSet, SetKind, SetStore
from tests.support.desk import PERSON, Desk
from tests.support.people import as_colleague


def found(project: Project) -> list[UUID]:
    """Return in which clips a search finds boxes."""
    hits: list[BoxHit] = []
    search_boxes(
        project,
        TrackFilter(kinds=frozenset(Kind)),
        labels=(PERSON,),
        found=hits,
        progress=lambda _count, _looked_at: None,
        cancelled=lambda: False,
    )
    return [hit.clip_id for hit in hits]


def test_a_replica_shows_the_same_footage_and_nothing_of_the_others_work(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    original = imported.clip
    session = project.open_clip(original.id)
    session.apply(
        gestures.draw_box(
            session.annotation, Box(1, 2, 30, 40), frame_index=0, pts=0, label_id=PERSON.id
        )
    )
    project.close_clip(session)
    hand_in(project, original.id)
    with as_colleague(desk, tmp_path, "ana") as ana:
        with pytest.raises(NotAllowedError) as refused:
            make_replica(ana, original.id)
        assert refused.value.right is Right.ASSIGN
        replica = make_replica(project, original.id, ana.people.me.id)
        assert (replica.state, replica.round, replica.name) == (
            ClipState.NEW,
            0,
            f"{original.name} · 2",
        )
        assert make_replica(project, replica.id).copy_of == original.id
        theirs = ana.open_clip(replica.id)
        assert theirs.annotation == Annotation()
        assert (theirs.index.pts == session.index.pts).all()
        with ana.open_stream(replica) as mine, project.open_stream(original) as other:
            assert mine.read() == other.read()
        assert ana.thumbnail(replica) == project.thumbnail(original)
        ana.close_clip(theirs)
        (handed_in,) = (
            one for one in others_of(project, original.id) if one.kind is OtherKind.ROUND
        )
        with pytest.raises(KeptApartError):
            annotation_of(ana, handed_in, Annotation())
        with pytest.raises(NotAllowedError):
            annotators_of(ana, replica.id)
    chain = annotators_of(project, replica.id)
    assert [one.copy_of for one in chain] == [None, original.id, original.id]
    assert chain == annotators_of(project, original.id)


def test_footage_goes_with_its_original_and_not_before_its_replicas(
    project: Project, imported: ImportReport
) -> None:
    original = imported.clip
    replica = make_replica(project, original.id)
    kept = AnnotationSet(original.id, SetKind.TRUTH, project.people.me.id, original.created_at)
    SetStore(project.store.access).add(kept, Annotation())
    with pytest.raises(ClipHasReplicasError, match="1 other clip is annotated"):
        project.delete_clip(original.id)
    assert [finding.clip for finding in Verifier(project).verify(Verifier(project).targets())] == [
        project.store.clip(original.id)
    ]
    project.delete_clip(replica.id)
    with project.open_stream(original) as stream:
        assert stream.read(4)
    project.delete_clip(original.id)
    assert list(project.storage.entries()) == []
    assert SetStore(project.store.access).of_clip(original.id) == ()


def test_replicas_follow_their_original_to_other_objects(
    project: Project, imported: ImportReport
) -> None:
    """As when it is migrated: the row then names what was sealed anew."""
    original = project.store.clip(imported.clip.id)
    replica = make_replica(project, original.id)
    moved = ({**original.objects[0], "name": "elsewhere.slc"},)
    project.store.update_clip(replace(original, objects=moved))
    followed = project.store.clip(replica.id)
    assert followed.objects == moved
    assert followed.revision == replica.revision + 1
    project.store.update_clip(replace(project.store.clip(original.id), name="Renamed"))
    assert project.store.clip(replica.id) == followed


@pytest.mark.promise
def test_who_annotates_a_replica_opens_no_other_until_theirs_is_accepted(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    original = imported.clip
    session = project.open_clip(original.id)
    draw = gestures.draw_box(
        session.annotation, Box(1, 2, 30, 40), frame_index=0, pts=0, label_id=PERSON.id
    )
    session.apply(draw)
    project.close_clip(session)
    take_step(project, original.id, Step.BEGIN)
    with as_colleague(desk, tmp_path, "ana") as ana:
        ana.close_clip(ana.open_clip(original.id))
        assert found(ana) == [original.id]
        mine = make_replica(project, original.id, ana.people.me.id)
        others = (original.id, make_replica(project, original.id).id)
        assert found(ana) == [], "a search shows no more than opening does"
        assert found(project) == [original.id]
        for look in (issues_of, verdicts_of, history_of, others_of):
            with pytest.raises(KeptApartError):
                look(ana, original.id)
        for show in (earlier_round, round_before):
            with pytest.raises(KeptApartError):
                show(ana, original)
        assert kept_apart(ana.clips(), ana.rights) == frozenset(others)
        assert next_clip(ana.clips(), ana.people.me.id) == NextClip(mine, True)
        assert next_clip(ana.clips(), ana.people.me.id, but=mine.id) is None, "no second one"
        for _ in range(2):
            for clip_id in others:
                with pytest.raises(KeptApartError, match="when your work is accepted"):
                    ana.open_clip(clip_id)
            ana.close_clip(ana.open_clip(mine.id))
            if ana.store.clip(mine.id).state is not ClipState.SUBMITTED:
                take_step(ana, mine.id, Step.BEGIN)
                hand_in(ana, mine.id)
        # The footage is the same for all, and who sees quality compares them.
        assert ana.thumbnail(original) == project.thumbnail(original)
        for clip_id in (*others, mine.id):
            project.close_clip(project.open_clip(clip_id))
        take_step(project, mine.id, Step.ACCEPT)
        for clip_id in others:
            ana.close_clip(ana.open_clip(clip_id))
        assert found(ana) == [original.id]
        assert issues_of(ana, original.id) == ()
        assert [one.step for one in verdicts_of(ana, original.id).steps] == [Step.BEGIN]
        assert earlier_round(ana, original) is None
    problem = explain(KeptApartError())
    assert problem.known
    assert problem.text.startswith("You annotate this footage yourself")


def test_a_reviewer_may_give_a_clip_to_be_annotated_once_more(
    desk: Desk, imported: ImportReport, tmp_path: Path
) -> None:
    with as_colleague(desk, tmp_path, "rea", role=Role.REVIEWER) as rea:
        assert make_replica(rea, imported.clip.id).copy_of == imported.clip.id


def test_a_replica_is_not_made_of_a_clip_that_is_deleted_meanwhile(
    project: Project, imported: ImportReport
) -> None:
    clip = imported.clip
    made = replace(make_replica(project, clip.id), id=uuid4(), event_id=str(uuid4()), revision=0)
    for other in project.store.replicas(clip.id):
        project.delete_clip(other.id)
    project.delete_clip(clip.id)
    with pytest.raises(RowMissingError):
        project.store.add_clip(made)
    assert project.clips() == ()
