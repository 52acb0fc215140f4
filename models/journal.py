"""The local, sealed list of edits that a commit to the database follows.

One SQLite file of its own, written before the database is: what stands here is not lost when
the process dies. Its entries are sealed, each with its place in the list, so that none can be
read, altered or put elsewhere without being noticed.
"""

from pathlib import Path
from typing import Self
from uuid import UUID

from crypto.keyring import Keyring
from models.annotation.edits import Edit


class Journal:
    """One process's journal. Used by one thread at a time; may change threads.

    Raises (on opening):
        JournalInUseError: another process holds it: take another path.
        JournalDamagedError: the file is no journal.
        JournalUnwritableError: it cannot be written.
    """

    def __init__(self, path: Path, keyring: Keyring) -> None:
        raise NotImplementedError

    def append(self, clip_id: UUID, edit: Edit) -> int:
        """Write an edit down for good and return its place; it is pending now.

        Raises:
            JournalUnwritableError: editing must stop.
        """
        raise NotImplementedError

    def mark_saved(self, seq: int) -> None:
        """Note that the database has the edit.

        Raises:
            JournalUnwritableError: editing must stop.
        """
        raise NotImplementedError

    def pending(self) -> list[tuple[int, UUID, Edit]]:
        """Return the edits that the database may not have yet, in order.

        Raises:
            JournalDamagedError: an entry was altered or moved.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Close the file and let it go."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
