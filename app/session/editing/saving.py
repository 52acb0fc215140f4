"""The way of an open clip's edits to the disk: the journal first, the database after it.

Each step runs on its writer's thread. What the journal has is never lost: while the database is
away, saving is tried again; where somebody else was first, what still fits is put on top of theirs.
"""

import logging
from collections.abc import Callable
from uuid import UUID

from app.session.editing.edit_way import EditWay
from app.session.editing.working_annotation import UnsavedEdit, WorkingAnnotation
from app.session.events import ClipEvent, EditSaved, EditsRefused, SaveDelayed
from crypto.errors import EncryptionError
from models.annotation.errors import StaleEditError
from models.errors import DatabaseError, JournalError, ModelError, StaleRevisionError
from models.records import LoadedAnnotation
from models.review.errors import ClipHandedInError
from models.store import ProjectStore

_log = logging.getLogger(__name__)
_RETRY_DELAYS_S = (0.5, 1.0, 2.0, 5.0, 10.0)


def retry_delay_s(failures: int) -> float:
    """Return how long to wait for a database that has failed so many times before."""
    return _RETRY_DELAYS_S[min(failures, len(_RETRY_DELAYS_S) - 1)]


class Saving:
    """Brings the unsaved edits of one clip into journal and database, in their order."""

    def __init__(
        self,
        clip_id: UUID,
        working: WorkingAnnotation,
        *,
        store: ProjectStore,
        way: EditWay,
        tell: Callable[[ClipEvent], None],
        stop: Callable[[Exception], None],
    ) -> None:
        """`stop` is called with what makes it impossible to keep any more edits."""
        self._clip_id = clip_id
        self._working = working
        self._store = store
        self._journal = way.journal
        self._journal_writer = way.journal_writer
        self._writer = way.database_writer
        self._tell = tell
        self._stop = stop
        self._failures = 0

    def begin(self) -> None:
        """Send what is unsaved on its way; return at once."""
        self._journal_writer.submit(self._journal_next)

    def flush(self) -> None:
        """Wait until the journal has every edit and the database what it takes."""
        self._journal_writer.flush()
        self._writer.flush()
        self._journal_writer.flush()

    def _journal_next(self) -> None:
        """On the journal's worker: commit what the journal does not have yet."""
        if self._journal is None:
            return
        try:
            waiting = [one for one in self._working.unsaved if one.journal_entry is None]
            entries = self._journal.append_all(
                self._clip_id, ((one.edit, one.mark, one.dropped) for one in waiting)
            )
            for unsaved, entry in zip(waiting, entries, strict=True):
                unsaved.journal_entry = entry
        except Exception as error:  # noqa: BLE001 - whatever it is: what is not kept must be told
            self._stop(error)
            return
        if self._failures == 0:
            self._writer.submit(self._save_next)

    def _save_next(self) -> None:
        """On the database's worker: bring into the database what the journal has."""
        try:
            while (first := self._working.first_unsaved) and first.journal_entry is not None:
                self._save(first)
        except DatabaseError as error:
            self._retry_later(error)
        except (StaleRevisionError, StaleEditError) as error:
            self._reload(error, self._working.rebase)
        except ClipHandedInError as error:
            # Somebody handed it in meanwhile: what they handed in is what is judged.
            self._reload(error, self._working.refuse_all)
        except Exception as error:  # noqa: BLE001 - as in `_journal_next`
            self._stop(error)

    def _save(self, unsaved: UnsavedEdit) -> None:
        working = self._working
        working.revisions = self._store.apply_edit(self._clip_id, unsaved.edit, working.revisions)
        self._failures = 0
        self._forget(unsaved)
        self._tell(EditSaved(self._working.pending))

    def _forget(self, unsaved: UnsavedEdit, *, refused: bool = False) -> None:
        self._working.forget(unsaved)
        if self._journal is not None:
            note = self._journal.refuse if refused else self._journal.mark_saved
            self._journal_writer.submit(lambda: _note(note, unsaved))

    def _retry_later(self, error: Exception) -> None:
        first, delay_s = self._failures == 0, retry_delay_s(self._failures)
        self._failures += 1
        _log.warning("the database does not take edits, next try in %.1f s", delay_s)
        if first:
            self._tell(SaveDelayed(error, self._working.pending))
        self._writer.submit(self._save_next, delay_s=delay_s)

    def _reload(
        self, error: Exception, refuse: Callable[[LoadedAnnotation], list[UnsavedEdit]]
    ) -> None:
        """Show what is stored; `refuse` gives those unsaved edits that do not come into it."""
        try:
            loaded = self._store.load_annotation(self._clip_id)
        except DatabaseError as away:
            self._retry_later(away)
            return
        except (ModelError, EncryptionError) as altered:
            self._stop(altered)
            return
        refused = refuse(loaded)
        for unsaved in refused:
            self._forget(unsaved, refused=True)
        _log.warning("%d edits refused, clip %s reloaded", len(refused), self._clip_id)
        edits = tuple(unsaved.edit for unsaved in refused)
        self._tell(EditsRefused(error, edits, self._working.annotation))
        self._writer.submit(self._save_next)


def _note(note: Callable[[int], None], unsaved: UnsavedEdit) -> None:
    """On the journal's worker. A note that is lost costs a replay, which does nothing twice."""
    entry = unsaved.journal_entry
    if entry is None:
        return
    try:
        note(entry)
    except JournalError:
        _log.info("what became of entry %d of the journal cannot be noted there", entry)
