"""A small wheel that turns while something is under way."""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import theme

_TURN_MS = 40
_STEP_DEGREES = 15
_ARC_DEGREES = 270
_UNITS = 16  # Qt counts sixteenths of a degree


class Spinner(QWidget):
    """Turns while it is visible, and costs nothing while it is not."""

    def __init__(self, size_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(size_px, size_px)
        self._at = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TURN_MS)
        self._timer.timeout.connect(self._on_turn)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(theme.color("accent"), 1.6)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            painter.drawArc(area, -self._at * _UNITS, _ARC_DEGREES * _UNITS)

    def _on_turn(self) -> None:
        self._at = (self._at + _STEP_DEGREES) % 360
        self.update()
