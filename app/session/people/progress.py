"""How far a project has come: its clips by state, camera and person, its labels, issues, days.

Values only; `progress_reading` makes them, each part a new `Progress`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from models.records import ClipRecord, ClipState
from models.review.issue import IssueState

Ids = frozenset[UUID]
NO_CLIPS: Ids = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """Clips by their states."""

    by_state: Mapping[ClipState, Ids] = field(default_factory=dict)

    @classmethod
    def of(cls, clips: Sequence[ClipRecord]) -> "Group":
        found: dict[ClipState, set[UUID]] = {state: set() for state in ClipState}
        for clip in clips:
            found[clip.state].add(clip.id)
        return cls({state: frozenset(ids) for state, ids in found.items()})

    def ids(self, *states: ClipState) -> Ids:
        """Return the clips in these states, in all of them where none is named."""
        return NO_CLIPS.union(
            *(self.by_state.get(state, NO_CLIPS) for state in states or ClipState)
        )


@dataclass(frozen=True, slots=True)
class PersonProgress:
    """What one person has and has done.

    Attributes:
        person: None for the clips that are nobody's.
        clips: those that are theirs to annotate.
        submitted: those that they handed in last.
        accepted, rejected: their own verdicts on clips, of all rounds; None where it is not for
            the eyes of who asks.
        judged: the clips that these are on.
        boxes: that they set by hand; None until counted.
        worked: how long they were at work; None where nothing is known, or it is not for the eyes
            of who asks. boxes_per_hour likewise.
    """

    person: UUID | None
    name: str
    clips: Group
    submitted: Ids = NO_CLIPS
    accepted: int | None = None
    rejected: int | None = None
    judged: Ids = NO_CLIPS
    boxes: int | None = None
    worked: timedelta | None = None
    boxes_per_hour: float | None = None


@dataclass(frozen=True, slots=True)
class LabelProgress:
    """How many objects bear a label, and in which clips."""

    name: str
    objects: int
    clips: Ids


@dataclass(frozen=True, slots=True)
class Day:
    """One day by this computer's clock; `worked` and `clips` are the asking person's own."""

    day: date
    boxes: int = 0
    worked: timedelta = timedelta(0)
    clips: Ids = NO_CLIPS


@dataclass(frozen=True, slots=True)
class Progress:
    """The figures, as far as they are read; None is what is not read yet.

    Attributes:
        cameras: by name; "" are the clips of no camera.
        overdue: clips whose date is past.
        frames, frames_judged: of all clips, of those that were accepted or rejected.
        issues: by state, how many in which clip.
        verdicts: how many clips were accepted and rejected, of all rounds.
        days: everybody's boxes, day by day; at most those of the last months.
        own_days: the person's own, from their counted time.
        share: how much is read, 0 to 1.
    """

    clips: Group
    cameras: tuple[tuple[str, Group], ...] = ()
    people: tuple[PersonProgress, ...] = ()
    overdue: Ids = NO_CLIPS
    frames: int = 0
    frames_judged: int = 0
    labels: tuple[LabelProgress, ...] | None = None
    issues: Mapping[IssueState, Mapping[UUID, int]] | None = None
    verdicts: tuple[int, int] | None = None
    days: tuple[Day, ...] | None = None
    own_days: tuple[Day, ...] | None = None
    boxes_per_hour: float | None = None
    share: float = 0.0
