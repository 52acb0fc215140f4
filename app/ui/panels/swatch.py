"""The small rounded square in a label's colour that stands before its name everywhere."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

SIDE_PX = 8
_RADIUS_PX = 2.5
_ICON_PX = 12
_RATIOS = (1.0, 1.5, 2.0)


def paint_swatch(painter: QPainter, x: float, y_middle: float, color: QColor) -> None:
    """Draw a swatch whose left edge is at `x`; the painter's hints and pen may change."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    square = QRectF(x, y_middle - SIDE_PX / 2, SIDE_PX, SIDE_PX)
    painter.drawRoundedRect(square, _RADIUS_PX, _RADIUS_PX)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def swatch_icon(color: QColor) -> QIcon:
    """Return a swatch as an icon, for menus and combo boxes."""
    icon = QIcon()
    for ratio in _RATIOS:
        pixmap = QPixmap(round(_ICON_PX * ratio), round(_ICON_PX * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            paint_swatch(painter, (_ICON_PX - SIDE_PX) / 2, _ICON_PX / 2, color)
        icon.addPixmap(pixmap)
    return icon
