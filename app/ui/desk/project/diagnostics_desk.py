"""F12: looks at the open clip's player four times a second, while the panel is there."""

import time

from PySide6.QtCore import QObject, QTimer

from app.session.project import Project
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.diagnostics.figures import Observed, groups
from app.ui.diagnostics.panel import DiagnosticsPanel
from app.ui.window.main_window import MainWindow

LOOK_EVERY_MS = 250
# Long enough for a steady figure, short enough to see a change.
_RATE_OVER_S = 1.0


class DiagnosticsDesk(QObject):
    """Joins the panel to its action and to what it tells of."""

    def __init__(self, window: MainWindow, clips: ClipDesk) -> None:
        super().__init__(clips)
        self._clips = clips
        self._project: Project | None = None
        self._action = window.registry.action("view.diagnostics")
        self.panel = DiagnosticsPanel(window.workbench.middle)
        self._decoded: list[tuple[float, int]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        window.registry.connect_action("view.diagnostics", self._on_action)
        self.panel.visibility_changed.connect(self._on_visibility)
        clips.clip_opened.connect(self._on_clip)
        clips.clip_closed.connect(self._on_no_clip)

    def set_project(self, project: Project | None) -> None:
        """Look at another project's store, or at none."""
        self._project = project

    def look(self) -> None:
        """Show how it is now."""
        session = self._clips.session
        if session is None:
            return
        playback = self._clips.playback
        link = self._project.link if self._project is not None else None
        self.panel.show_groups(
            groups(
                Observed(
                    session.index,
                    playback.state,
                    playback.stats,
                    decode_fps=self._decode_fps(playback.stats.decoded),
                    cache_budget=playback.cache_bytes,
                    read_bytes=playback.tally.bytes,
                    reads=playback.tally.reads,
                    link=None if link is None else link.state(),
                    low_end_chosen=playback.low_end,
                )
            )
        )

    def _decode_fps(self, decoded: int) -> float:
        now_s = time.monotonic()
        self._decoded = [one for one in self._decoded if now_s - one[0] < _RATE_OVER_S]
        self._decoded.append((now_s, decoded))
        first_s, first = self._decoded[0]
        return (decoded - first) / (now_s - first_s) if now_s > first_s else 0.0

    def _on_action(self) -> None:
        self.panel.setVisible(self._action.isChecked() and self._clips.session is not None)

    def _on_visibility(self, shown: bool) -> None:
        if shown:
            self.look()
            self._timer.start()
        else:
            self._timer.stop()
        # A clip that closes takes the panel with it; the next one brings it back.
        if shown or self._clips.session is not None:
            self._action.setChecked(shown)

    def _on_clip(self) -> None:
        self._decoded.clear()
        self.panel.setVisible(self._action.isChecked())

    def _on_no_clip(self) -> None:
        self.panel.hide()
        self.panel.show_groups(())
