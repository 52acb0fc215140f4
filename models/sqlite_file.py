"""SQLite in a file: how it is opened, backed up and rescued.

- WAL and `synchronous=FULL`: a commit is on the disk when it returns.
- `temp_store=MEMORY` and `secure_delete`: nothing is written beside the file and its WAL, and
  what is deleted is overwritten. All that lies there is sealed anyway.
- Never open and close the file by hand while a connection is open in this process: POSIX drops
  the process's locks on it, SQLite's too.
"""

import os
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from models.errors import DatabaseFullError, DatabaseReadOnlyError

_BUSY_MS = 10_000


def create_private_file(path: Path) -> None:
    """Make an empty file that only its owner can read, unless there is one.

    Raises:
        FileNotFoundError, PermissionError: the folder is not there or cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return
    os.close(descriptor)


def connect(path: Path) -> sqlite3.Connection:
    """Open the file for reading and writing."""
    connection = _connect(path, "mode=rw")
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA foreign_keys=ON")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_read_only(path: Path) -> sqlite3.Connection:
    """Open the file for reading, also where nothing can be written beside it.

    A WAL database needs a shared-memory file beside it. Where that cannot be made (a full disk,
    a read-only folder), the WAL's index is kept in this process's memory instead, without locks.
    Without a WAL beside it nothing is made at all: SQLite would want to make an empty one.
    """
    connection = _connect(path, "mode=ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        wal = path.with_name(path.name + "-wal")
        if not wal.exists() or not wal.stat().st_size:
            return _connect(path, "mode=ro&immutable=1")
        connection = _connect(path, "mode=ro&vfs=unix-none")
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    except BaseException:
        # Not a database at all: nothing would close the connection.
        connection.close()
        raise
    return connection


def _connect(path: Path, options: str) -> sqlite3.Connection:
    # Autocommit: the engine begins transactions itself, DDL and reads included.
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?{options}",
        uri=True,
        timeout=_BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
    )
    # SQLite does not look into texts. One that is no UTF-8 must reach whoever checks its row's tag:
    # the driver's own error would name no row, and looks like a database that is away.
    connection.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    connection.execute("PRAGMA temp_store=MEMORY")
    return connection


def back_up(connection: sqlite3.Connection, path: Path, *, schema: str) -> Path:
    """Write a compact copy beside the file and return its path. It is ciphertext like the file.

    Raises:
        sqlite3.Error: it cannot be written, or the database is damaged.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    copy = path.with_name(f"{path.name}.schema-{schema}.{stamp}.backup")
    create_private_file(copy)
    connection.execute("VACUUM INTO ?", (str(copy),))
    return copy


def rescue_copy(path: Path) -> Path:
    """Copy a database that cannot be opened, and its WAL, byte by byte; return the copy's path.

    The copy lies beside the file and is as sealed as the file. No connection to the file may be
    open in this process.

    Raises:
        DatabaseFullError: there is no room for it; no half copy is left.
        DatabaseReadOnlyError: the folder cannot be written.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    copy = path.with_name(f"{path.name}.rescue-{stamp}")
    made: list[Path] = []
    try:
        for suffix in ("", "-wal"):
            source = path.with_name(path.name + suffix)
            if source.exists():
                target = copy.with_name(copy.name + suffix)
                create_private_file(target)
                made.append(target)
                _copy_bytes(source, target)
    except OSError as error:
        for target in made:
            target.unlink(missing_ok=True)
        if isinstance(error, PermissionError):
            raise DatabaseReadOnlyError("The folder of the database cannot be written") from error
        raise DatabaseFullError("There is no room for a copy of the database") from error
    return copy


def _copy_bytes(source: Path, target: Path) -> None:
    with source.open("rb") as reader, target.open("wb") as writer:
        shutil.copyfileobj(reader, writer)
        writer.flush()
        os.fsync(writer.fileno())
