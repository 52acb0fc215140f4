"""The queue of transfers, as Qt sees it: its news become signals on the window's thread."""

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.session.transfers import Transfer, TransferJob, TransferQueue
from app.workers.window_call import WindowCall


class Transfers(QObject):
    """The transfers of the open project. News is merged: fast work cannot flood the event loop.

    Signals:
        changed(): something is other than it was; look at `transfers`.
        ended(Transfer): one is done, failed or cancelled.
    """

    changed = Signal()
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._news = _News(WindowCall(self._on_told))
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
            on_news=self._news.tell, on_ended=partial(WindowCall(self._on_ended), ticket)
        )

    def _on_told(self) -> None:
        self._news.take()
        self.changed.emit()

    def _on_ended(self, ticket: object, transfer: Transfer) -> None:
        if ticket is self._ticket:
            self.ended.emit(transfer)


class _News:
    """Whether the window has still to be told. It is all that the transfers' threads hold."""

    def __init__(self, tell: WindowCall) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._is_waiting = False

    def tell(self) -> None:
        """Tell the window, unless it is told already and has not looked yet; from any thread."""
        with self._lock:
            tells, self._is_waiting = not self._is_waiting, True
        if tells:
            self._tell()

    def take(self) -> None:
        with self._lock:
            self._is_waiting = False
