"""Who shall annotate or review which clips: made as a plan, looked at, then done. Pure.

A plan says of each clip whose it was and whose it will be. Where somebody else was faster, that
clip is left as it is; turned round, the plan takes itself back.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models.records import ClipRecord, ClipState
from models.review.rules import Rules


class Part(StrEnum):
    """What somebody is to do with a clip."""

    ANNOTATE = "annotate"
    REVIEW = "review"


class LeftOut(StrEnum):
    """Why a clip is not assigned."""

    SAME = "same"
    ACCEPTED = "accepted"
    OWN_WORK = "own_work"
    SAME_FOOTAGE = "same_footage"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for.

    Attributes:
        people: among whom the clips are shared out evenly; () makes them nobody's.
        sets_due: whether `due_at` (aware, or None for no date) is set as well.
    """

    part: Part
    people: tuple[UUID, ...]
    sets_due: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose a clip is, and until when."""

    assigned_to: UUID | None
    reviewer: UUID | None
    due_at: datetime | None

    @classmethod
    def of(cls, clip: ClipRecord) -> "Owners":
        return cls(clip.assigned_to, clip.reviewer, clip.due_at)

    def put_into(self, clip: ClipRecord) -> ClipRecord:
        """Return the clip as theirs."""
        return replace(
            clip, assigned_to=self.assigned_to, reviewer=self.reviewer, due_at=self.due_at
        )


@dataclass(frozen=True, slots=True)
class Reassigned:
    """One clip of a plan."""

    clip_id: UUID
    before: Owners
    after: Owners


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done; `left_out` counts the clips that stay as they are, by reason."""

    part: Part
    clips: tuple[Reassigned, ...]
    left_out: tuple[tuple[LeftOut, int], ...] = ()

    @property
    def shares(self) -> dict[UUID | None, int]:
        """How many clips each person gets; None is nobody."""
        got = Counter(self.person_of(clip.after) for clip in self.clips)
        return dict(got.most_common())

    def person_of(self, owners: Owners) -> UUID | None:
        """Return whose part it is."""
        return owners.assigned_to if self.part is Part.ANNOTATE else owners.reviewer

    def turned_round(self) -> "Plan":
        """Return the plan that takes this one back."""
        return Plan(
            self.part,
            tuple(Reassigned(clip.clip_id, clip.after, clip.before) for clip in self.clips),
        )

    def only(self, clip_ids: Iterable[UUID]) -> "Plan":
        """Return the part of the plan that is about these clips."""
        kept = frozenset(clip_ids)
        return replace(self, clips=tuple(clip for clip in self.clips if clip.clip_id in kept))


def plan(
    clips: Sequence[ClipRecord],
    wanted: Wanted,
    rules: Rules,
    *,
    among: Iterable[ClipRecord] = (),
) -> Plan:
    """Return what assigning these clips would do.

    `among` are all clips there are: who annotates one of a footage is given no other of it, for
    two annotations of one person tell nothing of how well people agree.
    """
    footage = _Footage((*among, *clips))
    given: Counter[UUID] = Counter(dict.fromkeys(wanted.people, 0))
    made: list[Reassigned] = []
    left: Counter[LeftOut] = Counter()
    for clip in clips:
        if clip.state is ClipState.ACCEPTED:
            left[LeftOut.ACCEPTED] += 1
            continue
        able = [one for one in wanted.people if _able(clip, one, wanted.part, rules)]
        if wanted.people and not able:
            left[LeftOut.OWN_WORK] += 1
            continue
        if wanted.part is Part.ANNOTATE and able:
            able = [one for one in able if one not in footage.others_at(clip)]
            if not able:
                left[LeftOut.SAME_FOOTAGE] += 1
                continue
        # Whoever has the fewest so far, in the order in which they were named.
        person = min(able, key=lambda one: given[one]) if able else None
        before = Owners.of(clip)
        after = _owners(before, person, wanted)
        if after == before:
            left[LeftOut.SAME] += 1
        else:
            made.append(Reassigned(clip.id, before, after))
        if person is not None:
            given[person] += 1
        if wanted.part is Part.ANNOTATE:
            footage.give(clip, person)
    return Plan(wanted.part, tuple(made), tuple(sorted(left.items())))


@dataclass(frozen=True, slots=True)
class OpenWork:
    """How many clips that are not accepted yet are a person's, by part."""

    annotate: int = 0
    review: int = 0

    @property
    def any(self) -> bool:
        """Whether there are some."""
        return bool(self.annotate or self.review)

    @property
    def main_part(self) -> Part:
        """The part of most of them."""
        return Part.REVIEW if self.review > self.annotate else Part.ANNOTATE


def open_work(clips: Iterable[ClipRecord]) -> dict[UUID, OpenWork]:
    """Return by person what is theirs and not accepted yet."""
    left = [clip for clip in clips if clip.state is not ClipState.ACCEPTED]
    annotate = Counter(clip.assigned_to for clip in left)
    review = Counter(clip.reviewer for clip in left)
    people = {one for one in (*annotate, *review) if one is not None}
    return {one: OpenWork(annotate[one], review[one]) for one in people}


def open_work_of(clips: Iterable[ClipRecord], person: UUID, part: Part) -> list[ClipRecord]:
    """Return the clips of which a person has that part, and which are not accepted yet."""
    return [
        clip
        for clip in clips
        if clip.state is not ClipState.ACCEPTED
        and person == (clip.assigned_to if part is Part.ANNOTATE else clip.reviewer)
    ]


def is_overdue(clip: ClipRecord, now: datetime) -> bool:
    """Tell whether a clip should have been done by `now` (aware) and is not."""
    return clip.due_at is not None and clip.due_at < now and clip.state is not ClipState.ACCEPTED


class _Footage:
    """Who annotates the clips of each footage that several clips share."""

    def __init__(self, clips: Iterable[ClipRecord]) -> None:
        clips = tuple(clips)
        shared = {clip.copy_of for clip in clips if clip.copy_of is not None}
        self._at = {one: dict[UUID, tuple[UUID | None, ...]]() for one in shared}
        for clip in clips:
            self.give(clip, clip.assigned_to)

    def others_at(self, clip: ClipRecord) -> set[UUID | None]:
        """Return who works on other clips of this one's footage."""
        at = self._at.get(clip.copy_of or clip.id, {})
        return {who for one, people in at.items() if one != clip.id for who in people}

    def give(self, clip: ClipRecord, person: UUID | None) -> None:
        """Note whose a clip is, or will be."""
        at = self._at.get(clip.copy_of or clip.id)
        if at is not None:
            at[clip.id] = (person, clip.submitted_by)


def _able(clip: ClipRecord, person: UUID, part: Part, rules: Rules) -> bool:
    """Tell whether the rules let a person have that part of a clip."""
    if part is Part.ANNOTATE or rules.own_work:
        return True
    return person not in (clip.assigned_to, clip.submitted_by)


def _owners(before: Owners, person: UUID | None, wanted: Wanted) -> Owners:
    due_at = wanted.due_at if wanted.sets_due else before.due_at
    if wanted.part is Part.ANNOTATE:
        return replace(before, assigned_to=person, due_at=due_at)
    return replace(before, reviewer=person, due_at=due_at)
