"""Shows below the list of clips that a write goes on, where it takes longer than a second."""

from itertools import count

from PySide6.QtCore import QObject, QTimer

from app.ui.notices.progress_panel import ProgressPanel

_PATIENCE_MS = 1000
_LOOK_EVERY_MS = 200


class WriteWatch:
    """What a worker tells of its write, and asks: no part of the window."""

    def __init__(self) -> None:
        self.share = 0.0
        self.stopped = False

    def __call__(self, share: float) -> bool:
        """Take how far it is, 0 to 1; return whether to go on."""
        self.share = share
        return not self.stopped


class SlowWrite(QObject):
    """One write; `watch` is for the worker.

    A write in parts can be stopped between two of them; one that is a single transaction cannot.
    """

    _numbers = count()

    def __init__(
        self, progress: ProgressPanel, title: str, *, in_parts: bool, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._progress, self._title, self._in_parts = progress, title, in_parts
        self._key = f"verdicts-{next(self._numbers)}"
        self.watch, self._shown = WriteWatch(), False
        self._timer = QTimer(self)
        self._timer.setInterval(_PATIENCE_MS)
        self._timer.timeout.connect(self._show)
        self._timer.start()
        progress.cancel_requested.connect(self._on_cancel)

    def stop(self) -> None:
        """Write no further part."""
        self.watch.stopped = True

    def end(self) -> None:
        """It is written, or it failed."""
        self._timer.stop()
        self._progress.remove(self._key)
        self.deleteLater()

    def _show(self) -> None:
        if not self._shown:
            self._shown = True
            self._progress.start(self._key, self._title)
            self._timer.setInterval(_LOOK_EVERY_MS)
        if not self.watch.stopped:
            note = "" if self._in_parts else self.tr("In one piece: it cannot be stopped.")
            self._progress.advance(self._key, self.watch.share, note)

    def _on_cancel(self, key: str) -> None:
        if key != self._key:
            return
        if self._in_parts:
            self.watch.stopped = True
        else:
            self._progress.start(self._key, self._title)
            self._show()
