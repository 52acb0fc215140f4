"""The queue of transfers, as Qt sees it: its news become signals on the window's thread."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.session.transfers import Transfer, TransferJob, TransferQueue


class Transfers(QObject):
    """The transfers of the open project. News is merged: fast work cannot flood the event loop.

    Signals:
        changed(): something is other than it was; look at `transfers`.
        ended(Transfer): one is done, failed or cancelled.
    """

    changed = Signal()
    ended = Signal(object)
    _told = Signal()
    _ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._has_news = False
        queued = Qt.ConnectionType.QueuedConnection
        self._told.connect(self._on_told, queued)
        self._ended.connect(self._on_ended, queued)
        self._ticket = object()
        self.queue = self._new_queue()

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        return self.queue.transfers()

    def add(self, job: TransferJob) -> str:
        """Queue a job; return its key."""
        return self.queue.add(job)

    def let_go(self) -> Callable[[float | None], None]:
        """Cancel all and forget it at once; return what waits, seconds or for ever, for its end."""
        before = self.queue
        before.abandon()
        self.queue = self._new_queue()
        self.changed.emit()
        return before.close

    def _new_queue(self) -> TransferQueue:
        ticket = self._ticket = object()
        return TransferQueue(
            on_news=self._tell, on_ended=lambda transfer: self._ended.emit(ticket, transfer)
        )

    def _tell(self) -> None:
        with self._lock:
            news, self._has_news = not self._has_news, True
        if news:
            self._told.emit()

    @Slot()
    def _on_told(self) -> None:
        with self._lock:
            self._has_news = False
        self.changed.emit()

    @Slot(object, object)
    def _on_ended(self, ticket: object, transfer: Transfer) -> None:
        if ticket is self._ticket:
            self.ended.emit(transfer)
