"""What there is to count of a project beyond its clips: issues, verdicts, boxes by day.

Issues and verdicts are counted from rows whose tags were checked. Boxes are counted by the
database, clip by clip: to check each of millions would take minutes, and no figure of these decides
anything.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select

from models.access import StoreAccess
from models.annotation.track import Source
from models.review.issue import IssueState
from models.review.verdict import Outcome
from models.tables.examples import ExampleRow
from models.tables.review import IssueRow, VerdictRow
from models.verified_table import VerifiedTable, uuid_of

# Zones lie half hours apart, but for three that lie a quarter off.
SLOT_S = 1800
_SLOT_US = SLOT_S * 1_000_000
_CLIPS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ClipVerdict:
    """A verdict on a whole clip."""

    clip_id: UUID
    person: UUID
    outcome: Outcome


class ProgressCounts:
    """Every method blocks. Raises: see `ProjectStore`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access
        self._issues = VerifiedTable(access.keyring, IssueRow)
        self._verdicts = VerifiedTable(access.keyring, VerdictRow)

    def issues(self) -> dict[IssueState, Counter[UUID]]:
        """Return how many issues are in each state, by clip."""
        found: dict[IssueState, Counter[UUID]] = {state: Counter() for state in IssueState}
        with self._access.reading() as connection:
            rows = self._issues.read_named(connection, self._issues.c.deleted == 0)
        for row in rows:
            with self._issues.naming(row["id"]):
                found[IssueState(row["state"])][uuid_of(row["clip_id"])] += 1
        return found

    def verdicts(self) -> tuple[ClipVerdict, ...]:
        """Return the verdicts on whole clips, of all rounds."""
        c = self._verdicts.c
        with self._access.reading() as connection:
            rows = self._verdicts.read_named(connection, c.deleted == 0, c.track_id.is_(None))
        told = []
        for row in rows:
            with self._verdicts.naming(row["id"]):
                clip_id, person = uuid_of(row["clip_id"]), uuid_of(row["person"])
                told.append(ClipVerdict(clip_id, person, Outcome(row["outcome"])))
        return tuple(told)

    def boxes(
        self, clip_ids: Sequence[UUID]
    ) -> Iterator[tuple[int, dict[UUID | None, Counter[datetime]]]]:
        """Give, some clips at a time, how many of them, and the boxes that people set in them.

        The boxes are counted by person (None: nobody knows) and slot of `SLOT_S` (its begin, UTC).
        """
        table = ExampleRow.__table__
        c, slot = table.c, table.c.made_at_us // _SLOT_US
        statement = select(c.made_by, slot, func.count()).where(
            c.deleted == 0,
            c.outside == 0,
            c.source == str(Source.MANUAL),
            c.made_at_us.is_not(None),
        )
        for start in range(0, len(clip_ids), _CLIPS_AT_ONCE):
            some = clip_ids[start : start + _CLIPS_AT_ONCE]
            found: defaultdict[UUID | None, Counter[datetime]] = defaultdict(Counter)
            # Nobody else has to wait for the database while somebody looks at what came so far.
            with self._access.reading() as connection:
                counted = statement.where(c.clip_id.in_(some)).group_by(c.made_by, slot)
                for person, number, count in connection.execute(counted):
                    found[person][datetime.fromtimestamp(int(number) * SLOT_S, UTC)] += count
            yield len(some), dict(found)
