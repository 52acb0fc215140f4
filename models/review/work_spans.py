"""The stored spans of work: whose and on which clip in clear, when and how long sealed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from models.access import StoreAccess
from models.errors import StaleRevisionError
from models.review.work_span import WorkSpan
from models.tables.review import WorkSpanRow
from models.verified_table import NamedRow, VerifiedTable, uuid_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class WorkSpanStore:
    """Every method blocks and is one transaction. Raises: see `ProjectStore`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access
        self._table = VerifiedTable(access.keyring, WorkSpanRow)

    def save(self, span: WorkSpan) -> WorkSpan:
        """Write a span, new or in the place of its earlier self; return it with its revision.

        Raises:
            StaleRevisionError: somebody else changed it.
        """
        values = {
            "person": span.person.bytes,
            "clip_id": None if span.clip_id is None else span.clip_id.bytes,
            "span": self._table.seal_json(
                "span",
                {
                    "began_us": (span.began_at - _EPOCH) // _TICK,
                    "active_s": round(span.active_s, 3),
                    "edits": span.edits,
                    "boxes": span.boxes,
                },
            ),
        }
        with self._access.working() as work:
            if not span.revision:
                work.insert(self._table, {"id": span.id.bytes, **values})
                revision = 1
            else:
                rows = self._table.read_named(
                    work.connection, self._table.c.id == span.id.bytes, lock=True
                )
                if not rows or rows[0]["deleted"] or rows[0]["revision"] != span.revision:
                    raise StaleRevisionError(self._table.name, [span.id])
                revision = work.replace(self._table, rows[0], values)
            work.flush()
        return replace(span, revision=revision)

    def of_person(self, person: UUID) -> tuple[WorkSpan, ...]:
        """Return a person's spans, the oldest first."""
        with self._access.reading() as connection:
            rows = self._table.read_named(connection, self._table.c.person == person.bytes)
        return self._spans(rows)

    def all(self) -> tuple[WorkSpan, ...]:
        """Return everybody's spans, the oldest first."""
        with self._access.reading() as connection:
            rows = self._table.read_named(connection)
        return self._spans(rows)

    def forget(self, person: UUID) -> None:
        """Delete all that was counted of a person's work."""
        with self._access.working() as work:
            mine = self._table.c.person == person.bytes
            for row in self._table.read_named(work.connection, mine, lock=True):
                if not row["deleted"]:
                    work.bury(self._table, row)
            work.flush()

    def _spans(self, rows: Iterable[NamedRow]) -> tuple[WorkSpan, ...]:
        spans = [self._span(row) for row in rows if not row["deleted"]]
        return tuple(sorted(spans, key=lambda span: (span.began_at, span.id)))

    def _span(self, row: NamedRow) -> WorkSpan:
        with self._table.naming(row["id"]):
            told: dict[str, Any] = self._table.open_json(row, "span")
            active_s = float(told["active_s"])
            if not active_s >= 0:
                raise ValueError("a span of work is not of a length that there is")
            return WorkSpan(
                uuid_of(row["person"]),
                None if row["clip_id"] is None else uuid_of(row["clip_id"]),
                _EPOCH + int(told["began_us"]) * _TICK,
                active_s=active_s,
                edits=int(told["edits"]),
                boxes=int(told["boxes"]),
                id=uuid_of(row["id"]),
                revision=row["revision"],
            )
