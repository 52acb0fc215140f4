"""How large the window was and where its docks stood: kept in an ini file, and nothing else."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QMainWindow

from app.ui.window.workbench import Workbench

_AT_FIRST = QSize(1440, 900)
# What a window manager's frame and title bar take, at the most that is usual.
_FRAME = QSize(16, 48)
_GEOMETRY, _DOCKS = "window/geometry", "window/docks"


class WindowMemory:
    """Reads and writes the file of one window."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def restore(self, window: QMainWindow, workbench: Workbench) -> None:
        """Give the window its size and its docks their places; at first what suits the screen."""
        settings = self._settings()
        geometry, docks = settings.value(_GEOMETRY), settings.value(_DOCKS)
        if not (isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)):
            window.resize(_AT_FIRST.boundedTo(window.screen().availableSize() - _FRAME))
        if isinstance(docks, QByteArray):
            workbench.restore_layout(docks)

    def keep(self, window: QMainWindow, workbench: Workbench) -> None:
        """Write down how it is now."""
        settings = self._settings()
        settings.setValue(_GEOMETRY, window.saveGeometry())
        settings.setValue(_DOCKS, workbench.layout_state())
        settings.sync()

    def _settings(self) -> QSettings:
        return QSettings(str(self._file), QSettings.Format.IniFormat)
