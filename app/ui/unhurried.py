"""Telling a value that changes faster than anybody can read it, no more often than is of use."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Unhurried(QObject):
    """Hands numbers on: the first at once, then the newest of each `every_ms`."""

    def __init__(self, show: Callable[[int], object], *, every_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self._show = show
        self._waiting: int | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(every_ms)
        self._pause.timeout.connect(self._on_pause_over)

    def tell(self, value: int, *, at_once: bool = False) -> None:
        """Hand a number on, now or soon; of several the newest counts."""
        if at_once or not self._pause.isActive():
            self._waiting = None
            self._show(value)
            self._pause.start()
        else:
            self._waiting = value

    def hurry(self) -> None:
        """Hand on at once what waits."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._show(waiting)

    def drop(self) -> None:
        """Forget what waits."""
        self._waiting = None

    def _on_pause_over(self) -> None:
        if self._waiting is not None:
            self.hurry()
            self._pause.start()
