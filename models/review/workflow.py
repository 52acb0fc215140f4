"""The way of a clip: which step leads where, who may take it, what it leaves behind. Pure.

```
new ──begin──► in progress ──hand in──► submitted ──accept──► accepted
                 ▲   ▲                   │  │  ▲                  │
                 │   └─take back, reopen─┘  │  └────withdraw──────┤
                 │                        reject                  │
                 ├──begin── rejected ◄──────┘                     │
                 └──────────────────────reopen────────────────────┘
```

- A rejected clip is handed in again by its annotator; its first edit begins it anew.
- With a second opinion a clip stays submitted until so many different people have accepted it in
  this round; one rejection is enough to send it back.
- Nobody judges what they handed in, what is theirs to annotate, or what they have worked on, unless
  the rules allow it.
- A clip that is somebody's is handed in by them, by who has worked on it, or by who may assign it.
- `withdraw` takes a verdict back, for who gave it: a slip of the hand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from models.records import ClipRecord, ClipState
from models.review.clip_event import ClipEvent, Step
from models.review.errors import (
    ClipHandedInError,
    JudgedAlreadyError,
    NotTheirsError,
    OthersClipError,
    OwnWorkError,
    ReasonMissingError,
    WrongStateError,
)
from models.review.person import Role
from models.review.rights import Right, may, require
from models.review.rules import Rules

HANDED_IN = frozenset({ClipState.SUBMITTED, ClipState.ACCEPTED})
_OPEN = frozenset({ClipState.NEW, ClipState.IN_PROGRESS, ClipState.REJECTED})

RIGHT_OF = {
    Step.BEGIN: Right.ANNOTATE,
    Step.HAND_IN: Right.HAND_IN,
    Step.TAKE_BACK: Right.HAND_IN,
    Step.ACCEPT: Right.JUDGE,
    Step.REJECT: Right.JUDGE,
    Step.WITHDRAW: Right.JUDGE,
    Step.REOPEN: Right.REOPEN,
    Step.ASSIGN: Right.ASSIGN,
}

_FROM = {
    Step.BEGIN: _OPEN,
    Step.HAND_IN: _OPEN,
    Step.TAKE_BACK: frozenset({ClipState.SUBMITTED}),
    Step.ACCEPT: frozenset({ClipState.SUBMITTED}),
    Step.REJECT: frozenset({ClipState.SUBMITTED}),
    Step.WITHDRAW: frozenset({ClipState.SUBMITTED, ClipState.ACCEPTED, ClipState.REJECTED}),
    Step.REOPEN: HANDED_IN,
}

_NOT_FROM = {
    ClipState.NEW: "This clip has not been handed in yet",
    ClipState.IN_PROGRESS: "This clip has not been handed in yet",
    ClipState.SUBMITTED: "This clip has been handed in already",
    ClipState.ACCEPTED: "This clip has been accepted already",
    ClipState.REJECTED: "This clip has been rejected already",
}


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a step, under which rules, and when (aware, UTC).

    has_worked: tells whether they have made or changed objects of the clip; asked where it counts.
    """

    person: UUID
    role: Role
    rules: Rules
    at: datetime
    has_worked: Callable[[], bool] = field(default=_never, compare=False)


def transition(
    clip: ClipRecord,
    step: Step,
    taker: Taker,
    *,
    history: Sequence[ClipEvent] = (),
    reasons: Sequence[str] = (),
) -> tuple[ClipRecord, ClipEvent]:
    """Return the clip after a step, and what is kept of the step.

    `history` are the clip's earlier events in their order: second opinions and verdicts that can
    be taken back are found in them. Assigning is another function.

    Raises:
        NotAllowedError: the role does not allow it.
        StepRefusedError: of the kind that says why, in a sentence.
    """
    require(taker.role, RIGHT_OF[step])
    if clip.state not in _FROM[step]:
        raise WrongStateError(_NOT_FROM[clip.state])
    why = tuple(reason.strip() for reason in reasons if reason.strip())
    if (check := _CHECKS.get(step)) is not None:
        check(clip, taker, history)
    if step is Step.REJECT and not why:
        raise ReasonMissingError
    after = _after(clip, step, taker, history)
    return after, event_for(clip, after, step, taker, reasons=why)


