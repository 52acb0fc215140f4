"""The sample project has something to review: work of others, and questions about one's own."""

import pytest

from app.demo import SAMPLE_CLIPS, SAMPLE_LABELS
from app.quality.compare import compare
from app.session.importing import ClipDetails
from app.session.project import Project
from app.session.review.issues import issues_of
from app.session.review.sample_review import ANA, REA, REPLICA, add_sample_review
from app.session.review.verdicts import judge_clip
from app.session.review.workflow import history_of
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.track import Source
from models.errors import EventIdTakenError
from models.records import ClipState
from models.review.clip_event import Step
from models.review.issue import QuickIssue
from models.review.person import Role
from models.review.sets import SetStore
from tests.support.footage import even_pts, make_clip

ENTRANCE = SAMPLE_CLIPS[0]


@pytest.fixture
def sample(project: Project) -> Project:
    """The first sample clip with its annotation, of pictures that are quick to make."""
    project.store.labels()
    project.store.save_labels(SAMPLE_LABELS)
    footage = make_clip(pts=even_pts(ENTRANCE.frame_count), size=(64, 36))
    clip = project.import_cleartext(footage, ClipDetails(ENTRANCE.event_id, ENTRANCE.name)).clip
    session = project.open_clip(clip.id)
    drawn = ENTRANCE.annotation(session.index, SAMPLE_LABELS)
    edit = Edit.between("sample annotation", Annotation(), after=drawn, frame_index=0)
    project.store.apply_edit(clip.id, edit, session.revisions)
    project.close_clip(session)
    add_sample_review(project)
    return project


def test_there_is_a_clip_to_judge_and_issues_to_answer(sample: Project) -> None:
    own, replica = sample.clip(ENTRANCE.event_id), sample.clip(REPLICA)
    roles = {person.id: person.role for person in sample.people.known}
    assert (roles[ANA], roles[REA]) == (Role.ANNOTATOR, Role.REVIEWER)
    assert sample.rights.role is Role.ADMIN
    assert (replica.copy_of, replica.state, replica.submitted_by) == (
        own.id,
        ClipState.SUBMITTED,
        ANA,
    )
    assert [event.step for event in history_of(sample, replica.id)] == [Step.HAND_IN]
    (handed_in,) = SetStore(sample.store.access).of_clip(replica.id)
    stored = sample.store.load_annotation(replica.id).annotation
    assert SetStore(sample.store.access).annotation(handed_in.id) == stored
    assert {track.source for track in stored.tracks.values()} == {Source.MANUAL}
    threads = issues_of(sample, own.id)
    kinds = sorted(str(thread.issue.kind) for thread in threads)
    assert kinds == [QuickIssue.MISSING, QuickIssue.POSITION]
    assert all(thread.first_line for thread in threads)
    session = sample.open_clip(own.id)
    for thread in threads:
        spot = thread.issue.first
        assert spot.pts == session.index.pts[spot.frame_index]
    sample.close_clip(session)
    # It is another's work, so whoever looks at the sample may judge it.
    assert judge_clip(sample, replica.id, accepted=True).state is ClipState.ACCEPTED


def test_what_was_done_in_haste_differs_as_people_do(sample: Project) -> None:
    own, replica = sample.clip(ENTRANCE.event_id), sample.clip(REPLICA)
    report = compare(
        sample.store.load_annotation(own.id).annotation,
        sample.store.load_annotation(replica.id).annotation,
        frames=range(ENTRANCE.frame_count),
        labels=SAMPLE_LABELS,
    )
    assert 0.5 < report.detection.overall.f1 < 0.95
    assert len({one.kind for one in report.disagreements}) >= 2


def test_it_is_added_once(sample: Project) -> None:
    with pytest.raises(EventIdTakenError):
        add_sample_review(sample)
