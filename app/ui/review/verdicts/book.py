"""The verdicts of one clip as this window believes them: those stored and those under way. Pure.

A clip may have 100,000 objects and as many verdicts. What goes through all of them (`Known.of`,
`Count.of`) is for a worker then; what a single verdict costs does not depend on how many there are.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.session.review.verdicts import ClipVerdicts
from models.records import ClipRecord
from models.review.clip_event import ClipEvent
from models.review.verdict import Standing, Tally, Verdict, standing
from models.review.workflow import acceptances

MANY = 2_000
"""To go through more objects takes longer than a frame may."""
MADE_AT_ONCE = 300
"""To make verdicts on more objects takes longer than a frame may."""


@dataclass(slots=True)
class Known:
    """What is known of a clip's verdicts, laid out for questions; `older` have been overruled."""

    verdicts: dict[UUID, Verdict] = field(default_factory=dict)
    counted: dict[UUID, Verdict] = field(default_factory=dict)
    older: dict[UUID, list[Verdict]] = field(default_factory=dict)
    steps: tuple[ClipEvent, ...] = ()
    has_worked: bool = False

    @classmethod
    def of(cls, told: ClipVerdicts, person: UUID | None) -> "Known":
        """Lay out what was read; None counts everybody's verdicts, else a person's alone."""
        known = cls(steps=told.steps, has_worked=told.has_worked)
        for one in sorted(told.verdicts, key=lambda one: (one.round, one.at, one.id)):
            known.put(one, person)
        return known

    def put(self, verdict: Verdict, person: UUID | None) -> None:
        """Know a verdict that is newer than all others on its object."""
        self.verdicts[verdict.id] = verdict
        if verdict.track_id is None or person not in (None, verdict.person):
            return
        before = self.counted.get(verdict.track_id)
        if before is not None and before.id != verdict.id:
            self.older.setdefault(verdict.track_id, []).append(before)
        self.counted[verdict.track_id] = verdict

    def drop(self, verdict_id: UUID) -> None:
        """Know a verdict no more; the one that it overruled counts again."""
        verdict = self.verdicts.pop(verdict_id, None)
        if verdict is None or verdict.track_id is None:
            return
        older = self.older.get(verdict.track_id, [])
        if self.counted.get(verdict.track_id) is not verdict:
            self.older[verdict.track_id] = [one for one in older if one.id != verdict_id]
        elif older:
            self.counted[verdict.track_id] = older.pop()
        else:
            del self.counted[verdict.track_id]


@dataclass(frozen=True, slots=True)
class Standings:
    """Where objects stood at one moment; may be asked from any thread."""

    counted: Mapping[UUID, Verdict]
    in_round: int

    def of(self, track_id: UUID, revision: int | None) -> Standing:
        return standing(self.counted.get(track_id), revision, in_round=self.in_round)


@dataclass(slots=True)
class Count:
    """How many judged objects stand where, at these revisions of all objects."""

    revisions: Mapping[UUID, int]
    numbers: dict[Standing, int]

    @classmethod
    def of(cls, standings: Standings, revisions: Mapping[UUID, int]) -> "Count":
        """Count; costs what was judged."""
        numbers = dict.fromkeys(Standing, 0)
        for track_id in standings.counted:
            if track_id in revisions:
                numbers[standings.of(track_id, revisions[track_id])] += 1
        return cls(revisions, numbers)

    def tally(self) -> Tally:
        """Return it as it is told; what nobody has judged is the rest."""
        accepted, rejected, changed = (
            self.numbers[one] for one in (Standing.ACCEPTED, Standing.REJECTED, Standing.CHANGED)
        )
        return Tally(
            accepted, rejected, changed, len(self.revisions) - accepted - rejected - changed
        )


