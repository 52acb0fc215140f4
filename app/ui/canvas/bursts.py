"""Which changes are one step of undo."""

from PySide6.QtCore import QObject, QTimer

BURST_MS = 1000


class Bursts(QObject):
    """Names runs of changes that follow each other without a pause."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BURST_MS)
        self._timer.timeout.connect(self.end)

    def key(self) -> str:
        """Return the key of the running burst, and let it run on."""
        self._timer.start()
        return f"burst-{self._number}"

    def end(self) -> None:
        """Let the next change begin another burst."""
        self._timer.stop()
        self._number += 1
