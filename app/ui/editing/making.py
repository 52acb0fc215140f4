"""One large piece of work on an edit, on a worker: the window goes on, other edits wait for it.

Whoever waits for longer than a second sees how far it is below the list of clips, and may call it
off there.
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.editing.many_values import many_values
from app.session.editing.ready_edits import Watch
from app.session.errors import CancelledError
from app.ui.notices.progress_panel import ProgressPanel
from app.workers.jobs import JobHandle, Jobs

_Made = TypeVar("_Made")
_KEY = "making"
_PATIENCE_MS = 1000


class Making(QObject):
    """At most one at a time.

    Signals:
        ended(): nothing is being made any more.
    """

    ended = Signal()

    def __init__(self, jobs: Jobs, progress: ProgressPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._progress = jobs, progress
        self._running: JobHandle | None = None
        self._failed: Callable[[Exception], object] = _nobody
        self._title, self._share = "", 0.0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show)
        progress.cancel_requested.connect(self._on_cancel)

    @property
    def is_busy(self) -> bool:
        return self._running is not None

    @property
    def why_wait(self) -> str:
        """Why nothing else can be changed just now; "" where it can."""
        if not self.is_busy:
            return ""
        return self.tr("One moment: “{0}” is still under way.").format(self._title)

    def begin(
        self,
        make: Callable[[Watch], _Made],
        done: Callable[[_Made], object],
        *,
        failed: Callable[[Exception], object],
        title: str,
    ) -> None:
        """Have something made on a worker; what was being made before is dropped.

        `failed` hears a `CancelledError` where the person calls it off; `stop` tells nobody.
        """
        self.stop()

        def work(progress: Callable[[float], object], cancelled: Callable[[], bool]) -> _Made:
            def watch(share: float) -> None:
                if cancelled():
                    raise CancelledError("the edit is not made")
                progress(share)

            with many_values():
                return make(watch)

        def on_done(made: _Made) -> None:
            self._running = None
            done(made)
            self._end()

        def on_failed(error: Exception) -> None:
            self._running = None
            failed(error)
            self._end()

        self._failed, self._title, self._share = failed, title, 0.0
        self._running = self._jobs.submit(
            work, done=on_done, failed=on_failed, progress=self._on_progress, owner=self
        )
        self._patience.start()

    def stop(self) -> None:
        """Drop what is being made, if anything is."""
        if self._running is not None:
            self._running.cancel()
            self._running = None
            self._end()

    def _end(self) -> None:
        """Tell that it is over, unless what it led to goes on with something else."""
        if self._running is None:
            self._failed = _nobody
            self._patience.stop()
            self._progress.remove(_KEY)
            self.ended.emit()

    def _show(self) -> None:
        self._progress.start(_KEY, self._title)
        self._progress.advance(_KEY, self._share)

    def _on_progress(self, share: float) -> None:
        self._share = share
        self._progress.advance(_KEY, share)

    def _on_cancel(self, key: str) -> None:
        if key == _KEY and self.is_busy:
            failed = self._failed
            self.stop()
            failed(CancelledError("the edit is not made"))


def _nobody(_error: Exception) -> None:
    """Hear nothing: nothing is being made."""
