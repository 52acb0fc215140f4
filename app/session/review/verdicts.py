"""Judging clips and their objects; each use case asks for its right and then blocks.

A clip is judged as it was handed in, and by somebody else than who did the work, unless the rules
of the project allow it: both are asked once more against the clip as it is stored.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.session.project import Project
from app.session.review.workflow import history_of, take_step, taker_of, telling_whom_to_ask
from models.records import ClipRecord, ClipState
from models.review.clip_event import ClipEvent, Step
from models.review.errors import WrongStateError
from models.review.rights import Right
from models.review.verdict import (
    Outcome,
    Standing,
    Verdict,
    newest,
    standing,
    told_reasons,
)
from models.review.verdicts import VerdictStore
from models.review.workflow import Taker, acceptances, check_may_judge

AT_ONCE = 2_000
"""Of very many verdicts, so many are one transaction."""

# Told how much is written, 0 to 1; says whether to go on.
Watch = Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class ClipVerdicts:
    """What was decided on a clip and its objects, and the steps that the clip has taken.

    has_worked: whether the person at this project has made or changed objects of the clip.
    """

    verdicts: tuple[Verdict, ...] = ()
    steps: tuple[ClipEvent, ...] = ()
    has_worked: bool = False

    def standings(
        self, revisions: Mapping[UUID, int], *, in_round: int, person: UUID | None = None
    ) -> dict[UUID, Standing]:
        """Tell where each object stands, by the revisions at which they are shown.

        `person` counts theirs alone: where two opinions are asked for, see `counts_for`.
        """
        counted = newest(self.verdicts, person=person)
        return {
            track_id: standing(counted.get(track_id), revision, in_round=in_round)
            for track_id, revision in revisions.items()
        }

    def accepted_by(self, clip: ClipRecord) -> frozenset[UUID]:
        """Return who has accepted the clip in its present round."""
        return acceptances(clip, self.steps)


def counts_for(project: Project) -> UUID | None:
    """Return whose verdicts on objects count here: one's own where the rules ask for two opinions.

    None counts everybody's.
    """
    return project.rights.person.id if project.people.rules.opinions > 1 else None


def verdicts_of(project: Project, clip_id: UUID) -> ClipVerdicts:
    """Return what was decided so far.

    Raises:
        KeptApartError: the person must not see yet what others made of the footage.
        NotAllowedError, RowAlteredError, UnknownKeyError, DatabaseError: see `ProjectStore`.
    """
    project.rights.require(Right.VIEW)
    steps = history_of(project, clip_id)
    return ClipVerdicts(
        _store(project).of_clip(clip_id),
        steps,
        has_worked=taker_of(project, clip_id).has_worked(),
    )


def verdict_on(
    project: Project,
    clip: ClipRecord,
    track_id: UUID,
    revision: int,
    *,
    accepted: bool,
    reasons: Sequence[str] = (),
) -> Verdict:
    """Return the verdict of this person and moment on an object as it is shown; writes nothing."""
    return Verdict(
        uuid4(),
        clip.id,
        project.rights.person.id,
        datetime.now(UTC),
        Outcome.ACCEPTED if accepted else Outcome.REJECTED,
        clip.round,
        track_id=track_id,
        judged_revision=revision,
        reasons=told_reasons(reasons),
    )


def judge_objects(
    project: Project, clip_id: UUID, verdicts: Sequence[Verdict]
) -> tuple[Verdict, ...]:
    """Keep verdicts on objects of a clip, all or none, in one's own name; return them as stored.

    Which clip and round they are on is not theirs to say, nor that they come from the future, where
    no later verdict would count.

    Raises:
        NotAllowedError: reviewers and admins judge.
        OwnWorkError: it is one's own work.
        WrongStateError: the clip is not handed in, or accepted already.
        ObjectMovedOnError: an object is not there any more as it was looked at.
        DatabaseError: see `ProjectStore`.
    """
    project.rights.require(Right.JUDGE)
    if any(one.person != project.rights.person.id for one in verdicts):
        raise ValueError("people judge in their own name")
    now = datetime.now(UTC)
    given = [
        replace(one, clip_id=clip_id, at=min(one.at, now), reasons=told_reasons(one.reasons))
        for one in verdicts
    ]
    with telling_whom_to_ask(project):
        return _store(project).judge(clip_id, given, _check(project, clip_id))


def withdraw_verdicts(project: Project, clip_id: UUID, verdict_ids: Sequence[UUID]) -> None:
    """Take back one's own verdicts on objects, while the clip is still to be judged.

    Raises:
        NotAllowedError, OwnWorkError, WrongStateError, DatabaseError: as `judge_objects`.
    """
    project.rights.require(Right.JUDGE)
    with telling_whom_to_ask(project):
        _store(project).withdraw(clip_id, verdict_ids, _check(project, clip_id))


def judge_in_parts(
    project: Project,
    clip: ClipRecord,
    objects: Sequence[tuple[UUID, int]],
    *,
    accepted: bool,
    reasons: Sequence[str] = (),
    watch: Watch,
) -> tuple[UUID, ...]:
    """Accept or reject very many objects, each at its revision; return the ids of the verdicts.

    Each part is one transaction, so that nobody else waits for all of them. `watch` is told the
    share that is written and says whether to go on: what is written stays. Raises as
    `judge_objects`, behind the parts that were written.
    """
    given: list[UUID] = []
    for start in range(0, len(objects), AT_ONCE):
        if not watch(start / len(objects)):
            break
        made = [
            verdict_on(project, clip, track_id, revision, accepted=accepted, reasons=reasons)
            for track_id, revision in objects[start : start + AT_ONCE]
        ]
        given += (one.id for one in judge_objects(project, clip.id, made))
    return tuple(given)


def withdraw_in_parts(
    project: Project, clip_id: UUID, verdict_ids: Sequence[UUID], *, watch: Watch
) -> None:
    """Take back very many verdicts on objects; as `judge_in_parts`."""
    for start in range(0, len(verdict_ids), AT_ONCE):
        if not watch(start / len(verdict_ids)):
            break
        withdraw_verdicts(project, clip_id, verdict_ids[start : start + AT_ONCE])


def judge_clip(
    project: Project, clip_id: UUID, *, accepted: bool, reasons: Sequence[str] = ()
) -> ClipRecord:
    """Accept a clip or reject it, and return it as stored.

    With second opinions an accepted clip stays handed in until somebody else accepts it too.

    Raises:
        NotAllowedError, StepRefusedError, RowMissingError, DatabaseError: see `take_step`.
    """
    return take_step(
        project,
        clip_id,
        Step.ACCEPT if accepted else Step.REJECT,
        reasons=told_reasons(reasons),
    )


def withdraw_clip_verdict(project: Project, clip_id: UUID) -> ClipRecord:
    """Take back one's own verdict on a clip that nobody has done anything with since.

    Raises:
        NotAllowedError, StepRefusedError, RowMissingError, DatabaseError: see `take_step`.
    """
    return take_step(project, clip_id, Step.WITHDRAW)


def unproven(project: Project, clips: Iterable[ClipRecord]) -> tuple[ClipRecord, ...]:
    """Return those that their row says were accepted, and no signed verdict of their round does.

    A program of somebody's own may have written so, or a Safelight from before verdicts.

    Raises:
        NotAllowedError, RowAlteredError, UnknownKeyError, DatabaseError: see `ProjectStore`.
    """
    project.rights.require(Right.VIEW)
    accepted = [clip for clip in clips if clip.state is ClipState.ACCEPTED]
    if not accepted:
        return ()
    only = accepted[0].id if len(accepted) == 1 else None
    proven = _store(project).proven_rounds(only)
    return tuple(clip for clip in accepted if (clip.id, clip.round) not in proven)


def check_may_judge_now(
    project: Project,
    clip: ClipRecord,
    steps: Sequence[ClipEvent] = (),
    *,
    has_worked: bool = False,
) -> None:
    """Make sure, by what is known of a clip, that the person may judge it and its objects.

    It reads nothing, for windows; `has_worked` is as in `ClipVerdicts`. The audit log notes
    nothing: who only looks at a clip has asked for no verdict in vain.

    Raises:
        NotAllowedError, OwnWorkError, WrongStateError
    """
    project.rights.require_unnoted(Right.JUDGE)
    taker = replace(taker_of(project), has_worked=lambda: has_worked)
    with telling_whom_to_ask(project):
        _check_now(project, clip, taker, steps)


def _check_now(
    project: Project, clip: ClipRecord, taker: Taker, steps: Sequence[ClipEvent]
) -> None:
    project.rights.require(Right.JUDGE)
    if clip.state is ClipState.ACCEPTED:
        raise WrongStateError("This clip has been accepted already")
    if clip.state is ClipState.REJECTED:
        raise WrongStateError("This clip was rejected, and has not been handed in again yet")
    if clip.state is not ClipState.SUBMITTED:
        raise WrongStateError("This clip has not been handed in yet")
    check_may_judge(clip, taker, steps)


def _check(project: Project, clip_id: UUID) -> Callable[[ClipRecord], None]:
    steps, taker = history_of(project, clip_id), taker_of(project, clip_id)
    return lambda clip: _check_now(project, clip, taker, steps)


def _store(project: Project) -> VerdictStore:
    return VerdictStore(project.store.access)
