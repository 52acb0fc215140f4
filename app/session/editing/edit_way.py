"""The way of a project's edits to the disk: its journal, and the two workers that write.

The journal has a worker of its own, so that a database which is away holds up no gesture.
"""

from app.session.editing.history_reading import EarlierSteps, HistoryReader
from app.session.editing.journals import ReplayReport
from app.session.editing.write_worker import WriteWorker
from app.session.project_parts import ProjectParts
from models.journal import Journal


class EditWay:
    """What every open clip's edits go through. Threads may share it; `close` ends it.

    journal: None where nothing can be written.
    replayed: what an earlier process left in its own journal, and what became of it.
    """

    def __init__(self, parts: ProjectParts) -> None:
        """Open the journal and replay what an earlier process left in its own.

        Raises:
            JournalError, OSError: the state folder cannot be used.
        """
        self.journal: Journal | None = None
        self.replayed = ReplayReport()
        if parts.read_only is None:
            self.journal, self.replayed = parts.journals.take_over(parts.keyring, parts.store)
        self.journal_writer = WriteWorker("safelight-journal")
        self._history: HistoryReader | None = None
        if self.journal is not None:
            self._history = HistoryReader(
                self.journal, self.journal_writer, author=parts.store.author
            )
        self.database_writer = WriteWorker("safelight-database")

    def earlier_steps(self) -> EarlierSteps:
        """Return this person's steps of earlier runs on this machine; see `HistoryReader.read`."""
        return EarlierSteps() if self._history is None else self._history.read()

    def close(self) -> None:
        """Do what is due, then end both workers and close the journal."""
        # The database's worker ends first: its last save is noted by the journal's.
        self.database_writer.close()
        self.journal_writer.close()
        if self.journal is not None:
            self.journal.close()
