"""What there is to review in the sample project: a colleague's work, and a reviewer's questions.

Two people who do not exist have been at work before: one has annotated the first clip once more, in
haste, and handed it in; another has reported two issues on the clip that is still being worked on.
"""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid5

from app.demo import SAMPLE_CLIPS
from app.demo.story import HASTY_ENTRANCE
from app.demo.truth import traces
from app.media.index.frame_index import FrameIndex
from app.session.project import Project
from app.session.review.replicas import make_replica
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.geometry import Box
from models.annotation.track import Track
from models.records import ClipRecord
from models.review.clip_event import ClipEvent, Step
from models.review.clip_events import ClipEventStore
from models.review.issue import Comment, Issue, QuickIssue, Spot
from models.review.issues import IssueStore
from models.review.people import PeopleStore
from models.review.person import Role
from models.review.sets import SetStore
from models.review.workflow import Taker, transition
from models.store import ProjectStore

_SPACE = UUID("5af3119e-0000-4000-8000-00000000aa00")
ANA, ANA_NAME = uuid5(_SPACE, "ana"), "Ana Sample"
REA, REA_NAME = uuid5(_SPACE, "rea"), "Rea Sample"
REPLICA = f"{SAMPLE_CLIPS[0].event_id}-ana"
# An actor of the first scene whom nobody has annotated yet, and a track to ask about.
_NOT_ANNOTATED, _ASKED_ABOUT = 6, 6


def add_sample_review(project: Project) -> None:
    """Add it once the first sample clip is there; blocks.

    Raises:
        ClipMissingError: it is not there.
        EventIdTakenError: it was added before.
        DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    clip = project.clip(SAMPLE_CLIPS[0].event_id)
    session = project.open_clip(clip.id)
    index, annotation = session.index, session.annotation
    project.close_clip(session)
    _hand_in_in_haste(project, clip, index)
    _report(project, clip, index, annotation)
    project.people.refresh()


def _report(project: Project, clip: ClipRecord, index: FrameIndex, annotation: Annotation) -> None:
    access = replace(project.store.access, author=REA)
    rea, is_new = PeopleStore(access).join(REA_NAME)
    if is_new:
        PeopleStore(project.store.access).give_role(rea, Role.REVIEWER)
    issues, now = IssueStore(access), datetime.now(UTC)
    trace = traces(SAMPLE_CLIPS[0].scene())[_NOT_ANNOTATED]
    seen = [frame for frame in range(index.frame_count) if trace.present[frame]]
    if seen:
        middle = seen[len(seen) // 2]
        left, top, right, bottom = (float(edge) for edge in trace.boxes[middle])
        missing = Issue(
            uuid5(_SPACE, f"{clip.id}/missing"),
            clip.id,
            QuickIssue.MISSING,
            Spot(middle, int(index.pts[middle])),
            REA,
            now,
            region=Box(left, top, right - left, bottom - top),
        )
        issues.report(missing)
        issues.say(_said(missing, "Nobody has annotated this one yet."))
    if (track := _numbered(annotation, _ASKED_ABOUT)) is not None:
        key = track.keyframes[len(track.keyframes) // 2]
        position = Issue(
            uuid5(_SPACE, f"{clip.id}/position"),
            clip.id,
            QuickIssue.POSITION,
            Spot(key.frame_index, key.pts),
            REA,
            now,
            track_id=track.id,
        )
        issues.report(position)
        issues.say(_said(position, "Does the box leave the feet out here? Please look again."))


def _hand_in_in_haste(project: Project, clip: ClipRecord, index: FrameIndex) -> None:
    access = replace(project.store.access, author=ANA)
    PeopleStore(access).join(ANA_NAME)
    replica = make_replica(project, clip.id, ANA, event_id=REPLICA)
    ids = {label.name: label.id for label in project.labels()}
    drawn = Annotation(HASTY_ENTRANCE(SAMPLE_CLIPS[0].scene(), index.pts, ids, REPLICA))
    edit = Edit.between("sample annotation", Annotation(), after=drawn, frame_index=0)
    theirs = ProjectStore(project.store.database, project.keyring, author=ANA)
    now = datetime.now(UTC)
    theirs.apply_edit(
        replica.id,
        edit.signed(ANA, at_us=int(now.timestamp() * 1e6)),
        theirs.load_annotation(replica.id).revisions,
    )
    ana = Taker(ANA, Role.ANNOTATOR, project.people.rules, now)

    def hand_in(clip: ClipRecord, history: tuple[ClipEvent, ...]) -> tuple[ClipRecord, ClipEvent]:
        return transition(clip, Step.HAND_IN, ana, history=history)

    ClipEventStore(access).take(
        replica.id,
        lambda now, history: hand_in(now, tuple(history)),
        also=SetStore(access).keeping_round(),
    )


def _said(issue: Issue, text: str) -> Comment:
    return Comment(uuid5(issue.id, "said"), issue.id, REA, issue.made_at, text)


def _numbered(annotation: Annotation, number: int) -> Track | None:
    found = (track for track in annotation.tracks.values() if track.number == number)
    return next(found, None)
