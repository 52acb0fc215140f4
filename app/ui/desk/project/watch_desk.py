"""Sees that another window, or another person, has written into the open project."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.project import Project
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs

LOOK_EVERY_MS = 2000


class WatchDesk(QObject):
    """Asks the database now and then, on a worker; one question at a time.

    Signals:
        changed(): others have written since the last look.
    """

    changed = Signal()

    def __init__(self, window: MainWindow, jobs: Jobs) -> None:
        super().__init__(window)
        self._jobs = jobs
        self._project: Project | None = None
        self._looking: JobHandle | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def set_project(self, project: Project | None) -> None:
        """Watch another project, or none."""
        self._project = project
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        if project is None:
            self._timer.stop()
        else:
            self._timer.start()

    def look(self) -> None:
        """Ask now."""
        if self._project is None or self._looking is not None:
            return
        self._looking = self._jobs.submit(
            self._project.changed_elsewhere,
            done=self._on_looked,
            failed=self._on_failed,
            owner=self,
        )

    def _on_looked(self, changed: bool) -> None:
        self._looking = None
        if changed:
            self.changed.emit()

    def _on_failed(self, _error: Exception) -> None:
        """Say nothing: a database that is away is told by what cannot be read or saved."""
        self._looking = None
