"""The project's lasting journal, those of further processes, and what killed ones left behind.

- `journal.db` lasts from run to run: it is the history. The first process that works on the project
  holds it; what is pending in it is replayed, and it goes on.
- Whoever finds it in use writes into a journal of its own, `journal-….db`, and begins with an empty
  history. Nobody holds it when that process is dead: it is replayed into the database, which knows
  by its outbox what it has already, and removed.
- An open journal is locked by its process, so two never write into the same one.
- A journal in which edits wait under a key that is not here is another project's, or was: nothing
  is written into it, and this process has one of its own meanwhile.
"""

import contextlib
import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from app.session.errors import LeftOverEditsError
from crypto.keyring import Keyring
from models.annotation.edits import Edit
from models.annotation.errors import StaleEditError
from models.errors import (
    JournalDamagedError,
    JournalForeignError,
    JournalInUseError,
    RowAlteredError,
    RowMissingError,
    StaleRevisionError,
)
from models.journal import Journal
from models.journal_entry import JournalEntry
from models.label_heirs import Heirs, read_heirs
from models.records import Revisions
from models.review.errors import ClipHandedInError
from models.store import ProjectStore

_log = logging.getLogger(__name__)
# It may not come in any more: others were faster, or handed the clip in.
_REFUSALS = (StaleEditError, StaleRevisionError, RowMissingError, ClipHandedInError)
_TRIES = 8
_LASTING = "journal.db"


@dataclass(slots=True)
class ReplayReport:
    """What was found in left-over journals.

    saved: edits that are in the database now (or were already).
    refused: edits that no longer fit; they are kept in `refused-…`.
    damaged: journals that cannot be read; they are kept as `damaged-…`.
    waiting: edits of clips whose rows cannot be believed; their journals stay for the next start.
    foreign: edits under keys that are not in the keyring; their journals are left alone.
    """

    saved: int = 0
    refused: list[tuple[UUID, Edit]] = field(default_factory=list)
    damaged: int = 0
    waiting: int = 0
    foreign: int = 0

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
        if self.foreign:
            said.append(
                f"{self.foreign} changes were made with another key, perhaps in another project"
            )
        return LeftOverEditsError("; ".join(said)) if said else None


