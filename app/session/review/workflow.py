"""The steps of clips: begun, handed in, taken back, judged, reopened. Every function blocks.

Each is one transaction with the clip's row; rights and rules are asked before it, and the step is
looked at once more inside it, against the clip as it is stored.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.session.project import Project
from app.session.review.apart import check_seen
from models.records import ClipRecord, ClipState
from models.review.authors import Authors
from models.review.clip_event import ClipEvent, Step
from models.review.clip_events import Also, ClipEventStore
from models.review.errors import OthersClipError, OwnWorkError
from models.review.rights import Right, may
from models.review.sets import SetStore
from models.review.verdict import told_reasons
from models.review.verdicts import VerdictStore
from models.review.workflow import HANDED_IN, RIGHT_OF, Taker, transition

__all__ = [
    "HANDED_IN",
    "Step",
    "begin",
    "check_step_now",
    "hand_in",
    "history_of",
    "take_step",
    "taker_of",
]


def taker_of(project: Project, clip_id: UUID | None = None) -> Taker:
    """Return the person at this project as one who takes a step now.

    With a clip, the database is asked where it counts whether they have worked on it.
    """
    rights = project.rights
    taker = Taker(rights.person.id, rights.role, project.people.rules, datetime.now(UTC))
    if clip_id is None:
        return taker
    authors = Authors(project.store.access)
    return replace(taker, has_worked=lambda: authors.has_worked_on(clip_id, taker.person))


@contextmanager
def telling_whom_to_ask(project: Project) -> Iterator[None]:
    """Let what is refused because of whose work it is name people to turn to."""
    try:
        yield
    except OwnWorkError as error:
        me = project.rights.person.id
        others = (one for one in project.people.present if one.id != me)
        ask = tuple(one.name for one in others if may(one.role, Right.JUDGE))
        raise OwnWorkError(changed=error.changed, ask=ask) from error
    except OthersClipError as error:
        name = project.people.name_of(error.owner)
        raise OthersClipError(error.owner, ask=(name,) if name else ()) from error


def take_step(
    project: Project,
    clip_id: UUID,
    step: Step,
    *,
    reasons: Sequence[str] = (),
) -> ClipRecord:
    """Take a step with a clip, and return it as stored.

    What belongs to the step is written in its transaction, whoever takes it: a signed verdict where
    it judges, the annotation as it was where it hands in.

    Raises:
        NotAllowedError: the role does not allow it; it names whom to ask.
        StepRefusedError: the clip's state, its history or the rules are against it.
        RowMissingError: the clip was deleted.
        DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    project.rights.require(RIGHT_OF[step])
    taker = taker_of(project, clip_id)
    why = told_reasons(reasons)

    def change(clip: ClipRecord, history: Sequence[ClipEvent]) -> tuple[ClipRecord, ClipEvent]:
        return transition(clip, step, taker, history=history, reasons=why)

    with telling_whom_to_ask(project):
        stored = _events(project).take(clip_id, change, also=_belonging_to(project, step))
    project.note_clip(stored)
    return stored


def check_step_now(
    project: Project, clip: ClipRecord, step: Step, steps: Sequence[ClipEvent] = ()
) -> None:
    """Make sure, by what is known of a clip, that the person may take back or reopen it now.

    It reads nothing, for windows, and the audit log notes nothing.

    Raises:
        NotAllowedError, StepRefusedError: as `take_step`.
    """
    project.rights.require_unnoted(RIGHT_OF[step])
    transition(clip, step, taker_of(project), history=steps)


def begin(project: Project, clip_id: UUID) -> ClipRecord:
    """Make a clip one that is being worked on, and the person's where it was nobody's.

    One that is so already stays as it is. Raises as `take_step`.
    """
    project.rights.require(Right.ANNOTATE)
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
    return take_step(project, clip_id, Step.HAND_IN)


def history_of(project: Project, clip_id: UUID) -> tuple[ClipEvent, ...]:
    """Return the steps of a clip in their order.

    Raises:
        KeptApartError: the person must not see yet what others made of the footage.
        NotAllowedError, DatabaseError, RowAlteredError
    """
    project.rights.require(Right.VIEW)
    check_seen(project.store, project.rights, clip_id)
    return _events(project).of_clip(clip_id)


def _belonging_to(project: Project, step: Step) -> Also | None:
    access = project.store.access
    match step:
        case Step.ACCEPT | Step.REJECT:
            return VerdictStore(access).judging_clip(uuid4())
        case Step.WITHDRAW:
            return VerdictStore(access).withdrawing_clip
        case Step.HAND_IN:
            return SetStore(access).keeping_round()
        case _:
            return None


def _events(project: Project) -> ClipEventStore:
    return ClipEventStore(project.store.access)
