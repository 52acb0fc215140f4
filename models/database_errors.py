"""Translates what SQLite and PostgreSQL say into errors that tell what to do.

Constraint violations and programming errors pass: the store knows what the former mean, and the
latter are bugs.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import exc
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from models.errors import (
    DatabaseDamagedError,
    DatabaseError,
    DatabaseFullError,
    DatabaseReadOnlyError,
    DatabaseUnavailableError,
)

# Below this a full disk can show itself as almost any I/O error.
_NO_ROOM_BYTES = 256 * 1024

_BY_SQLSTATE: dict[str, type[DatabaseError]] = {
    "25006": DatabaseReadOnlyError,  # read_only_sql_transaction
    "42501": DatabaseReadOnlyError,  # insufficient_privilege
    "53100": DatabaseFullError,  # disk_full
    "XX001": DatabaseDamagedError,  # data_corrupted
    "XX002": DatabaseDamagedError,  # index_corrupted
}

_MESSAGES: dict[type[DatabaseError], str] = {
    DatabaseReadOnlyError: "The database cannot be written",
    DatabaseFullError: "There is no room left for the database",
    DatabaseDamagedError: "The database is damaged",
    DatabaseUnavailableError: "The database does not answer",
}


@contextmanager
def translated_errors(sqlite_path: Path | None) -> Iterator[None]:
    """Raise `DatabaseError`s for what the database says; `sqlite_path` is the file, if it is one.

    Raises:
        DatabaseReadOnlyError, DatabaseFullError, DatabaseDamagedError, DatabaseUnavailableError
    """
    try:
        yield
    except (IntegrityError, ProgrammingError) as error:
        kind = _BY_SQLSTATE.get(getattr(error.orig, "sqlstate", None) or "")
        if kind is None:
            raise
        raise kind(_MESSAGES[kind]) from error
    except exc.TimeoutError as error:
        raise DatabaseUnavailableError("All connections to the database are in use") from error
    except DBAPIError as error:
        kind = _kind_of(error.orig, sqlite_path)
        raise kind(_MESSAGES[kind]) from error
    except sqlite3.Error as error:
        kind = kind_of_sqlite_error(error, sqlite_path)
        raise kind(_MESSAGES[kind]) from error


def _kind_of(error: BaseException | None, sqlite_path: Path | None) -> type[DatabaseError]:
    if isinstance(error, sqlite3.Error):
        return kind_of_sqlite_error(error, sqlite_path)
    sqlstate = getattr(error, "sqlstate", None) or ""
    return _BY_SQLSTATE.get(sqlstate, DatabaseUnavailableError)


def kind_of_sqlite_error(error: sqlite3.Error, path: Path | None) -> type[DatabaseError]:
    """Return the kind of error that SQLite's result code stands for."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return DatabaseFullError
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return DatabaseDamagedError
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):
        if _no_room(path):
            return DatabaseFullError
        return DatabaseReadOnlyError if _closed_to_writes(path) else DatabaseUnavailableError
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return DatabaseReadOnlyError
    return DatabaseUnavailableError


def _no_room(path: Path | None) -> bool:
    try:
        return path is not None and shutil.disk_usage(path.parent).free < _NO_ROOM_BYTES
    except OSError:
        return False


def _closed_to_writes(path: Path | None) -> bool:
    """Tell whether the file is there to be read, but it or its folder cannot be written.

    In such a folder SQLite cannot make the files that it needs beside the database.
    """
    return (
        path is not None
        and os.access(path, os.R_OK)
        and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    )
