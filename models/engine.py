"""The door to a database: SQLite in a file, or PostgreSQL.

Knows how to connect, begin and end; knows what no table means. See `models.store` for that.

- Reads see one state of the database from their first to their last statement.
- Writes to SQLite take the write lock at once, so that two of them never meet half way.
- Passwords are in no repr, no label and no error.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.dml import UpdateBase

from models import sqlite_file
from models.database_errors import translated_errors
from models.database_url import parse_database_url
from models.errors import DatabaseReadOnlyError, DatabaseUnavailableError, UntaggedWriteError
from models.migrate import bring_up_to_date
from models.tables import Base, SyncedRow

_CONNECT_TIMEOUT_S = 10
_WRITES = "safelight_writes"
UNIT_OF_WORK = "safelight_unit_of_work"
"""The execution option by which the UnitOfWork says that the rows it writes bear their tags."""


class Database:
    """An open database: a pool of connections. Thread-safe."""

    def __init__(self, url: URL, *, read_only: bool = False) -> None:
        """Prepare to connect; nothing is opened yet. Callers use `open_database`."""
        self.read_only = read_only
        self._is_sqlite = url.drivername == "sqlite"
        self.sqlite_path = Path(url.database or "").absolute() if self._is_sqlite else None
        self._label = (
            f"SQLite · {self.sqlite_path.name}"
            if self.sqlite_path
            else f"PostgreSQL · {url.host or 'local'}/{url.database or ''}"
        )
        self.engine = (
            _sqlite_engine(self.sqlite_path, read_only=read_only)
            if self.sqlite_path
            else _postgresql_engine(url)
        )
        event.listen(self.engine, "before_execute", _refuse_untagged_writes)

    @property
    def label(self) -> str:
        """Where the annotations lie, in words for the status bar."""
        return self._label

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Return a connection that sees one state of the database and writes nothing.

        Raises:
            DatabaseError: of the kind that fits.
        """
        options: dict[str, Any] = {}
        if not self._is_sqlite:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with (
            translated_errors(self.sqlite_path),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Return a connection whose writes are committed at the end, or not at all.

        Raises:
            DatabaseError: of the kind that fits.
        """
        if self.read_only:
            raise DatabaseReadOnlyError("The database was opened for reading only")
        with (
            translated_errors(self.sqlite_path),
            self.engine.connect().execution_options(**{_WRITES: True}) as connection,
            connection.begin(),
        ):
            yield connection

    def make_session(self) -> Session:
        """Return an ORM session for reading; a flush of tagged rows raises."""
        return Session(self.engine, expire_on_commit=False)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __repr__(self) -> str:
        return f"<Database {self._label}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_database(url: str, *, read_only: bool = False) -> Database:
    """Open a database, bring its schema up to date, and make sure that it can be written.

    `sqlite:///…`, `postgresql://…`, `postgres://…` and `postgresql+psycopg://…` are known, and
    `+psycopg2`, which older programs name. A back-up is made before the schema of an existing
    SQLite database is changed. With `read_only` nothing is changed, and a schema that is behind
    is refused.

    Raises:
        DatabaseUrlError: the URL is of no known kind.
        SchemaTooNewError: a newer Safelight wrote it.
        DatabaseReadOnlyError: it cannot be written (`DatabaseFullError`, `DatabaseDamagedError`
            say why): open it with `read_only`.
        DatabaseUnavailableError: there is no answer, or no such folder.
    """
    database = Database(parse_database_url(url), read_only=read_only)
    try:
        with translated_errors(database.sqlite_path):
            if database.sqlite_path is not None and not read_only:
                _make_file(database.sqlite_path)
            bring_up_to_date(database.engine, database.sqlite_path, read_only=read_only)
            if not read_only:
                _try_to_write(database)
    except BaseException:
        database.close()
        raise
    return database


def _make_file(path: Path) -> None:
    try:
        sqlite_file.create_private_file(path)
    except PermissionError as error:
        raise DatabaseReadOnlyError("The folder of the database cannot be written") from error
    except OSError as error:
        raise DatabaseUnavailableError("The folder of the database is not there") from error


def _try_to_write(database: Database) -> None:
    """Find out at the start, not at the first gesture, that nothing can be written."""
    with database.writing() as connection:
        if database.sqlite_path is None:
            if connection.scalar(text("SHOW transaction_read_only")) == "on":
                raise DatabaseReadOnlyError("The database server takes no writes")
            return
        # Setting it to what it is already writes a page all the same.
        version = connection.scalar(text("PRAGMA user_version"))
        connection.exec_driver_sql(f"PRAGMA user_version = {int(version or 0)}")


def _sqlite_engine(path: Path, *, read_only: bool) -> Engine:
    connect: Callable[[Path], sqlite3.Connection] = (
        sqlite_file.connect_read_only if read_only else sqlite_file.connect
    )
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: connect(path),
        poolclass=QueuePool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql_engine(url: URL) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": _CONNECT_TIMEOUT_S},
    )


_TAGGED_TABLES = frozenset(
    str(mapper.local_table.description)
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, SyncedRow)
)


def _refuse_untagged_writes(
    connection: Connection,
    clause: object,
    _multiparams: object,
    _params: object,
    execution_options: dict[str, Any],
) -> None:
    if not isinstance(clause, UpdateBase):
        return
    table = getattr(clause.table, "name", "")
    options = {**connection.get_execution_options(), **execution_options}
    if table in _TAGGED_TABLES and not options.get(UNIT_OF_WORK):
        raise UntaggedWriteError(table)
