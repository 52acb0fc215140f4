"""The queue of work: which clip comes next, what is asked before one is handed in, what was waived.

What is waived belongs to the clip and to everybody: whoever hands it in later is not asked again.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from app.media.index.frame_index import FrameIndex
from app.session.project import Project
from app.session.review.apart import footage_of, worked_on
from models.annotation.checks import Check, Finding, findings
from models.annotation.document import Annotation
from models.records import ClipRecord, ClipState
from models.review.assigning import is_overdue
from models.review.authors import Authors
from models.review.clip_events import ClipEventStore
from models.review.rights import Right
from models.review.rules import Rules
from models.review.sampling import is_to_review, newcomers
from models.review.workflow import acceptances
from models.view_settings import ViewSetting

_KIND = "waived"
_NAMESPACE = UUID("6a4d9f6e-54e2-4a1c-9d0a-7c1f3a1d7b20")
# What came back comes first, then what was begun.
_ORDER = (ClipState.REJECTED, ClipState.IN_PROGRESS, ClipState.NEW)

# By `Finding.about`.
Waived = frozenset[tuple[Check, UUID]]


@dataclass(frozen=True, slots=True)
class NextClip:
    """`is_mine` is False where nothing is assigned to the person, and nobody has this one."""

    clip: ClipRecord
    is_mine: bool


def next_clip(
    clips: Iterable[ClipRecord],
    person: UUID,
    *,
    now: datetime | None = None,
    but: UUID | None = None,
) -> NextClip | None:
    """Return the clip to work on next, None where there is no work; `but` is the open one.

    What is overdue at `now` (aware) comes first. Nobody is given a second clip on footage that they
    have worked on: of two annotations by one person nobody learns how well people agree.
    """
    clips = tuple(clips)
    seen = worked_on(clips, person)
    open_work = [clip for clip in clips if clip.state in _ORDER and clip.id != but]
    for owner in (person, None):
        owned = [
            clip
            for clip in open_work
            if clip.assigned_to == owner
            and (owner is not None or footage_of(clip) not in seen or clip.submitted_by == person)
        ]
        if owned:
            return NextClip(min(owned, key=lambda clip: _rank(clip, now)), owner is not None)
    return None


def next_to_review(
    clips: Sequence[ClipRecord],
    person: UUID,
    rules: Rules,
    *,
    now: datetime,
    accepted: Collection[UUID] = frozenset(),
    but: UUID | None = None,
) -> NextClip | None:
    """Return the clip to review next: the person's own first, then those of no reviewer.

    Nobody is given their own work where the rules forbid it, nor what they have `accepted` already
    in this round, see `accepted_by`.
    """
    new = newcomers(clips, rules)
    waiting = [
        clip
        for clip in clips
        if clip.id not in accepted
        and clip.id != but
        and is_to_review(clip, rules, new)
        and (rules.own_work or person not in (clip.assigned_to, clip.submitted_by))
    ]
    for reviewer in (person, None):
        found = [clip for clip in waiting if clip.reviewer == reviewer]
        if found:
            first = min(found, key=lambda clip: _due_rank(clip, now))
            return NextClip(first, reviewer is not None)
    return None


def clip_to_review(
    project: Project, clips: Sequence[ClipRecord], *, now: datetime, but: UUID | None = None
) -> NextClip | None:
    """Return the clip that the person at this project reviews next, as `next_to_review`; blocks.

    Whether they have worked on somebody else's clip, the database is asked of those that come up.

    Raises:
        NotAllowedError, RowAlteredError, DatabaseError: see `ProjectStore`.
    """
    project.rights.require(Right.VIEW)
    person, rules = project.rights.person.id, project.people.rules
    authors = Authors(project.store.access)
    passed = set(accepted_by(project, clips, person))
    while True:
        found = next_to_review(clips, person, rules, now=now, accepted=passed, but=but)
        if found is None or rules.own_work or not authors.has_worked_on(found.clip.id, person):
            return found
        passed.add(found.clip.id)


def accepted_by(project: Project, clips: Iterable[ClipRecord], person: UUID) -> frozenset[UUID]:
    """Return which of these clips a person accepted that wait for another opinion; blocks.

    Raises:
        RowAlteredError, DatabaseError: see `ProjectStore`.
    """
    if project.people.rules.opinions < 2:
        return frozenset()
    waiting = {clip.id: clip for clip in clips if clip.state is ClipState.SUBMITTED}
    events = ClipEventStore(project.store.access).of_person(person, waiting)
    return frozenset(
        clip_id
        for clip_id, taken in events.items()
        if person in acceptances(waiting[clip_id], taken)
    )


def left_to_check(
    annotation: Annotation,
    index: FrameIndex,
    *,
    label_ids: Collection[UUID],
    waived: Waived,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Finding, ...]:
    """Return what nobody has waived yet, in the order of frames; none once it is cancelled."""
    found = findings(
        annotation,
        label_ids=label_ids,
        frame_count=index.frame_count,
        size=(index.width, index.height),
        cancelled=cancelled,
    )
    return tuple(one for one in found if (one.check, one.about) not in waived)


def waived_in(project: Project, clip_id: UUID) -> Waived:
    """Read what was waived in a clip; blocks.

    Raises:
        RowAlteredError, DatabaseError: see `ProjectStore`.
    """
    settings = project.store.view_settings(_KIND, clip_id)
    return frozenset(pair for setting in settings for pair in _pairs(setting.value))


def waive(project: Project, clip_id: UUID, waived: Waived) -> None:
    """Keep that this is waived in a clip, beside what was waived before; blocks.

    One at a time: what two threads waive at once, one of them may not have read.

    Raises:
        RowAlteredError, DatabaseError, NotAllowedError: see `ProjectStore`.
    """
    project.rights.require(Right.HAND_IN)
    every = waived_in(project, clip_id) | waived
    value = sorted([str(check), track_id.hex] for check, track_id in every)
    setting = ViewSetting(uuid5(_NAMESPACE, clip_id.hex), _KIND, value, clip_id=clip_id)
    project.store.save_view_setting(setting)


def _rank(clip: ClipRecord, now: datetime | None) -> tuple[bool, int, float]:
    moment = clip.recorded_at or clip.created_at
    in_time = now is None or not is_overdue(clip, now)
    return in_time, _ORDER.index(clip.state), moment.timestamp()


def _due_rank(clip: ClipRecord, now: datetime) -> tuple[bool, float, float]:
    moment = clip.recorded_at or clip.created_at
    due = float("inf") if clip.due_at is None else clip.due_at.timestamp()
    return not is_overdue(clip, now), due, moment.timestamp()


def _pairs(untrusted: Sequence[Sequence[str]]) -> Iterable[tuple[Check, UUID]]:
    """Yield what makes sense; a check that a newer version asks is passed over."""
    known = {str(check): check for check in Check}
    for name, track_id in untrusted:
        if name in known:
            yield known[name], UUID(track_id)
