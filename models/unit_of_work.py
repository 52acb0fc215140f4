"""The one way in which tagged rows are written.

It raises the revision, notes who wrote, computes the tag over exactly what is stored, and sends
all columns. Values come in sealed. Everything is collected and written by `flush`, in an order
in which no two live rows ever claim the same place:

1. rows that end, 2. rows that move are set aside, 3. rows that change, 4. new rows.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, update

from crypto.scopes import PROJECT_SCOPE
from models.audit.entry import Event
from models.audit.writer import AuditWriter
from models.errors import StaleRevisionError
from models.integrity import StoredValue
from models.tables import Base, WriterRow
from models.verified_table import NamedRow, VerifiedTable, uuid_of


class UnitOfWork:
    """The writes of one transaction.

    Args:
        connection: from `Database.writing`.
        author: in whose name it is written.
        writer: the store that writes; its count of writes is raised.
        audit: where `note` puts events; None leaves them out.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        author: UUID,
        writer: UUID,
        audit: AuditWriter | None = None,
    ) -> None:
        self.connection = connection
        self._author = author.bytes
        self._writer = writer
        self._audit = audit
        self._pending: dict[str, _Pending] = {}
        # What the project does to all rows of a kind is nobody's work on each of them.
        self.keeps_authors = False

    def insert(
        self, table: VerifiedTable, values: Mapping[str, StoredValue], *, revision: int = 1
    ) -> None:
        """Write a new row; columns that are not named are NULL."""
        row: NamedRow = {**dict.fromkeys(table.columns), "scope_id": PROJECT_SCOPE, **values}
        self._of(table).new.append(self._tagged(table, row, revision, deleted=False))

    def replace(
        self,
        table: VerifiedTable,
        row: NamedRow,
        values: Mapping[str, StoredValue],
        *,
        revision: int | None = None,
        moves: bool = False,
    ) -> int:
        """Write a row that was read in this transaction anew, live; return its new revision.

        `values` are the columns that change; `revision` is a higher one than the next, where the
        row stands for more than itself; `moves` tells that the place changes on which it must be
        alone.
        """
        number = _next(row) if revision is None else revision
        pending = self._of(table)
        changed = self._tagged(table, {**row, **values}, number, deleted=False)
        pending.changed.append(_update_of(changed, row))
        if moves and not row["deleted"]:
            pending.set_aside.append(row["id"])
        return number

    def bury(self, table: VerifiedTable, row: NamedRow, *, revision: int | None = None) -> int:
        """Make a row a tombstone: it stays, but nothing that it had sealed does."""
        number = _next(row) if revision is None else revision
        emptied = {**row, **dict.fromkeys(table.telling)}
        dead = self._tagged(table, emptied, number, deleted=True)
        self._of(table).ended.append(_update_of(dead, row))
        return number

    def note(self, event: Event | None) -> None:
        """Put an event into the audit log, in this transaction.

        Note it behind all other writes: whoever notes something holds up the device's other notes.
        """
        if self._audit is not None and event is not None:
            self._audit.append(self.connection, event)

    def flush(self) -> None:
        """Write what was collected, and count the write.

        Raises:
            StaleRevisionError: a row is not at the revision any more at which it was read.
        """
        for table in Base.metadata.sorted_tables:
            # Tables that others refer to come first.
            if (pending := self._pending.get(table.name)) is not None:
                pending.write(self.connection)
        self._pending.clear()
        self._count()

    def _of(self, table: VerifiedTable) -> "_Pending":
        return self._pending.setdefault(table.name, _Pending(table))

    def _tagged(
        self, table: VerifiedTable, row: NamedRow, revision: int, *, deleted: bool
    ) -> NamedRow:
        row["revision"] = revision
        if not self.keeps_authors or row.get("updated_by") is None:
            row["updated_by"] = self._author
        row["deleted"] = int(deleted)
        row["row_tag"] = table.tagger.tag([row[column] for column in table.columns])
        return row

    def _count(self) -> None:
        mine = WriterRow.id == self._writer
        raised = self.connection.execute(
            update(WriterRow).where(mine).values(writes=WriterRow.writes + 1)
        )
        if not raised.rowcount:
            self.connection.execute(insert(WriterRow).values(id=self._writer, writes=1))


class _Pending:
    """What is collected for one table."""

    def __init__(self, table: VerifiedTable) -> None:
        self._table = table
        self.ended: list[NamedRow] = []
        self.set_aside: list[StoredValue] = []
        self.changed: list[NamedRow] = []
        self.new: list[NamedRow] = []

    def write(self, connection: Connection) -> None:
        table = self._table.table
        tagged = connection.execution_options(safelight_unit_of_work=True)
        self._update(tagged, self.ended)
        for row_id in self.set_aside:
            # Within the transaction only: the row is written whole right after.
            tagged.execute(update(table).where(table.c.id == row_id).values(deleted=1))
        self._update(tagged, self.changed)
        if self.new:
            tagged.execute(insert(table), self.new)

    def _update(self, connection: Connection, rows: list[NamedRow]) -> None:
        if not rows:
            return
        table = self._table.table
        statement = update(table).where(
            table.c.id == bindparam("was_id"), table.c.revision == bindparam("was_revision")
        )
        values: dict[str, Any] = {
            name: bindparam(name) for name in (*self._table.columns, "row_tag") if name != "id"
        }
        written = connection.execute(statement.values(values), rows).rowcount
        if written not in (-1, len(rows)):
            raise StaleRevisionError(self._table.name, [uuid_of(row["was_id"]) for row in rows])


def _update_of(changed: NamedRow, row: NamedRow) -> NamedRow:
    """Name the row by what it was.

    Its id is not set anew: that would make SQLite look through all rows that refer to it.
    """
    update_row = {**changed, "was_id": row["id"], "was_revision": row["revision"]}
    del update_row["id"]
    return update_row


def _next(row: NamedRow) -> int:
    return int(row["revision"]) + 1
