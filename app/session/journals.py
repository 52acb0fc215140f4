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

from app.session.errors import LeftOverEditsError
from crypto.keyring import Keyring
from models.annotation.edits import Edit
from models.annotation.errors import StaleEditError
from models.errors import (
    JournalDamagedError,
    JournalInUseError,
    RowAlteredError,
    RowMissingError,
    StaleRevisionError,
)
from models.journal import Journal
from models.records import Revisions
from models.store import ProjectStore

_log = logging.getLogger(__name__)
_TRIES = 8


@dataclass(slots=True)
class ReplayReport:
    """What was found in left-over journals.

    saved: edits that are in the database now (or were already).
    refused: edits that no longer fit; their journals are kept as `refused-…`.
    damaged: journals that cannot be read; they are kept as `damaged-…`.
    waiting: edits of clips whose rows cannot be believed; their journals stay for the next start.
    """

    saved: int = 0
    refused: list[tuple[UUID, Edit]] = field(default_factory=list)
    damaged: int = 0
    waiting: int = 0

    @property
    def problem(self) -> LeftOverEditsError | None:
        """What the person has to be told, or None when everything was taken over."""
        said = []
        if self.refused:
            said.append(f"{len(self.refused)} changes no longer fit, somebody else was faster")
        if self.damaged:
            said.append(f"{self.damaged} journals are damaged")
        if self.waiting:
            said.append(f"{self.waiting} changes belong to a clip that was altered")
        return LeftOverEditsError("; ".join(said)) if said else None


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
        waiting = 0
        replay = _Replay(store)
        with Journal(path, keyring) as journal:
            for entry, clip_id, edit in journal.pending():
                try:
                    replay.apply(clip_id, edit)
                except (StaleEditError, StaleRevisionError, RowMissingError) as error:
                    _log.warning("edit %s refused at replay: %s", edit.id, type(error).__name__)
                    refused.append((clip_id, edit))
                except RowAlteredError:
                    _log.exception("edit %s waits: its clip was altered", edit.id)
                    waiting += 1
                else:
                    journal.mark_saved(entry)
                    report.saved += 1
        report.refused += refused
        report.waiting += waiting
        if waiting:
            return
        if refused:
            _keep_as(path, "refused-")
        else:
            path.unlink(missing_ok=True)


class _Replay:
    """Applies edits that have no revisions of their own; each clip is loaded once, not each time.

    That an edit fits is seen by what stood there before it, which the store compares.
    """

    def __init__(self, store: ProjectStore) -> None:
        self._store = store
        self._revisions: dict[UUID, Revisions] = {}

    def apply(self, clip_id: UUID, edit: Edit) -> None:
        """Store one edit; raises as `ProjectStore.apply_edit`."""
        known = self._revisions.pop(clip_id, None)
        if known is not None:
            try:
                self._revisions[clip_id] = self._store.apply_edit(clip_id, edit, known)
            except StaleRevisionError:
                _log.info("clip %s was changed by another process meanwhile", clip_id)
            else:
                return
        fresh = self._store.load_annotation(clip_id).revisions
        self._revisions[clip_id] = fresh
        self._revisions[clip_id] = self._store.apply_edit(clip_id, edit, fresh)


def _keep_as(path: Path, prefix: str) -> None:
    path.rename(path.with_name(path.name.replace("journal-", prefix)))
