"""The way to one project's rows that its stores share: the database, the keys, in whose name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import Connection

from crypto.keyring import Keyring
from models.audit.writer import AuditWriter
from models.engine import Database
from models.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class StoreAccess:
    """What a store reads and writes with; one for all stores of an open project.

    Attributes:
        author: the person in whose name rows are written.
        writer: counts as one writer, so that others see that something changed.
        audit: notes what was written, in the same transaction; None where nothing is noted.
        check: asked first in each transaction that writes; raises where the author must not.
    """

    database: Database
    keyring: Keyring
    author: UUID
    writer: UUID = field(default_factory=uuid4)
    audit: AuditWriter | None = None
    check: Callable[[Connection], object] | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for reading."""
        with self.database.reading() as connection:
            yield connection

    @contextmanager
    def working(self) -> Iterator[UnitOfWork]:
        """Give the unit of work of one transaction; `flush` it before the end.

        Raises:
            DatabaseError: see `Database.writing`.
            whatever `check` refuses; nothing is written then.
        """
        with self.database.writing() as connection:
            if self.check is not None:
                self.check(connection)
            yield UnitOfWork(connection, author=self.author, writer=self.writer, audit=self.audit)
        if self.audit is not None:
            self.audit.committed(connection)