class JournalFolder:
    """The journals of one project on this machine."""

    def __init__(self, folder: Path, *, lasting: bool = True) -> None:
        """`lasting` False leaves the lasting journal, and with it the history, to the others."""
        self._folder = folder
        self._lasting = lasting

    def take_over(self, keyring: Keyring, store: ProjectStore) -> tuple[Journal, ReplayReport]:
        """Open this process's journal, and bring what dead processes left into the database.

        Raises:
            JournalError: the state folder cannot be written.
            OSError: it cannot be made.
            DatabaseError: the database is away; the journals stay for the next start.
        """
        report = ReplayReport()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        journal = self._open_lasting(keyring, store, report)
        if journal is not None and not self._lasting:
            journal.close()
            journal = None
        journal = journal or self._open_own(keyring)
        try:
            self._replay_left_over(keyring, store, report)
        except BaseException:
            journal.close()
            raise
        return journal, report

    def _open_lasting(
        self, keyring: Keyring, store: ProjectStore, report: ReplayReport
    ) -> Journal | None:
        """Open the lasting journal and replay it; None where another process holds it."""
        path = self._folder / _LASTING
        for _ in range(_TRIES):
            try:
                journal = Journal(path, keyring)
            except JournalInUseError:
                return None
            except JournalDamagedError:
                _put_aside(path, report)
                continue
            try:
                self._replay_entries(journal, keyring, store, report)
            except JournalForeignError:
                _leave_alone(journal, report)
                journal.close()
                return None
            except JournalDamagedError:
                journal.close()
                _put_aside(path, report)
                continue
            except BaseException:
                journal.close()
                raise
            return journal
        return None

    def _open_own(self, keyring: Keyring) -> Journal:
        for _ in range(_TRIES - 1):
            try:
                return Journal(self._new_path(), keyring)
            except JournalInUseError:
                # Another process that starts just now took the new file for a left-over one.
                _log.info("a new journal was looked at by another process, trying again")
        return Journal(self._new_path(), keyring)

    def _replay_left_over(
        self, keyring: Keyring, store: ProjectStore, report: ReplayReport
    ) -> None:
        for path in sorted(self._folder.glob("journal-*.db")):
            try:
                with Journal(path, keyring) as journal:
                    try:
                        waiting = self._replay_entries(journal, keyring, store, report)
                    except JournalForeignError:
                        _leave_alone(journal, report)
                        continue
            except JournalInUseError:
                continue
            except JournalDamagedError:
                _put_aside(path, report)
                continue
            if not waiting:
                path.unlink(missing_ok=True)

    def _new_path(self) -> Path:
        return self._folder / f"journal-{uuid.uuid4().hex}.db"

    def _replay_entries(
        self, journal: Journal, keyring: Keyring, store: ProjectStore, report: ReplayReport
    ) -> int:
        """Bring what is pending into the database; return how much has to wait in the journal."""
        refused: list[JournalEntry] = []
        waiting = 0
        replay = _Replay(store)
        for entry in journal.pending_entries():
            edit = entry.edit
            try:
                replay.apply(entry.clip_id, edit)
            except _REFUSALS as error:
                _log.warning("edit %s refused at replay: %s", edit.id, type(error).__name__)
                refused.append(entry)
            except RowAlteredError:
                _log.exception("edit %s waits: its clip was altered", edit.id)
                waiting += 1
            else:
                journal.mark_saved(entry.seq)
                report.saved += 1
        if refused:
            self._keep_refused(refused, keyring)
            for entry in refused:
                journal.refuse(entry.seq)
        report.refused += [(entry.clip_id, entry.edit) for entry in refused]
        report.waiting += waiting
        return waiting

    def _keep_refused(self, refused: Iterable[JournalEntry], keyring: Keyring) -> None:
        """Put edits into a journal that nobody replays, before they go from their own."""
        path = self._folder / f"refused-{uuid.uuid4().hex}.db"
        with Journal(path, keyring) as kept:
            for entry in refused:
                kept.append(entry.clip_id, entry.edit, entry.mark)


class _Replay:
    """Applies edits that have no revisions of their own; each clip is loaded once, not each time.

    - That an edit fits is seen by what stood there before it, which the store compares.
    - What somebody has merged since the edit was made is read as its heir.
    """

    def __init__(self, store: ProjectStore) -> None:
        self._store = store
        self._revisions: dict[UUID, Revisions] = {}
        self._heirs: Heirs | None = None

    def apply(self, clip_id: UUID, edit: Edit) -> None:
        """Store one edit; raises as `ProjectStore.apply_edit`."""
        if self._heirs is None:
            self._heirs = _heirs(self._store)
        edit = self._heirs.inherited(edit)
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


def _heirs(store: ProjectStore) -> Heirs:
    """Return who took over; where that was altered nobody did, and the edit is taken as it is."""
    try:
        return read_heirs(store, store.labels())
    except RowAlteredError:
        _log.warning("what became of labels was altered: left-over edits keep theirs")
        return Heirs()


def _leave_alone(journal: Journal, report: ReplayReport) -> None:
    _log.warning("a left-over journal is under another key and is left alone")
    report.foreign += journal.count_pending()


def _put_aside(path: Path, report: ReplayReport) -> None:
    _log.exception("a left-over journal cannot be read and is kept aside")
    report.damaged += 1
    ending = path.stem.partition("-")[2] or uuid.uuid4().hex
    # Of two processes that start at once, one finds it moved already.
    with contextlib.suppress(FileNotFoundError):
        path.rename(path.with_name(f"damaged-{ending}.db"))
