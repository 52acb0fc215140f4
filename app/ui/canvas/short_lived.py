"""Two things that end by themselves: a notice, and a burst of nudges."""

from PySide6.QtCore import QObject, QTimer, Signal

NOTICE_MS = 2500
BURST_MS = 1000


class Notice(QObject):
    """A sentence that stays for a moment.

    Signals:
        changed(): there is another sentence, or none.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.text = ""
        self._timer = _timer(self, NOTICE_MS)
        self._timer.timeout.connect(self.clear)

    def say(self, text: str) -> None:
        """Show a sentence from now on, for its time."""
        self.text = text
        self._timer.start()
        self.changed.emit()

    def clear(self) -> None:
        """Show none."""
        self._timer.stop()
        if self.text:
            self.text = ""
            self.changed.emit()


class Bursts(QObject):
    """Tells which changes are one step of undo: those that follow each other without a pause."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0
        self._timer = _timer(self, BURST_MS)
        self._timer.timeout.connect(self.end)

    def key(self) -> str:
        """Return the key of the running burst, and let it run on."""
        self._timer.start()
        return f"burst-{self._number}"

    def end(self) -> None:
        """Let the next change begin another burst."""
        self._timer.stop()
        self._number += 1


def _timer(parent: QObject, milliseconds: int) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    return timer
