"""In what the parts of a plot are drawn: a colour and a pattern each, never a colour alone."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from app.ui.progress.sheet import Column, Pattern
from app.ui.theme import theme

_BRUSHES = {
    Pattern.RISING: Qt.BrushStyle.BDiagPattern,
    Pattern.FALLING: Qt.BrushStyle.DiagCrossPattern,
    Pattern.DOTS: Qt.BrushStyle.Dense6Pattern,
}
_FULL, _TINT, _LINES = 190, 60, 150


def fill(painter: QPainter, area: QRectF, column: Column) -> None:
    """Fill an area as a part of this column."""
    tone = theme.color(column.tone)
    if column.pattern is Pattern.PLAIN:
        painter.fillRect(area, _with(tone, _FULL))
    elif column.pattern is not Pattern.HOLLOW:
        painter.fillRect(area, _with(tone, _TINT))
        painter.fillRect(area, QBrush(_with(tone, _LINES), _BRUSHES[column.pattern]))
    painter.setPen(QPen(tone, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))


def _with(color: QColor, alpha: int) -> QColor:
    faded = QColor(color)
    faded.setAlpha(alpha)
    return faded
