"""The local, sealed list of edits that a commit to the database follows.

One SQLite file of its own, written before the database is: what stands here is not lost when
the process dies.

- Each entry is sealed together with its place in the list, its clip and what it is in the
  history, so none can be read, altered, swapped or moved without being noticed.
- Entries of the steps that can be undone or done again stay when they are saved: they are the
  history. Those of no step, and those of steps that were dropped, go as soon as they are saved.
- Which entries belong to a step stands beside them in clear, by random ids: only what is tidied up
  goes by it, never what is believed.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from crypto.errors import DecryptionError, UnknownKeyError
from crypto.field import field_cipher
from crypto.keyring import Keyring
from models.annotation.edits import Edit
from models.annotation.errors import EditFormatError
from models.database_errors import kind_of_sqlite_error
from models.errors import (
    DatabaseDamagedError,
    JournalDamagedError,
    JournalError,
    JournalForeignError,
    JournalInUseError,
    JournalUnwritableError,
)
from models.journal_entry import JournalEntry, Move, StepMark, entry_of, form_of
from models.sqlite_file import create_private_file

_FORM = 2
# SQLite's largest integer; a journal never comes near it.
_LARGEST_PLACE = (1 << 63) - 1
_CREATE = (
    """
    CREATE TABLE IF NOT EXISTS entries (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        saved INTEGER NOT NULL DEFAULT 0,
        sealed TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS marks (
        step TEXT NOT NULL,
        seq INTEGER NOT NULL,
        moved INTEGER NOT NULL,
        PRIMARY KEY (step, seq)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX IF NOT EXISTS marks_of_an_entry ON marks (seq)",
)
_TIDY = """
    DELETE FROM entries
    WHERE seq = ? AND saved = 1 AND NOT EXISTS (SELECT 1 FROM marks WHERE marks.seq = entries.seq)
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

    def append(
        self,
        clip_id: UUID,
        edit: Edit,
        mark: StepMark | None = None,
        *,
        dropped: Iterable[UUID] = (),
    ) -> int:
        """Write an edit down for good and return its place; it is pending now.

        `mark` says what it is in the history, `dropped` are steps that it takes out of there.

        Raises:
            JournalUnwritableError: editing must stop.
        """
        (seq,) = self.append_all(clip_id, ((edit, mark, frozenset(dropped)),))
        return seq

    def append_all(
        self,
        clip_id: UUID,
        edits: Iterable[tuple[Edit, StepMark | None, frozenset[UUID]]],
    ) -> list[int]:
        """Write several edits down as `append` does, each with its mark and what it drops.

        All of them are kept, or none.

        Raises:
            JournalUnwritableError: editing must stop.
        """
        with self._writing() as connection:
            return [
                self._append(connection, clip_id, edit, mark, dropped)
                for edit, mark, dropped in edits
            ]

    def mark_saved(self, seq: int) -> None:
        """Note that the database has the edit.

        Raises:
            JournalUnwritableError: it cannot be noted. A replay is safe all the same.
        """
        with self._writing() as connection:
            connection.execute("UPDATE entries SET saved = 1 WHERE seq = ?", (seq,))
            connection.execute(_TIDY, (seq,))

    def refuse(self, seq: int) -> None:
        """Take out an edit that the database did not take: it never happened.

        Raises:
            JournalUnwritableError: it cannot be noted. A replay will refuse it as well.
        """
        with self._writing() as connection:
            connection.execute("DELETE FROM marks WHERE seq = ?", (seq,))
            connection.execute("DELETE FROM entries WHERE seq = ?", (seq,))

    def drop(self, steps: Iterable[UUID]) -> None:
        """Keep the entries of these steps no longer than the database needs them.

        Raises:
            JournalUnwritableError: nothing was dropped.
        """
        with self._writing() as connection:
            self._unmark(connection, steps)

    def pending(self) -> list[tuple[int, UUID, Edit]]:
        """Return the edits that the database may not have yet, in order.

        Raises:
            JournalDamagedError: an entry was altered or moved.
            JournalForeignError: one is under a key that is not in the keyring.
        """
        return [(entry.seq, entry.clip_id, entry.edit) for entry in self.pending_entries()]

    def pending_entries(self) -> list[JournalEntry]:
        """Return what `pending` does, with its marks; raises the same."""
        with self._translated():
            stored = self._connection.execute(
                "SELECT seq, sealed FROM entries WHERE saved = 0 ORDER BY seq"
            ).fetchall()
        return [self.opened(seq, sealed) for seq, sealed in stored]

    def count_pending(self) -> int:
        """Count what `pending` returns, also where no key opens it."""
        with self._translated():
            found = self._connection.execute("SELECT count(*) FROM entries WHERE saved = 0")
            return int(found.fetchone()[0])

    def last_place(self) -> int:
        """Return the place of the newest entry, 0 without one."""
        with self._translated():
            found = self._connection.execute("SELECT coalesce(max(seq), 0) FROM entries").fetchone()
        return int(found[0])

    def stored_steps(self, *, after: int, upto: int, limit: int) -> list[tuple[int, str]]:
        """Return the places and the ciphertexts of entries of steps, in order, for `opened`.

        Only those behind the place `after`, up to `upto`, and at most `limit` of them.
        """
        with self._translated():
            return self._connection.execute(
                "SELECT seq, sealed FROM entries WHERE seq > ? AND seq <= ?"
                " AND EXISTS (SELECT 1 FROM marks WHERE marks.seq = entries.seq)"
                " ORDER BY seq LIMIT ?",
                (after, upto, limit),
            ).fetchall()

    def opened(self, seq: int, sealed: str) -> JournalEntry:
        """Decrypt an entry; the only method that several threads may call at once.

        Raises:
            JournalDamagedError: the entry was altered or moved.
            JournalForeignError: it is under a key that is not in the keyring.
        """
        try:
            entry: Any = self._cipher.open_json(sealed)
            if entry["seq"] != seq:
                raise JournalDamagedError(f"Entry {seq} of the journal was moved")
            return entry_of(entry)
        except UnknownKeyError as error:
            raise JournalForeignError(f"Entry {seq} is under another key") from error
        except (DecryptionError, EditFormatError, ValueError, KeyError, TypeError) as error:
            raise JournalDamagedError(f"Entry {seq} of the journal was altered") from error

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
        if not 0 <= form <= _FORM:
            raise JournalDamagedError("The journal was written by a newer Safelight")
        # A view in the place of a table may never end, a trigger may undo what is written.
        foreign = "SELECT 1 FROM sqlite_master WHERE type NOT IN ('table', 'index')"
        if connection.execute(foreign).fetchone() is not None:
            raise JournalDamagedError("The journal was altered")
        with self._writing():
            for statement in _CREATE:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_FORM}")

    def _append(
        self,
        connection: sqlite3.Connection,
        clip_id: UUID,
        edit: Edit,
        mark: StepMark | None,
        dropped: frozenset[UUID],
    ) -> int:
        (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence").fetchone()
        if not isinstance(last, int) or not 0 <= last < _LARGEST_PLACE:
            raise JournalDamagedError("The journal's count of entries was altered")
        seq = last + 1
        sealed = self._cipher.seal_json(form_of(JournalEntry(seq, clip_id, edit, mark)))
        connection.execute("INSERT INTO entries (seq, sealed) VALUES (?, ?)", (seq, sealed))
        if mark is not None:
            moved = mark.move is not Move.DONE
            if moved:
                # Of a step that went to and fro, how it stands now is told by its last move.
                self._unmark(connection, mark.steps, moves_only=True)
            connection.executemany(
                "INSERT INTO marks (step, seq, moved) VALUES (?, ?, ?)",
                [(step.hex, seq, moved) for step in mark.steps],
            )
        self._unmark(connection, dropped)
        return seq

    @staticmethod
    def _unmark(
        connection: sqlite3.Connection, steps: Iterable[UUID], *, moves_only: bool = False
    ) -> None:
        """Take steps out of the history, or only what has been done with them since."""
        named = [(step.hex, int(moves_only)) for step in steps]
        left = [
            found
            for one in named
            for found in connection.execute(
                "SELECT seq FROM marks WHERE step = ? AND moved >= ?", one
            ).fetchall()
        ]
        connection.executemany("DELETE FROM marks WHERE step = ? AND moved >= ?", named)
        connection.executemany(_TIDY, left)

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