class VerdictBook:
    """What stands where."""

    def __init__(self) -> None:
        self._known = Known()
        self._round = 0
        self._person: UUID | None = None
        self._count: Count | None = None
        # Grows with each change, so that what was counted meanwhile on a worker is known as old.
        self.changes = 0

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple(self._known.verdicts.values())

    @property
    def is_empty(self) -> bool:
        return not self._known.verdicts

    @property
    def judged_count(self) -> int:
        """How many objects have a verdict that counts."""
        return len(self._known.counted)

    @property
    def steps(self) -> tuple[ClipEvent, ...]:
        return self._known.steps

    @property
    def has_worked(self) -> bool:
        """Whether whoever is at the window has worked on the clip themselves."""
        return self._known.has_worked

    @property
    def person(self) -> UUID | None:
        """Whose verdicts count; None counts everybody's."""
        return self._person

    def forget(self) -> Known:
        """Know nothing of any clip; return what was known, which may take long to let go of."""
        return self.take(Known())

    def take(self, known: Known) -> Known:
        """Believe what is stored; return what was known before."""
        before, self._known = self._known, known
        self._renew()
        return before

    def count_for(self, in_round: int, person: UUID | None) -> None:
        """Tell in which round the clip is, and whose verdicts count; None counts everybody's."""
        if person != self._person:
            told = ClipVerdicts(self.verdicts, self.steps, has_worked=self.has_worked)
            self._known = Known.of(told, person)
        if (in_round, person) != (self._round, self._person):
            self._round, self._person = in_round, person
            self._renew()

    def add(self, verdicts: Iterable[Verdict]) -> None:
        """Believe these as well; of those known already, believe them as they are now."""
        for one in verdicts:
            before = self._standing_counted(one.track_id)
            self._known.put(one, self._person)
            self._recount(one.track_id, before)

    def drop(self, verdict_ids: Iterable[UUID]) -> None:
        """Believe these no more."""
        for one in verdict_ids:
            verdict = self._known.verdicts.get(one)
            if verdict is not None:
                before = self._standing_counted(verdict.track_id)
                self._known.drop(one)
                self._recount(verdict.track_id, before)

    def those(self, verdict_ids: Collection[UUID]) -> tuple[Verdict, ...]:
        """Return the verdicts of these ids that are believed."""
        known = self._known.verdicts
        return tuple(known[one] for one in verdict_ids if one in known)

    def verdict_on(self, track_id: UUID) -> Verdict | None:
        """Return the verdict that counts for an object."""
        return self._known.counted.get(track_id)

    def standing_of(self, track_id: UUID, revision: int | None) -> Standing:
        """Tell where an object stands, by its revision as it is shown."""
        return standing(self._known.counted.get(track_id), revision, in_round=self._round)

    def standings(self) -> Standings:
        """Return where objects stand now, for a worker."""
        return Standings(self._known.counted.copy(), self._round)

    def accepted_by(self, clip: ClipRecord) -> frozenset[UUID]:
        """Return who has accepted the clip in its present round."""
        return acceptances(clip, self.steps)

    def is_counted(self, revisions: Mapping[UUID, int]) -> bool:
        """Tell whether a tally of these costs nothing."""
        return self._count is not None and self._count.revisions is revisions

    def take_count(self, count: Count) -> None:
        """Take what was counted of the verdicts as they are."""
        self._count = count

    def tally(self, revisions: Mapping[UUID, int]) -> Tally:
        """Count how many objects stand where; costs what was judged, once for these revisions."""
        if self._count is None or self._count.revisions is not revisions:
            here = Standings(self._known.counted, self._round)
            self._count = Count.of(here, revisions)
        return self._count.tally()

    def _standing_counted(self, track_id: UUID | None) -> Standing | None:
        """Tell as what an object is counted; None where it is not."""
        if self._count is None or track_id not in self._known.counted:
            return None
        revision = self._count.revisions.get(track_id)
        return None if revision is None else self.standing_of(track_id, revision)

    def _recount(self, track_id: UUID | None, before: Standing | None) -> None:
        self.changes += 1
        after = self._standing_counted(track_id)
        if self._count is not None and before is not after:
            if before is not None:
                self._count.numbers[before] -= 1
            if after is not None:
                self._count.numbers[after] += 1

    def _renew(self) -> None:
        self.changes += 1
        self._count = None
