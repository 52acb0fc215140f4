"""What a pin looks like: its state is told by shape and mark, and by colour besides.

open      a filled drop with an exclamation mark; with a ring round it where it was reopened
fixed     a hollow drop with a tick
resolved  a small hollow disc with a tick
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from app.ui.review.issues.texts import state_tone
from models.review.issue import Issue, IssueState

Ink = Callable[[str], QColor]
"""Gives a token's colour for what the pin lies on."""

RADIUS_PX = 8.0
HEIGHT_PX = 22.0


@dataclass(frozen=True, slots=True)
class Pin:
    """One pin to paint: at `tip` it points to what is wrong.

    count: how many issues it stands for. active: it is the one that is looked at.
    """

    issue: Issue
    tip: QPointF
    count: int = 1
    active: bool = False

    @property
    def middle(self) -> QPointF:
        """The middle of its head."""
        return QPointF(self.tip.x(), self.tip.y() - HEIGHT_PX + RADIUS_PX)

    def holds(self, at: QPointF) -> bool:
        """Tell whether a click there means the pin: its head, and nothing that it points to."""
        away = at - self.middle
        return away.x() ** 2 + away.y() ** 2 <= (RADIUS_PX + 2) ** 2


def paint_pin(painter: QPainter, pin: Pin, ink: Ink, font: QFont) -> None:
    """Paint a pin; `font` is for how many it stands for."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tone, paper = ink(state_tone(pin.issue.state)), ink("panel")
    middle = pin.middle
    filled = pin.issue.state is IssueState.OPEN
    shape = _disc(middle) if pin.issue.state is IssueState.RESOLVED else _drop(middle, pin.tip)
    rim = QColor(ink("text") if pin.active else paper)
    painter.setBrush(tone if filled else paper)
    painter.setPen(QPen(rim, 3.5 if pin.active else 2.5))
    painter.drawPath(shape)
    painter.setPen(QPen(tone, 1.6))
    painter.drawPath(shape)
    if filled:
        _paint_warning(painter, middle, paper)
    else:
        _paint_tick(painter, middle, tone)
    if pin.issue.reopened and filled:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tone, 1.2))
        painter.drawEllipse(middle, RADIUS_PX + 3, RADIUS_PX + 3)
    if pin.count > 1:
        _paint_count(painter, pin, ink, font)


def _drop(middle: QPointF, tip: QPointF) -> QPainterPath:
    path = QPainterPath()
    area = QRectF(middle.x() - RADIUS_PX, middle.y() - RADIUS_PX, 2 * RADIUS_PX, 2 * RADIUS_PX)
    path.arcMoveTo(area, -35)
    path.arcTo(area, -35, 250)
    path.lineTo(tip)
    path.closeSubpath()
    return path


def _disc(middle: QPointF) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(middle, RADIUS_PX - 2, RADIUS_PX - 2)
    return path


def _paint_warning(painter: QPainter, middle: QPointF, ink: QColor) -> None:
    painter.setPen(QPen(ink, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    x, y = middle.x(), middle.y()
    painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 0.5))
    painter.drawPoint(QPointF(x, y + 4))


def _paint_tick(painter: QPainter, middle: QPointF, ink: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    x, y = middle.x(), middle.y()
    painter.drawPolyline(
        [QPointF(x - 3.2, y), QPointF(x - 0.8, y + 2.6), QPointF(x + 3.4, y - 2.6)]
    )


def _paint_count(painter: QPainter, pin: Pin, ink: Ink, font: QFont) -> None:
    text = str(pin.count) if pin.count < 100 else "99+"
    painter.setFont(font)
    width = max(14.0, painter.fontMetrics().horizontalAdvance(text) + 7.0)
    middle = pin.middle
    area = QRectF(middle.x() + RADIUS_PX - 4, middle.y() - RADIUS_PX - 5, width, 14)
    painter.setPen(QPen(ink("line"), 1))
    painter.setBrush(ink("panel"))
    painter.drawRoundedRect(area, 7, 7)
    painter.setPen(ink("text"))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
