"""The verdicts of one clip as this window believes them: those stored and those under way. Pure."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from app.session.verdicts import ClipVerdicts
from models.records import ClipRecord
from models.review.clip_event import ClipEvent
from models.review.verdict import Standing, Tally, Verdict, newest, standing
from models.review.workflow import acceptances


class VerdictBook:
    """What stands where; nothing here goes through all objects of a clip but `tally`'s callers."""

    def __init__(self) -> None:
        self._verdicts: dict[UUID, Verdict] = {}
        self._counted: dict[UUID, Verdict] = {}
        self.steps: tuple[ClipEvent, ...] = ()
        self._round = 0
        self._person: UUID | None = None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple(self._verdicts.values())

    def forget(self) -> None:
        """Know nothing of any clip."""
        self._verdicts, self._counted, self.steps = {}, {}, ()

    def take(self, known: ClipVerdicts) -> None:
        """Believe what is stored."""
        self._verdicts = {one.id: one for one in known.verdicts}
        self.steps = known.steps
        self._count()

    def count_for(self, in_round: int, person: UUID | None) -> None:
        """Tell in which round the clip is, and whose verdicts count; None counts everybody's."""
        if (in_round, person) != (self._round, self._person):
            self._round, self._person = in_round, person
            self._count()

    def add(self, verdicts: Iterable[Verdict]) -> None:
        """Believe these as well."""
        for one in verdicts:
            self._verdicts[one.id] = one
            if one.track_id is not None and self._person in (None, one.person):
                self._counted[one.track_id] = one

    def drop(self, verdict_ids: Collection[UUID]) -> None:
        """Believe these no more."""
        for one in verdict_ids:
            self._verdicts.pop(one, None)
        self._count()

    def verdict_on(self, track_id: UUID) -> Verdict | None:
        """Return the verdict that counts for an object."""
        return self._counted.get(track_id)

    def standing_of(self, track_id: UUID, revision: int | None) -> Standing:
        """Tell where an object stands, by its revision as it is shown."""
        return standing(self._counted.get(track_id), revision, in_round=self._round)

    def accepted_by(self, clip: ClipRecord) -> frozenset[UUID]:
        """Return who has accepted the clip in its present round."""
        return acceptances(clip, self.steps)

    def tally(self, revisions: Mapping[UUID, int]) -> Tally:
        """Count how many objects stand where; costs what was judged, not what there is."""
        there = {one: revisions[one] for one in self._counted if one in revisions}
        judged = Tally.of({one: self.standing_of(one, rev) for one, rev in there.items()})
        return Tally(
            judged.accepted,
            judged.rejected,
            judged.changed,
            judged.unjudged + len(revisions) - len(there),
        )

    def _count(self) -> None:
        self._counted = newest(self._verdicts.values(), person=self._person)
