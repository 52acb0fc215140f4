"""The local, sealed list of edits that a commit to the database follows.

One SQLite file of its own, written before the database is: what stands here is not lost when
the process dies.

- Each entry is sealed together with its place in the list and its clip, so none can be read,
  altered, swapped or moved without being noticed.
- Saved entries stay as the history; beyond `KEPT` of them the oldest go.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from crypto.errors import DecryptionError
from crypto.field import field_cipher
from crypto.keyring import Keyring
from models.annotation.edits import Edit
from models.annotation.errors import EditFormatError
from models.database_errors import kind_of_sqlite_error
from models.errors import (
    DatabaseDamagedError,
    JournalDamagedError,
    JournalError,
    JournalInUseError,
    JournalUnwritableError,
)
from models.sqlite_file import create_private_file

KEPT = 1000
"""How many saved entries stay."""

_FORM = 1
_CREATE = """
    CREATE TABLE IF NOT EXISTS entries (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        saved INTEGER NOT NULL DEFAULT 0,
        sealed TEXT NOT NULL
    )
"""


class Journal:
    """One process's journal. Used by one thread at a time; may change threads.

    Raises (on opening):
        JournalInUseError: another process holds it: take another path.
        JournalDamagedError: the file is no journal, or one of a newer version.
        JournalUnwritableError: it cannot be written.
    """

    def __init__(self, path: Path, keyring: Keyring) -> None:
        self._cipher = field_cipher(keyring, "journal", "sealed")
        self._path = path
        with self._translated():
            create_private_file(path)
            self._connection = sqlite3.connect(
                path, timeout=0, isolation_level=None, check_same_thread=False
            )
            try:
                self._set_up()
            except BaseException:
                self._connection.close()
                raise

    def append(self, clip_id: UUID, edit: Edit) -> int:
        """Write an edit down for good and return its place; it is pending now.

        Raises:
            JournalUnwritableError: editing must stop.
        """
        with self._writing() as connection:
            (last,) = connection.execute(
                "SELECT coalesce(max(seq), 0) FROM sqlite_sequence"
            ).fetchone()
            seq = int(last) + 1
            sealed = self._cipher.seal_json(
                {"seq": seq, "clip": clip_id.hex, "edit": edit.to_json()}
            )
            connection.execute("INSERT INTO entries (seq, sealed) VALUES (?, ?)", (seq, sealed))
        return seq

    def mark_saved(self, seq: int) -> None:
        """Note that the database has the edit.

        Raises:
            JournalUnwritableError: it cannot be noted. A replay is safe all the same.
        """
        with self._writing() as connection:
            connection.execute("UPDATE entries SET saved = 1 WHERE seq = ?", (seq,))
            connection.execute("DELETE FROM entries WHERE saved = 1 AND seq <= ?", (seq - KEPT,))

    def pending(self) -> list[tuple[int, UUID, Edit]]:
        """Return the edits that the database may not have yet, in order.

        Raises:
            JournalDamagedError: an entry was altered or moved.
        """
        with self._translated():
            stored = self._connection.execute(
                "SELECT seq, sealed FROM entries WHERE saved = 0 ORDER BY seq"
            ).fetchall()
        return [(seq, *self._opened(seq, sealed)) for seq, sealed in stored]

    def close(self) -> None:
        """Close the file and let it go; its WAL goes with it."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _set_up(self) -> None:
        connection = self._connection
        # Exclusive: held from the first access until it is closed, also against a second
        # process that would replay entries which this one is still working on.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        (form,) = connection.execute("PRAGMA user_version").fetchone()
        if form not in (0, _FORM):
            raise JournalDamagedError("The journal was written by a newer Safelight")
        with self._writing():
            connection.execute(_CREATE)
            connection.execute(f"PRAGMA user_version = {_FORM}")

    def _opened(self, seq: int, sealed: str) -> tuple[UUID, Edit]:
        try:
            entry: Any = self._cipher.open_json(sealed)
            if entry["seq"] != seq:
                raise JournalDamagedError(f"Entry {seq} of the journal was moved")
            return UUID(entry["clip"]), Edit.from_json(entry["edit"])
        except (DecryptionError, EditFormatError, ValueError, KeyError, TypeError) as error:
            raise JournalDamagedError(f"Entry {seq} of the journal was altered") from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._error_for(error) from error
        except OSError as error:
            raise JournalUnwritableError("The journal's folder cannot be written") from error

    def _error_for(self, error: sqlite3.Error) -> JournalError:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return JournalInUseError("Another process holds this journal")
        if kind_of_sqlite_error(error, self._path) is DatabaseDamagedError:
            return JournalDamagedError("The journal is damaged")
        return JournalUnwritableError("The journal cannot be written")
