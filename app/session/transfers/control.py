"""How a transfer's work hears that it is to pause or to stop, and tells how far it is.

Pausing is cooperative: the work reports again and again, and while it is paused a report does not
return. Nothing of it is undone, so that it goes on where it was.
"""

import threading
from collections.abc import Callable

from app.session.errors import CancelledError
from app.session.transfers.speed import Speed
from storage.interrupt import Interrupt


class TransferControl:
    """One run of one transfer. The work reports; the queue pauses, resumes, cancels.

    Attributes:
        interrupt: calls off waiting for a network once it is cancelled.
        is_left: it was cancelled because the project is closed, not because nobody wants it.
    """

    def __init__(self, total: int, on_news: Callable[[], None]) -> None:
        self.done, self.total, self.note = 0, total, ""
        self.speed = Speed()
        self.interrupt = Interrupt(self.is_cancelled)
        self.is_left = False
        self._on_news = on_news
        self._changed = threading.Condition()
        self._paused = False
        self._cancelled = False

    def report(self, done: int, total: int | None = None, note: str | None = None) -> None:
        """Tell how many bytes are done; returns when the work is to go on.

        Raises:
            CancelledError: it is to stop, and to leave nothing behind.
        """
        self.done = done
        self.total = self.total if total is None else total
        self.note = self.note if note is None else note
        self.speed.note(done)
        self._on_news()
        self.check()

    def check(self) -> None:
        """Return when the work is to go on.

        Raises:
            CancelledError: it is to stop.
        """
        with self._changed:
            waited = self._paused
            self._changed.wait_for(lambda: self._cancelled or not self._paused)
            if self._cancelled:
                raise CancelledError("the transfer was cancelled; nothing was kept")
        if waited:
            self.speed.begin()

    def is_cancelled(self) -> bool:
        """Tell whether it is to stop; never waits."""
        return self._cancelled

    def pause(self) -> None:
        with self._changed:
            self._paused = True
        self.speed.begin()

    def resume(self) -> None:
        with self._changed:
            self._paused = False
            self._changed.notify_all()

    def cancel(self, *, leaving: bool = False) -> None:
        with self._changed:
            self.is_left = self.is_left or leaving
            self._cancelled = True
            self._changed.notify_all()
