"""A card that floats over another widget, at its right, and stays there when that grows."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

_INSET_PX = 12


class FloatingCard(QFrame):
    """Hidden at first, and above its neighbours when it is shown.

    Signals:
        visibility_changed(shown: bool)
    """

    visibility_changed = Signal(bool)

    def __init__(self, over: QWidget, *, above_px: int | None = None) -> None:
        """Float at the top of `over`, or so many pixels above its foot."""
        super().__init__(over)
        self.setProperty("surface", "card")
        self._over = over
        self._above_px = above_px
        over.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Stay in the corner when the parent changes its size."""
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self.place()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.place()
        self.raise_()
        self.visibility_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.visibility_changed.emit(False)

    def place(self) -> None:
        """Take the size that is needed now, and the corner."""
        self.adjustSize()
        x = max(self._over.width() - self.width() - _INSET_PX, 0)
        y = _INSET_PX
        if self._above_px is not None:
            y = max(self._over.height() - self.height() - self._above_px, 0)
        self.move(x, y)
