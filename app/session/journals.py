"""One journal a running process, and the adoption of those that a killed one left behind.

A process holds an flock on its journal for as long as it lives, so two windows on one project never
write into the same one, and a journal without a holder is known to be left over. Left-over journals
are replayed into the database, which knows by its outbox what it has already.
"""

import fcntl
import logging
import os
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from crypto.keyring import Keyring
from models.annotation.edits import Edit
from models.annotation.errors import StaleEditError
from models.errors import StaleRevisionError
from models.journal import Journal
from models.store import ProjectStore

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class ReplayReport:
    """What was found in left-over journals: edits now saved, and edits that no longer fit."""

    saved: int = 0
    refused: list[tuple[UUID, Edit]] = field(default_factory=list)


class JournalFolder:
    """The journals of one project on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks: dict[Path, int] = {}

    def open_own(self, keyring: Keyring) -> Journal:
        """Make this process's journal.

        Raises:
            JournalError: the state folder cannot be written.
            OSError: the folder or the lock file cannot be made.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"journal-{uuid.uuid4().hex}.db"
        self._take(path)
        return Journal(path, keyring)

    def replay_left_over(self, keyring: Keyring, store: ProjectStore) -> ReplayReport:
        """Bring the edits of dead processes into the database.

        An edit that does not fit any more stays in its journal, which is then kept under
        `refused-…`; all other journals are removed once they are empty.

        Raises:
            DatabaseUnavailableError: the database is away; the journals stay for the next start.
        """
        report = ReplayReport()
        for path in sorted(self._folder.glob("journal-*.db")):
            if path in self._locks or not self._take(path):
                continue
            try:
                self._replay(path, keyring, store, report)
            finally:
                self._release(path)
        return report

    def close(self) -> None:
        """Give this process's journals up; the next start replays what is pending in them."""
        for path in tuple(self._locks):
            self._release(path)

    def _replay(
        self, path: Path, keyring: Keyring, store: ProjectStore, report: ReplayReport
    ) -> None:
        refused = 0
        journal = Journal(path, keyring)
        try:
            for entry, clip_id, edit in journal.pending():
                try:
                    store.apply_edit(clip_id, edit, store.load_annotation(clip_id).revisions)
                except (StaleEditError, StaleRevisionError) as error:
                    _log.warning(
                        "edit %s of clip %s refused at replay: %s", edit.id, clip_id, error
                    )
                    report.refused.append((clip_id, edit))
                    refused += 1
                else:
                    journal.mark_saved(entry)
                    report.saved += 1
        finally:
            journal.close()
        if refused:
            path.rename(path.with_name(path.name.replace("journal-", "refused-")))
        else:
            _remove(path)

    def _take(self, path: Path) -> bool:
        descriptor = os.open(
            path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._locks[path] = descriptor
        return True

    def _release(self, path: Path) -> None:
        if not path.exists():
            path.with_suffix(".lock").unlink(missing_ok=True)
        os.close(self._locks.pop(path))


def _remove(path: Path) -> None:
    for part in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        part.unlink(missing_ok=True)
