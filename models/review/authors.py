"""Who has had a hand in the objects of a clip, by the rows that people wrote.

It is asked before somebody judges a clip: work is whose it is by what was done, not by who handed
it in. Authors stand in clear, so the question opens no row; what somebody altered there outside
Safelight is found where rows are read.

- A keyframe that somebody set counts for as long as it is there, whoever saved it.
- So does a row that they wrote last: another label, another value, a suggestion they accepted.
- What they deleted of somebody else's counts as well; what they drew and took away at once, not.
- What a label is called is the project's business: who merges labels is the author of no object.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, not_, select, text

from models.access import StoreAccess
from models.tables.examples import CHANGED, ExampleRow
from models.tables.tracks import TrackRow

# A row that is put in has the first revision, one that is taken out at once the second.
_TAKEN_AWAY_AT_ONCE = 2


class Authors:
    """Every method blocks and is one transaction. Raises: see `ProjectStore`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access

    def has_worked_on(self, clip_id: UUID, person: UUID) -> bool:
        """Tell whether a person has made or changed objects of a clip."""
        with self._access.reading() as connection:
            return any(
                connection.scalar(query.limit(1)) is not None for query in _work(clip_id, person)
            )


def _work(clip_id: UUID, person: UUID) -> Iterator[Select[Any]]:
    """Give what finds a person's work, the cheapest first."""
    box, track = ExampleRow, TrackRow
    wrote = and_(box.clip_id == clip_id, box.updated_by == person)
    yield select(box.id).where(box.clip_id == clip_id, box.made_by == person, box.deleted == 0)
    yield select(box.id).where(wrote, box.made_by.is_(None), box.deleted == 0)
    own = and_(box.made_by.is_not_distinct_from(person), box.revision <= _TAKEN_AWAY_AT_ONCE)
    yield select(box.id).where(wrote, text(f"({CHANGED})"), not_(own))
    yield select(track.id).where(
        track.clip_id == clip_id, track.updated_by == person, track.deleted == 0
    )
