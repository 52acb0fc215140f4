"""What a comparison takes: loaded and computed on a worker, anew after each change of the clip."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.quality import CompareSettings
from app.session.errors import CancelledError
from app.session.review.comparing import Comparison, Other, compare_with
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.review.comparison.listing import Listed, places_of
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs

_KEY = "comparison"
# Who edits looks at the picture first; the list may follow a moment later.
_LOOK_AGAIN_MS = 700
_PATIENCE_MS = 700
_Came = tuple[Comparison, Listed]


class ComparisonWork(QObject):
    """Compares with one other at a time; of several tries the newest wins.

    Signals:
        waiting(text: str): it is on its way, and this is what for.
        compared(Comparison, Listed)
        failed(Exception)
        called_off(): by the person.
    """

    waiting = Signal(str)
    compared = Signal(object, object)
    failed = Signal(object)
    called_off = Signal()

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        labels: LabelDesk,
        projects: ProjectDesk,
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs = window, jobs
        self._clip, self._labels, self._projects = clip, labels, projects
        self._wanted: tuple[Other, CompareSettings] | None = None
        self._was_told = False
        self._running: JobHandle | None = None
        self._again = _once(self, _LOOK_AGAIN_MS, self.again)
        self._patience = _once(self, _PATIENCE_MS, self._show_progress)
        window.progress.cancel_requested.connect(self._on_cancel)

    @property
    def is_busy(self) -> bool:
        """Whether something is on its way."""
        return self._running is not None or self._again.isActive()

    def begin(self, other: Other, settings: CompareSettings) -> None:
        """Compare the open clip with this, and with nothing else any more."""
        self._wanted, self._was_told = (other, settings), False
        self.again()

    def end(self) -> None:
        """Compare no more."""
        self._again.stop()
        self._stop()
        self._wanted = None

    def again_soon(self) -> None:
        """Compare anew once the person has stopped changing boxes for a moment."""
        if self._wanted is not None:
            self._again.start()

    def again(self) -> None:
        """Compare anew."""
        project, session, wanted = self._projects.project, self._clip.session, self._wanted
        self._stop()
        if project is None or session is None or wanted is None:
            return
        ours, (other, settings) = session.whole_annotation, wanted
        if ours is None or not session.index_complete:
            self.waiting.emit(self.tr("Waiting for all boxes and frames of the clip."))
            self._again.start()
            return
        frame_count, labels = session.index.frame_count, self._labels.labels

        def work(progress: Callable[[float], object], cancelled: Callable[[], bool]) -> _Came:
            made = compare_with(
                project,
                other,
                ours,
                frame_count=frame_count,
                labels=labels,
                settings=settings,
                progress=progress,
                cancelled=cancelled,
            )
            return made, () if made.has_nothing else places_of(made.report)

        self._running = self._jobs.submit(
            work,
            done=self._on_compared,
            failed=self._on_failed,
            progress=lambda share: self._window.progress.advance(_KEY, share),
            owner=self,
        )
        if not self._was_told:
            self.waiting.emit(self.tr("Comparing…"))
            self._patience.start()

    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None
        self._patience.stop()
        self._window.progress.remove(_KEY)

    def _show_progress(self) -> None:
        if self._running is not None:
            self._window.progress.start(_KEY, self.tr("Comparing annotations"))

    def _on_cancel(self, key: str) -> None:
        if key == _KEY:
            self.called_off.emit()

    def _on_compared(self, came: _Came) -> None:
        self._running = None
        self._stop()
        self._was_told = True
        self.compared.emit(*came)

    def _on_failed(self, error: Exception) -> None:
        self._running = None
        self._stop()
        if not isinstance(error, CancelledError):
            self.failed.emit(error)


def _once(parent: QObject, after_ms: int, do: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(do)
    return timer
