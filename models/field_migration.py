"""Take the older system's rows over: seal their values anew, and give each row its tag.

- A row without a tag waits for this and is read nowhere else. Once it has one it is never touched
  again, so a run that was cancelled or killed goes on where it was.
- Each batch is one transaction. A row of which one value cannot be taken over stays as it is, is
  reported and counted; none is dropped.
- Under the read policy `authenticated` no such row is taken over: without a tag nothing vouches
  that its values belong together.
- A row that names who wrote it bore a tag once, and somebody took it away: it is refused.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, select

from crypto.keyring import Keyring
from models.engine import Database
from models.integrity import StoredValue
from models.older_fields import FieldForm
from models.older_rows import OlderRows, RefusedRowError, id_of
from models.unit_of_work import UnitOfWork
from models.verified_table import NamedRow, VerifiedTable

_ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class FieldFailure:
    """A row that stays as it is. column: of the value at fault; "" where it is the whole row."""

    table: str
    row_id: UUID
    column: str
    reason: str


@dataclass(slots=True)
class FieldReport:
    """What a run found and did.

    rows: rows without a tag that were looked at, by table; migrated: those that have one now (in
        a dry run: would have).
    values: by table, column and form, of all rows that were looked at.
    left: rows that are without a tag after the run, counted in the database.
    """

    rows: Counter[str] = field(default_factory=Counter)
    migrated: Counter[str] = field(default_factory=Counter)
    values: Counter[tuple[str, str, FieldForm]] = field(default_factory=Counter)
    failures: list[FieldFailure] = field(default_factory=list)
    left: int = 0
    cancelled: bool = False


class FieldMigration:
    """Takes the waiting rows of one database over, in one person's name. Blocks.

    Raises (from every method):
        DatabaseError: of the kind that fits; batches that were done stay done.
        LockedError: the keyring was closed.
    """

    def __init__(self, database: Database, keyring: Keyring, *, author: UUID) -> None:
        self._database = database
        self._keyring = keyring
        self._author = author
        self._writer = uuid4()

    def waiting(self) -> int:
        """Count the rows without a tag."""
        with self._database.reading() as connection:
            tables = OlderRows(self._keyring).tables
            return sum(_count_waiting(connection, table) for table in tables)

    def run(
        self,
        *,
        dry_run: bool = False,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> FieldReport:
        """Take over what can be; a dry run only finds out what would become of each row.

        `progress` is told rows done and rows in all; `cancelled` is asked before each batch.
        """
        report = FieldReport()
        if total := self.waiting():
            rows = OlderRows(self._keyring)
            with self._database.reading() as connection:
                rows.learn_labels(connection)
            for table in rows.tables:
                last: StoredValue = None
                while not report.cancelled:
                    if cancelled is not None and cancelled():
                        report.cancelled = True
                        break
                    last = self._batch(rows, table, last, report, dry_run=dry_run)
                    if last is None:
                        break
                    if progress is not None:
                        done = report.rows.total()
                        progress(done, max(done, total))
            report.values = rows.counted
        report.left = self.waiting()
        return report

    def _batch(
        self,
        rows: OlderRows,
        table: VerifiedTable,
        last: StoredValue,
        report: FieldReport,
        *,
        dry_run: bool,
    ) -> StoredValue:
        """Do the rows after the one of id `last`; return the last id, None after the end."""
        with self._transaction(dry_run=dry_run) as connection:
            work = UnitOfWork(connection, author=self._author, writer=self._writer)
            taken_over = 0
            waiting = _waiting_rows(connection, table, last, lock=not dry_run)
            for row in waiting:
                try:
                    values = rows.values(connection, table, row)
                except RefusedRowError as refused:
                    failure = FieldFailure(table.name, id_of(row), refused.column, refused.reason)
                    report.failures.append(failure)
                    continue
                taken_over += 1
                if row["deleted"]:
                    work.bury(table, {**row, **values})
                else:
                    work.replace(table, row, values)
            if taken_over and not dry_run:
                work.flush()
        if not waiting:
            return None
        report.rows[table.name] += len(waiting)
        report.migrated[table.name] += taken_over
        last_id: StoredValue = waiting[-1]["id"]
        return last_id

    def _transaction(self, *, dry_run: bool) -> AbstractContextManager[Connection]:
        return self._database.reading() if dry_run else self._database.writing()


def _waiting_rows(
    connection: Connection, table: VerifiedTable, last: StoredValue, *, lock: bool
) -> list[NamedRow]:
    after = [] if last is None else [table.c.id > last]
    statement = table.select(table.c.row_tag.is_(None), *after).order_by(table.c.id)
    statement = statement.limit(_ROWS_AT_ONCE)
    if lock:
        statement = statement.with_for_update()
    return [table.named(tuple(row)) for row in connection.execute(statement)]


def _count_waiting(connection: Connection, table: VerifiedTable) -> int:
    waiting = select(func.count()).select_from(table.table).where(table.c.row_tag.is_(None))
    return int(connection.scalar(waiting) or 0)
