"""The mark: a lit bulb, as in a darkroom."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap, QRadialGradient
from PySide6.QtWidgets import QWidget


def paint_logo(painter: QPainter, area: QRectF) -> None:
    """Paint the mark into a square; its colours are the same in both schemes."""
    centre = area.center()
    radius = area.width() / 2
    glow = QRadialGradient(QPointF(centre.x() - radius * 0.3, centre.y() - radius * 0.35), radius)
    glow.setRadius(radius * 1.5)
    glow.setColorAt(0.0, QColor("#FFD480"))
    glow.setColorAt(0.55, QColor("#FFB020"))
    glow.setColorAt(1.0, QColor("#D97706"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(glow)
    painter.drawEllipse(area)


class Logo(QWidget):
    """The mark as a widget of a fixed size."""

    def __init__(self, size_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(size_px, size_px)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        with QPainter(self) as painter:
            paint_logo(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


def window_icon() -> QIcon:
    """Return the mark as the windows' icon."""
    icon = QIcon()
    for side in (16, 24, 32, 48, 128):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            paint_logo(painter, QRectF(1, 1, side - 2, side - 2))
        icon.addPixmap(pixmap)
    return icon
