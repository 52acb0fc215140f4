"""Reads the history back from the journal, a few entries at a time, while others write into it.

The journal's connection belongs to its worker, which only fetches ciphertext here: what takes long,
to decrypt and to read it, is done on the caller's thread.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar
from uuid import UUID

from app.session.editing.history import History, rebuilt
from app.session.editing.write_worker import WriteWorker
from models.errors import JournalDamagedError, JournalError, JournalForeignError
from models.journal import Journal
from models.journal_entry import JournalEntry

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
# So few that the next gesture's commit waits for no more than a few milliseconds.
_AT_ONCE = 64
_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class EarlierSteps:
    """What earlier runs left; `lost` entries could not be believed and are not in it."""

    history: History = field(default_factory=History)
    lost: int = 0


class HistoryReader:
    """Reads what stood in the journal when this was made."""

    def __init__(self, journal: Journal, worker: WriteWorker, *, author: UUID) -> None:
        self._journal = journal
        self._worker = worker
        self._author = author
        self._upto = journal.last_place()

    def read(self) -> EarlierSteps:
        """Return the person's steps, and tidy up what belongs to no step any more.

        Raises:
            EncryptionError: the key is not here, or gone by now.
            JournalError: the file cannot be read.
            RuntimeError: the project was closed meanwhile.
        """
        entries, lost = [], 0
        for seq, sealed in self._stored():
            try:
                entries.append(self._journal.opened(seq, sealed))
            except JournalDamagedError:
                _log.warning("entry %d of the journal was altered and is no step any more", seq)
                lost += 1
            except JournalForeignError:
                _log.info("entry %d of the journal is under another key: nobody's step here", seq)
        history = rebuilt(entries, author=self._author)
        self._tidy(entries, history)
        return EarlierSteps(history, lost)

    def _stored(self) -> Iterator[tuple[int, str]]:
        after = 0
        while True:
            fetch = partial(
                self._journal.stored_steps, after=after, upto=self._upto, limit=_AT_ONCE
            )
            some = self._on_worker(fetch)
            yield from some
            if len(some) < _AT_ONCE:
                return
            after = some[-1][0]

    def _tidy(self, entries: list[JournalEntry], history: History) -> None:
        """Drop the steps that a process which was killed had no time to drop."""
        kept = {step.id for step in history.steps}
        mine = {
            step_id
            for entry in entries
            if entry.mark is not None and entry.mark.author == self._author
            for step_id in entry.mark.steps
        }
        if mine - kept:
            self._worker.submit(lambda: self._drop(frozenset(mine - kept)))

    def _drop(self, steps: frozenset[UUID]) -> None:
        try:
            self._journal.drop(steps)
        except JournalError:
            _log.info("what is no step any more stays in the journal")

    def _on_worker(self, job: Callable[[], _Result]) -> _Result:
        outcome = _Outcome[_Result]()
        self._worker.submit(lambda: outcome.run(job))
        return outcome.wait()


class _Outcome(Generic[_Result]):
    """What a job on another thread returns or raises."""

    def __init__(self) -> None:
        self._there = threading.Event()
        self._results: list[_Result] = []
        self._error: Exception | None = None

    def run(self, job: Callable[[], _Result]) -> None:
        try:
            self._results.append(job())
        except JournalError as error:
            self._error = error
        finally:
            self._there.set()

    def wait(self) -> _Result:
        if not self._there.wait(_PATIENCE_S):
            raise RuntimeError("the journal's worker does not answer")
        if self._error is not None:
            raise self._error
        return self._results[0]
