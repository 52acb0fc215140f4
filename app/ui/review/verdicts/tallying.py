"""Counting how many objects of a clip stand where: a few at once, very many on a worker."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.ui.review.verdicts.book import MANY, Count, VerdictBook
from app.workers.jobs import Jobs
from models.review.verdict import Tally


class Tallying(QObject):
    """Keeps the count of a book.

    Signals:
        counted(): a worker has counted: the tally is another.
        failed(Exception): it could not.
    """

    counted = Signal()
    failed = Signal(object)

    def __init__(self, book: VerdictBook, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._book, self._jobs = book, jobs
        # What was counted last, and the revisions for which a worker counts.
        self._tally = Tally()
        self._counting: Mapping[UUID, int] | None = None

    def forget(self) -> None:
        """Tell nothing of a clip that is not shown any more."""
        self._tally = Tally()

    def tally(self, revisions: Mapping[UUID, int]) -> Tally:
        """Tell how many objects stand where; of very many, as far as that is counted already."""
        book = self._book
        if book.judged_count <= MANY or book.is_counted(revisions):
            self._tally = book.tally(revisions)
        elif self._counting is not revisions:
            self._counting, changes = revisions, book.changes
            standings = book.standings()

            def counted(count: Count) -> None:
                self._counting = None
                if book.changes == changes:
                    book.take_count(count)
                self.counted.emit()

            self._jobs.submit(
                lambda: Count.of(standings, revisions),
                done=counted,
                failed=self._on_failed,
                owner=self,
            )
        return self._tally

    def _on_failed(self, error: Exception) -> None:
        self._counting = None
        self.failed.emit(error)