def check_may_judge(clip: ClipRecord, taker: Taker, history: Sequence[ClipEvent] = ()) -> None:
    """Make sure that a person may judge a clip or its objects, whatever its state is.

    Raises:
        NotAllowedError, OwnWorkError
    """
    require(taker.role, Right.JUDGE)
    if taker.rules.own_work:
        return
    handed_in = {event.person for event in history if event.step is Step.HAND_IN}
    if taker.person in {clip.submitted_by, clip.assigned_to, *handed_in}:
        raise OwnWorkError
    if taker.has_worked():
        raise OwnWorkError(changed=True)


def check_may_edit(clip: ClipRecord, role: Role) -> None:
    """Make sure that a clip may be annotated as it stands.

    Raises:
        NotAllowedError, ClipHandedInError
    """
    require(role, Right.ANNOTATE)
    if clip.state in HANDED_IN:
        raise ClipHandedInError(accepted=clip.state is ClipState.ACCEPTED)


def acceptances(clip: ClipRecord, history: Sequence[ClipEvent]) -> frozenset[UUID]:
    """Return who has accepted the clip in its present round, and has not taken it back."""
    accepted: set[UUID] = set()
    for event in history:
        if event.round != clip.round:
            continue
        if event.step is Step.ACCEPT:
            accepted.add(event.person)
        elif event.step is Step.WITHDRAW:
            accepted.discard(event.person)
    return frozenset(accepted)


def event_for(
    before: ClipRecord,
    after: ClipRecord,
    step: Step,
    taker: Taker,
    *,
    reasons: tuple[str, ...] = (),
) -> ClipEvent:
    """Return what is kept of a step."""
    return ClipEvent(
        uuid4(),
        before.id,
        taker.person,
        taker.at,
        step,
        before.state,
        after.state,
        order=before.revision + 1,
        round=after.round,
        assigned_to=after.assigned_to,
        reviewer=after.reviewer,
        due_at=after.due_at,
        reasons=reasons,
    )


def _after(clip: ClipRecord, step: Step, taker: Taker, history: Sequence[ClipEvent]) -> ClipRecord:
    match step:
        case Step.BEGIN:
            owner = clip.assigned_to or taker.person
            return replace(clip, state=ClipState.IN_PROGRESS, assigned_to=owner)
        case Step.HAND_IN:
            return replace(
                clip,
                state=ClipState.SUBMITTED,
                round=clip.round + 1,
                submitted_by=taker.person,
                assigned_to=clip.assigned_to or taker.person,
            )
        case Step.ACCEPT:
            accepted = acceptances(clip, history) | {taker.person}
            enough = len(accepted) >= taker.rules.opinions
            return replace(clip, state=ClipState.ACCEPTED if enough else ClipState.SUBMITTED)
        case Step.REJECT:
            return replace(clip, state=ClipState.REJECTED)
        case Step.WITHDRAW:
            return replace(clip, state=ClipState.SUBMITTED)
        case _:
            return replace(clip, state=ClipState.IN_PROGRESS)


def _check_accepting(clip: ClipRecord, taker: Taker, history: Sequence[ClipEvent]) -> None:
    check_may_judge(clip, taker, history)
    if taker.person in acceptances(clip, history):
        raise JudgedAlreadyError


def _check_handing_in(clip: ClipRecord, taker: Taker, _history: Sequence[ClipEvent]) -> None:
    owner = clip.assigned_to
    if owner in (None, taker.person) or may(taker.role, Right.ASSIGN) or taker.has_worked():
        return
    raise OthersClipError(owner)


def _check_taking_back(clip: ClipRecord, taker: Taker, history: Sequence[ClipEvent]) -> None:
    if clip.submitted_by != taker.person:
        raise NotTheirsError
    if acceptances(clip, history):
        raise WrongStateError("Somebody has begun to judge this clip: ask them to send it back")


def _check_withdrawing(clip: ClipRecord, taker: Taker, history: Sequence[ClipEvent]) -> None:
    """The last that was done with the clip has to be the person's own verdict."""
    done = [event for event in history if event.step is not Step.ASSIGN]
    judged = bool(done) and done[-1].round == clip.round and done[-1].step in _VERDICTS
    if not judged or done[-1].person != taker.person:
        raise WrongStateError("There is no verdict of yours here that can still be taken back")


_VERDICTS = (Step.ACCEPT, Step.REJECT)
_CHECKS: dict[Step, Callable[[ClipRecord, Taker, Sequence[ClipEvent]], None]] = {
    Step.ACCEPT: _check_accepting,
    Step.REJECT: check_may_judge,
    Step.HAND_IN: _check_handing_in,
    Step.TAKE_BACK: _check_taking_back,
    Step.WITHDRAW: _check_withdrawing,
}
