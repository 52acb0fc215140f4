"""Progress of a migration, and how it is paused and cancelled from another thread."""

import threading
from collections.abc import Callable

from app.session.errors import CancelledError


class MigrationWatch:
    """Shared by the one who watches and the threads that work.

    on_bytes: told, on any of the working threads, how many bytes of old objects are done.
    on_rows: told rows done and rows in all.
    """

    def __init__(
        self,
        on_bytes: Callable[[int], None] | None = None,
        on_rows: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._on_bytes = on_bytes
        self._cancelled = cancelled
        self._may_go_on = threading.Event()
        self._may_go_on.set()
        self._is_cancelled = False
        self._lock = threading.Lock()
        self._done = 0
        self.on_rows = on_rows

    def pause(self) -> None:
        """Let the threads wait where they are; reads of clips are not held up."""
        self._may_go_on.clear()

    def resume(self) -> None:
        self._may_go_on.set()

    def cancel(self) -> None:
        """End the work at the next step; what is half written vanishes."""
        self._is_cancelled = True
        self._may_go_on.set()

    def is_cancelled(self) -> bool:
        """Tell whether the work is to end."""
        return self._is_cancelled or (self._cancelled is not None and self._cancelled())

    def check(self) -> None:
        """Wait while paused.

        Raises:
            CancelledError: the work is to end.
        """
        while not self._may_go_on.wait(0.2):
            if self.is_cancelled():
                break
        if self.is_cancelled():
            raise CancelledError("the migration was cancelled; run it again to go on")

    def add(self, size: int) -> None:
        """Count `size` more bytes of old objects as done."""
        with self._lock:
            self._done += size
            if self._on_bytes is not None:
                self._on_bytes(self._done)
