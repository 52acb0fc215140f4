"""The steps of clips, from and to their rows; each in one transaction with the clip's own row.

Nothing here says what a step leads to: whoever takes one hands in a function that does, and it is
asked while nobody else can write to the clip.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from models.access import StoreAccess
from models.audit import events
from models.audit.entry import Event
from models.clip_rows import ClipRows
from models.records import ClipRecord
from models.review.clip_event import ClipEvent, event_of
from models.tables.review import ClipEventRow
from models.unit_of_work import UnitOfWork
from models.verified_table import NamedRow, VerifiedTable, uuid_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)

# From the clip and its earlier events to the clip as it will be, and what is kept of the step.
Change = Callable[[ClipRecord, Sequence[ClipEvent]], tuple[ClipRecord, ClipEvent]]
Also = Callable[[UnitOfWork, ClipRecord, ClipEvent], None]
ManyChanges = Callable[[ClipRecord], tuple[ClipRecord, ClipEvent] | None]


class ClipEventStore:
    """Every method blocks and is one transaction. Raises: see `ProjectStore`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access
        self._table = VerifiedTable(access.keyring, ClipEventRow)
        self._clips = ClipRows(access.keyring)

    def of_clip(self, clip_id: UUID) -> tuple[ClipEvent, ...]:
        """Return a clip's events in their order."""
        with self._access.reading() as connection:
            return self._of_clip(connection, clip_id)

    def of_person(
        self, person: UUID, clip_ids: Collection[UUID]
    ) -> dict[UUID, tuple[ClipEvent, ...]]:
        """Return one person's events of each of these clips that has any, in their order."""
        theirs = self._table.c.person == person.bytes
        found: dict[UUID, list[ClipEvent]] = {}
        with self._access.reading() as connection:
            for row in self._table.read_named(connection, theirs):
                if not row["deleted"] and uuid_of(row["clip_id"]) in clip_ids:
                    found.setdefault(uuid_of(row["clip_id"]), []).append(self._event(row))
        return {clip_id: _in_order(events) for clip_id, events in found.items()}

    def take(self, clip_id: UUID, change: Change, *, also: Also | None = None) -> ClipRecord:
        """Change a clip and keep the step, or neither; return the clip as stored.

        `also` writes what belongs to the step in the same transaction: a verdict, a set.

        Raises:
            RowMissingError: the clip was deleted.
            whatever `change` and `also` refuse; nothing is written then.
        """
        with self._access.working() as work:
            row = self._clips.row(work.connection, clip_id, lock=True)
            before = self._clips.record(row)
            after, event = change(before, self._of_clip(work.connection, clip_id))
            self._clips.update(work, after)
            self._insert(work, event)
            if also is not None:
                also(work, after, event)
            work.flush()
            work.note(events.clip_changed(before, after))
            return self._clips.one(work.connection, clip_id)

    def take_many(self, clip_ids: Iterable[UUID], change: ManyChanges) -> tuple[ClipRecord, ...]:
        """Change many clips, all or none; return those that changed, as stored.

        `change` gives None for a clip that stays as it is. Clips that are gone are left out.
        """
        wanted = tuple(clip_ids)
        with self._access.working() as work:
            changed: list[UUID] = []
            noted: list[Event] = []
            # Whoever else writes them is waited for, and seen: else one would refuse all.
            for before in self._records(work.connection, wanted, lock=True):
                if (made := change(before)) is None:
                    continue
                after, event = made
                self._clips.update(work, after)
                self._insert(work, event)
                changed.append(after.id)
                noted.append(events.clip_changed(before, after))
            if changed:
                work.flush()
                for told in noted:
                    work.note(told)
            stored = {record.id: record for record in self._records(work.connection, changed)}
        return tuple(stored[clip_id] for clip_id in changed)

    def bury_all(self, work: UnitOfWork, clip_id: UUID) -> None:
        """Leave nothing readable of a clip's steps: the clip is deleted."""
        for row in self._table.read_named(work.connection, self._table.c.clip_id == clip_id.bytes):
            if not row["deleted"]:
                work.bury(self._table, row)

    def _records(
        self, connection: Connection, clip_ids: Sequence[UUID], *, lock: bool = False
    ) -> list[ClipRecord]:
        rows = self._clips.table.read_those(connection, "id", clip_ids, lock=lock)
        return [self._clips.record(row) for row in rows if not row["deleted"]]

    def _of_clip(self, connection: Connection, clip_id: UUID) -> tuple[ClipEvent, ...]:
        rows = self._table.read_named(connection, self._table.c.clip_id == clip_id.bytes)
        events = [self._event(row) for row in rows if not row["deleted"]]
        return _in_order(events)

    def _insert(self, work: UnitOfWork, event: ClipEvent) -> None:
        work.insert(
            self._table,
            {
                "id": event.id.bytes,
                "clip_id": event.clip_id.bytes,
                "person": event.person.bytes,
                "at_us": (event.at - _EPOCH) // _TICK,
                "event": self._table.seal_json("event", event.to_json()),
            },
        )

    def _event(self, row: NamedRow) -> ClipEvent:
        with self._table.naming(row["id"]):
            return event_of(
                self._table.open_json(row, "event"),
                event_id=uuid_of(row["id"]),
                clip_id=uuid_of(row["clip_id"]),
                person=uuid_of(row["person"]),
                at=_EPOCH + row["at_us"] * _TICK,
            )


def _in_order(events: Iterable[ClipEvent]) -> tuple[ClipEvent, ...]:
    return tuple(sorted(events, key=lambda event: event.order))
