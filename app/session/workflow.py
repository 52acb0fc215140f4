"""The steps of clips: begun, handed in, taken back, judged, reopened. Every function blocks.

Each is one transaction with the clip's row; rights and rules are asked before it, and the step is
looked at once more inside it, against the clip as it is stored.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from app.session.project import Project
from models.records import ClipRecord, ClipState
from models.review.clip_event import ClipEvent, Step
from models.review.clip_events import Also, ClipEventStore
from models.review.rights import Right
from models.review.sets import SetStore
from models.review.verdict import told_reasons
from models.review.workflow import HANDED_IN, RIGHT_OF, Taker, transition

__all__ = ["HANDED_IN", "Step", "begin", "hand_in", "history_of", "take_step", "taker_of"]


def taker_of(project: Project) -> Taker:
    """Return the person at this project as one who takes a step now."""
    rights = project.rights
    return Taker(rights.person.id, rights.role, project.people.rules, datetime.now(UTC))


def take_step(
    project: Project,
    clip_id: UUID,
    step: Step,
    *,
    reasons: Sequence[str] = (),
    also: Also | None = None,
) -> ClipRecord:
    """Take a step with a clip, and return it as stored.

    `also` writes what belongs to the step in its transaction.

    Raises:
        NotAllowedError: the role does not allow it; it names whom to ask.
        StepRefusedError: the clip's state, its history or the rules are against it.
        RowMissingError: the clip was deleted.
        DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    project.rights.require(RIGHT_OF[step])
    taker = taker_of(project)
    why = told_reasons(reasons)

    def change(clip: ClipRecord, history: Sequence[ClipEvent]) -> tuple[ClipRecord, ClipEvent]:
        return transition(clip, step, taker, history=history, reasons=why)

    stored = _events(project).take(clip_id, change, also=also)
    project.note_clip(stored)
    return stored


def begin(project: Project, clip_id: UUID) -> ClipRecord:
    """Make a clip one that is being worked on, and the person's where it was nobody's.

    One that is so already stays as it is. Raises as `take_step`.
    """
    clip = project.store.clip(clip_id)
    if clip.state is ClipState.IN_PROGRESS and clip.assigned_to is not None:
        return clip
    return take_step(project, clip_id, Step.BEGIN)


def hand_in(project: Project, clip_id: UUID) -> ClipRecord:
    """Mark a clip as submitted, unless somebody has done so or even accepted it.

    All edits have to be in the database: what is there now is kept as it was handed in. Raises as
    `take_step`.
    """
    project.rights.require(Right.HAND_IN)
    clip = project.store.clip(clip_id)
    if clip.state in HANDED_IN:
        return clip
    return take_step(
        project, clip_id, Step.HAND_IN, also=SetStore(project.store.access).keeping_round()
    )


def history_of(project: Project, clip_id: UUID) -> tuple[ClipEvent, ...]:
    """Return the steps of a clip in their order.

    Raises:
        NotAllowedError, DatabaseError, RowAlteredError
    """
    project.rights.require(Right.VIEW)
    return _events(project).of_clip(clip_id)


def _events(project: Project) -> ClipEventStore:
    return ClipEventStore(project.store.access)
