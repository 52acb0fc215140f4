"""One journal a running process, and the adoption of those that a killed one left behind.

An open journal is locked by its process, so two windows on one project never write into the same
one, and a journal that can be opened is known to be left over. Left-over journals are replayed into
the database, which knows by its outbox what it has already.
"""

import logging
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from crypto.keyring import Keyring
from models.annotation.edits import Edit
from models.annotation.errors import StaleEditError
from models.errors import (
    JournalDamagedError,
    JournalInUseError,
    RowMissingError,
    StaleRevisionError,
)
from models.journal import Journal
from models.store import ProjectStore

_log = logging.getLogger(__name__)
_TRIES = 8


@dataclass(slots=True)
class ReplayReport:
    """What was found in left-over journals.

    saved: edits that are in the database now (or were already).
    refused: edits that no longer fit; their journals are kept as `refused-…`.
    damaged: journals that cannot be read; they are kept as `damaged-…`.
    """

    saved: int = 0
    refused: list[tuple[UUID, Edit]] = field(default_factory=list)
    damaged: int = 0


class JournalFolder:
    """The journals of one project on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open_own(self, keyring: Keyring) -> Journal:
        """Make this process's journal.

        Raises:
            JournalError: the state folder cannot be written.
            OSError: it cannot be made.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(_TRIES - 1):
            try:
                return Journal(self._new_path(), keyring)
            except JournalInUseError:
                # Another process that starts just now took the new file for a left-over one.
                _log.info("a new journal was looked at by another process, trying again")
        return Journal(self._new_path(), keyring)

    def replay_left_over(self, keyring: Keyring, store: ProjectStore) -> ReplayReport:
        """Bring the edits of dead processes into the database, and remove their journals.

        Raises:
            DatabaseError: the database is away; the journals stay for the next start.
        """
        report = ReplayReport()
        for path in sorted(self._folder.glob("journal-*.db")):
            try:
                self._replay(path, keyring, store, report)
            except JournalInUseError:
                continue
            except JournalDamagedError:
                _log.exception("a left-over journal cannot be read and is kept aside")
                report.damaged += 1
                _keep_as(path, "damaged-")
        return report

    def _new_path(self) -> Path:
        return self._folder / f"journal-{uuid.uuid4().hex}.db"

    def _replay(
        self, path: Path, keyring: Keyring, store: ProjectStore, report: ReplayReport
    ) -> None:
        refused: list[tuple[UUID, Edit]] = []
        with Journal(path, keyring) as journal:
            for entry, clip_id, edit in journal.pending():
                try:
                    store.apply_edit(clip_id, edit, store.load_annotation(clip_id).revisions)
                except (StaleEditError, StaleRevisionError, RowMissingError) as error:
                    _log.warning("edit %s refused at replay: %s", edit.id, type(error).__name__)
                    refused.append((clip_id, edit))
                else:
                    journal.mark_saved(entry)
                    report.saved += 1
        report.refused += refused
        if refused:
            _keep_as(path, "refused-")
        else:
            path.unlink(missing_ok=True)


def _keep_as(path: Path, prefix: str) -> None:
    path.rename(path.with_name(path.name.replace("journal-", prefix)))
