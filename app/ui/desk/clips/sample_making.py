"""The clips of the sample project: made on a worker when it is opened without them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.session.project import Project
from app.session.sample import SampleProgress, make_sample_clips, missing_clips
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs

_KEY = "sample"


class SampleMaking(QObject):
    """Renders and imports the sample clips that are missing.

    Signals:
        list_grown(): the project has clips that the list does not have yet.
        made(): all of them are there, and what there is to review in them.
    """

    list_grown = Signal()
    made = Signal()

    def __init__(self, window: MainWindow, jobs: Jobs) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._running: JobHandle | None = None
        # The clip that is being made, from 1; 0 before it is known that any is missing.
        self._number = 0
        window.progress.cancel_requested.connect(self._on_cancel)

    def begin(self, project: Project) -> None:
        """Make what is missing; the list grows as they come."""
        self._number = 0
        self._window.expect_sample_clips(True)

        def work(progress: Callable[[SampleProgress], None], cancelled: Callable[[], bool]) -> int:
            missing = len(missing_clips(project))
            make_sample_clips(project, on_progress=progress, cancelled=cancelled)
            return missing

        self._running = self._jobs.submit(
            work,
            done=self._on_done,
            failed=self._on_failed,
            progress=self._on_progress,
            owner=self,
        )

    def stop(self) -> None:
        """Make no more of them; those that are there stay."""
        if self._running is not None:
            self._running.cancel()
            self._running = None
        self._window.expect_sample_clips(False)

    def _on_progress(self, state: SampleProgress) -> None:
        if not self._number:
            self._window.progress.start(_KEY, self.tr("Making the sample clips"))
        if state.number > self._number:
            self._number = state.number
            self.list_grown.emit()
        note = f"{state.clip_name} · {state.number}/{state.total}"
        self._window.progress.advance(_KEY, state.share, note)

    def _on_done(self, _missing: int) -> None:
        self._running = None
        self._window.expect_sample_clips(False)
        if self._number:
            self._window.progress.remove(_KEY)
            self.made.emit()

    def _on_failed(self, error: Exception) -> None:
        self._running = None
        self._window.expect_sample_clips(False)
        self._window.progress.remove(_KEY)
        self._window.problems.show_error(error)

    def _on_cancel(self, key: str) -> None:
        if key == _KEY and self._running is not None:
            self.stop()
            self._window.progress.remove(key)
