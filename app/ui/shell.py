"""The window and everything behind it, put together.

The window is made and painted from Qt alone. What is behind it (database, decoder, crypto) is
imported on a worker meanwhile, and joined to it when it is there.
"""

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from app.settings.paths import Paths
from app.settings.preferences import Preferences
from app.ui.actions import ActionRegistry
from app.ui.canvas.canvas import Canvas
from app.ui.collecting import CycleCollector
from app.ui.panels.history_panel import HistoryPanel
from app.ui.panels.inspector_panel import InspectorPanel
from app.ui.panels.objects_panel import ObjectsPanel
from app.ui.presence.idle import IdleWatch
from app.ui.theme import theme
from app.ui.timeline.timeline import Timeline
from app.ui.timeline.transport import Transport
from app.ui.window.main_window import MainWindow
from app.ui.window.parts import ClipParts
from app.ui.window.workbench import WindowParts
from app.workers.jobs import Jobs

if TYPE_CHECKING:
    from app.ui.desk.desk import Desk


# A window that starts hidden or minimised is not painted; what is behind it is loaded all the same.
_PAINTED_AT_THE_LATEST_MS = 500


class Shell(QObject):
    """Owns the window, the workers and the desk for as long as the program runs."""

    def __init__(self, paths: Paths, preferences: Preferences) -> None:
        super().__init__()
        CycleCollector(self)
        self._paths = paths
        self._preferences = preferences
        self.jobs = Jobs(parent=self)
        self.idle = IdleWatch(self)
        self.parts = ClipParts(
            canvas=Canvas(theme),
            transport=Transport(theme),
            timeline=Timeline(theme),
            objects=ObjectsPanel(theme),
            inspector=InspectorPanel(theme),
            history=HistoryPanel(theme),
        )
        self.registry = ActionRegistry()
        self._tell_keys()
        self.registry.keys_changed.connect(self._tell_keys)
        widgets = WindowParts(
            canvas=self.parts.canvas,
            transport=self.parts.transport,
            timeline=self.parts.timeline,
            objects=self.parts.objects,
            inspector=self.parts.inspector,
            history=self.parts.history,
        )
        self.window = MainWindow(widgets, self.registry, layout_file=paths.config / "window.ini")
        # The window's parts listen to the actions, so these must not go before it.
        self.registry.setParent(self.window)
        self.desk: Desk | None = None
        self._wanted: str | None = None
        self._loading = False
        self.window.closing.connect(self._on_closing)

    def start(self, project_id: str | None) -> None:
        """Show the window, then load what is behind it, then lead to a project."""
        self._wanted = project_id
        self.window.installEventFilter(self)
        self.window.show_opening()
        self.window.show()
        QTimer.singleShot(_PAINTED_AT_THE_LATEST_MS, self, self._load)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first picture: imports on a worker would hold the interpreter before it."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._load)
        return False

    def _tell_keys(self) -> None:
        """Let the parts say the keys as they are now."""
        parts = self.parts
        for part in (parts.canvas, parts.transport, parts.objects, parts.inspector):
            part.set_keys(self.registry.key_text)

    def _load(self) -> None:
        if self._loading:
            return
        self._loading = True
        self.jobs.submit(
            _load,
            done=lambda _: self._on_loaded(self._wanted),
            failed=self.window.problems.show_error,
        )

    def _on_loaded(self, project_id: str | None) -> None:
        from app.ui.desk.desk import Desk  # noqa: PLC0415 - loaded by the worker just now

        if not gc.get_freeze_count():
            # What is loaded by now stays for good: to look through it all again and again would
            # hold every thread for a tenth of a second. No project is open yet.
            gc.freeze()
        self.desk = Desk(
            self.window,
            self.parts,
            jobs=self.jobs,
            idle=self.idle,
            paths=self._paths,
            preferences=self._preferences,
        )
        self.desk.start(project_id)
        self.jobs.submit(
            _warm_up_decoder, done=lambda _: None, failed=self.window.problems.show_error
        )

    def _on_closing(self) -> None:
        """Save and stop; the last edits reach the journal before the process ends."""
        try:
            if self.desk is not None:
                self.desk.stop()
        finally:
            self.jobs.stop()


def _load() -> None:
    """Import what takes long, off the GUI thread."""
    # A median of NumPy's looks for masked arrays, and would load them when it is first asked for.
    import numpy.ma  # noqa: F401, PLC0415

    import app.ui.desk.desk  # noqa: F401, PLC0415


def _warm_up_decoder() -> None:
    """Start the process from which each clip gets its decoder, so that the first opens at once."""
    from app.media.isolated import warm_up  # noqa: PLC0415 - loaded with the desk

    warm_up()
