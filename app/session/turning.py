"""What undoes steps of the history, or does them again: as one edit, of all that still fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.session.clip_session import ClipSession
from app.session.editing.history import Step
from app.session.editing.ready_edits import ReadyEdit, Watch, in_parts
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import StaleEditError

_Heirs = Callable[[Edit], Edit]


@dataclass(frozen=True, slots=True)
class TurnedSteps:
    """The edit that turns steps.

    edit: None where none of the steps fits.
    after: the annotation that it makes.
    steps, unfit: what it turns, and what it cannot turn.
    ready: the same, ready to be taken over, of large steps.
    """

    edit: Edit | None
    after: Annotation
    steps: Sequence[Step]
    unfit: Sequence[Step]
    ready: ReadyEdit | None = None


def turned(before: Annotation, run: Sequence[Step], heirs: _Heirs) -> TurnedSteps:
    """Return what turns a run of steps; `heirs` tells how a step is to be read now."""
    after = before
    edits: list[Edit] = []
    steps: list[Step] = []
    unfit: list[Step] = []
    for step in run:
        edit = heirs(step.turn)
        try:
            after = edit.applied_to(after)
        except StaleEditError:
            unfit.append(step)
        else:
            edits.append(edit)
            steps.append(step)
    if len(edits) < 2:
        return TurnedSteps(edits[0] if edits else None, after, steps, unfit)
    last = edits[-1]
    joined = Edit.between(last.name, before, after=after, frame_index=last.frame_index)
    return TurnedSteps(joined, after, steps, unfit)


def turned_ready(
    session: ClipSession, run: Sequence[Step], heirs: _Heirs, watch: Watch
) -> TurnedSteps:
    """Return what turns large steps of an open clip; for a worker."""
    before = session.annotation
    made = turned(before, run, heirs)
    watch(0.8)
    if made.edit is None:
        return made
    ready = ReadyEdit(made.edit, in_parts(made.edit), before, made.after, made.edit.touched)
    watch(1.0)
    return replace(made, ready=ready)
