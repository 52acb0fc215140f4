"""Clips become people's work: one that somebody takes, or many by a plan. Every function blocks."""

from dataclasses import dataclass, replace
from uuid import UUID

from app.session.project import Project
from app.session.review.workflow import taker_of
from models.records import ClipRecord
from models.review.assigning import Owners, Plan
from models.review.clip_event import ClipEvent, Step
from models.review.clip_events import ClipEventStore
from models.review.errors import TakenError
from models.review.rights import Right
from models.review.workflow import event_for

# So many rows are sealed in about a second; others may write in between.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Assigned:
    """What came of a plan.

    Attributes:
        clips: those that changed, as stored.
        undo: the plan that takes it back.
        faster: how many others had changed meanwhile; those stay as they are.
    """

    clips: tuple[ClipRecord, ...]
    undo: Plan
    faster: int = 0


def assign(project: Project, plan: Plan) -> Assigned:
    """Do what a plan says; each clip with the step in its history.

    Raises:
        NotAllowedError: the role does not allow it.
        DatabaseError, RowAlteredError: see `ProjectStore`; what was done before stays.
    """
    project.rights.require(Right.ASSIGN)
    taker = taker_of(project)
    events = ClipEventStore(project.store.access)
    wanted = {one.clip_id: one for one in plan.clips}

    def change(clip: ClipRecord) -> tuple[ClipRecord, ClipEvent] | None:
        one = wanted[clip.id]
        if Owners.of(clip) != one.before:
            return None
        after = one.after.put_into(clip)
        return after, event_for(clip, after, Step.ASSIGN, taker)

    ids = tuple(wanted)
    changed = [
        clip
        for start in range(0, len(ids), _AT_ONCE)
        for clip in events.take_many(ids[start : start + _AT_ONCE], change)
    ]
    for clip in changed:
        project.note_clip(clip)
    undo = plan.only(clip.id for clip in changed).turned_round()
    return Assigned(tuple(changed), undo, len(ids) - len(changed))


def take_on(project: Project, clip_id: UUID) -> ClipRecord:
    """Make a clip the person's own work.

    Raises:
        TakenError: it is somebody else's, and the person may not assign clips.
        NotAllowedError, RowMissingError, DatabaseError, RowAlteredError
    """
    project.rights.require(Right.ANNOTATE)
    taker = taker_of(project)

    def change(clip: ClipRecord, _history: object) -> tuple[ClipRecord, ClipEvent]:
        theirs = clip.assigned_to not in (None, taker.person)
        if theirs and not project.rights.may(Right.ASSIGN):
            raise TakenError
        after = replace(clip, assigned_to=taker.person)
        return after, event_for(clip, after, Step.ASSIGN, taker)

    stored = ClipEventStore(project.store.access).take(clip_id, change)
    project.note_clip(stored)
    return stored
