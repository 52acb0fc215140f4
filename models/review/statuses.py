"""Where boxes stand in review, in their rows: `AnnotationStatus`, as far as verdicts lead.

- It follows the verdicts and decides nothing: what an object's verdict is, its own row tells.
- It is nobody's edit. Revision and author of a row stay, so that no edit is made stale by it, and
  edits compare keyframes without it; what an edit touches waits for review again.
- Written in parts, and only what changes of a row: a clip may have 100,000 of them.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, update

from crypto.keyring import Keyring
from models.annotation.track import Status
from models.errors import StaleRevisionError
from models.tables.examples import ExampleRow
from models.verified_table import Row, VerifiedTable, uuid_of

_AT_ONCE = 2_000

# From an object's id to where it stands; None leaves it as it is.
StatusOf = Callable[[UUID], Status | None]


class StatusRows:
    """Writes statuses inside a transaction of the caller's."""

    def __init__(self, keyring: Keyring) -> None:
        self._table = VerifiedTable(keyring, ExampleRow)

    def mark(
        self, connection: Connection, object_ids: Collection[UUID], status_of: StatusOf
    ) -> None:
        """Give the boxes of these objects their status."""
        ids = [one.bytes for one in object_ids]
        for column in ("track_id", "box_id"):
            self._write(connection, self._table.rows_of(connection, column, ids), status_of)

    def mark_all(self, connection: Connection, clip_id: UUID, status_of: StatusOf) -> None:
        """Give all boxes of a clip their status."""
        c = self._table.c
        rows = self._table.read(connection, c.clip_id == clip_id.bytes, c.deleted == 0)
        self._write(connection, rows, status_of)

    def _write(self, connection: Connection, rows: Iterable[Row], status_of: StatusOf) -> None:
        at = self._table.at
        changes: list[dict[str, Any]] = []
        for row in rows:
            owner = row[at["track_id"]] or row[at["box_id"]]
            if row[at["deleted"]] or owner is None:
                continue
            status = status_of(uuid_of(owner))
            if status is not None and row[at["status"]] != str(status):
                changes.append(self._changed(row, status))
        self._send(connection, changes)

    def _changed(self, row: Row, status: Status) -> dict[str, Any]:
        at, values = self._table.at, list(row[:-1])
        values[at["status"]] = str(status)
        return {
            "was_id": row[at["id"]],
            "was_revision": row[at["revision"]],
            "new_status": str(status),
            "new_tag": self._table.tagger.tag(values),
        }

    def _send(self, connection: Connection, changes: Sequence[dict[str, Any]]) -> None:
        c = self._table.c
        statement = (
            update(self._table.table)
            .where(c.id == bindparam("was_id"), c.revision == bindparam("was_revision"))
            .values(status=bindparam("new_status"), row_tag=bindparam("new_tag"))
        )
        tagged = connection.execution_options(safelight_unit_of_work=True)
        for start in range(0, len(changes), _AT_ONCE):
            some = changes[start : start + _AT_ONCE]
            written = tagged.execute(statement, some).rowcount
            if written not in (-1, len(some)):
                raise StaleRevisionError(self._table.name, [uuid_of(one["was_id"]) for one in some])
