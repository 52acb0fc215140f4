"""What a pin looks like: its state is told by shape and mark, and by colour besides.

open      a filled drop with an exclamation mark; with a ring round it where it was reopened
fixed     a hollow drop with a tick
resolved  a small hollow disc with a tick
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap

from app.ui.review.issues.texts import state_tone
from models.review.issue import Issue, IssueState

Ink = Callable[[str], QColor]
"""Gives a token's colour for what the pin lies on."""

RADIUS_PX = 8.0
HEIGHT_PX = 22.0
# A pin with its ring and its number, and where in that its tip is.
_SIZE, _TIP = QSizeF(56.0, 34.0), QPointF(16.0, 29.0)
_INKS = ("panel", "text", "line")


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
    issue, count = pin.issue, str(pin.count) if pin.count < 100 else "99+"
    look = _Look(
        issue.state,
        reopened=issue.reopened,
        active=pin.active,
        count=count if pin.count > 1 else "",
        inks=tuple(ink(one).rgba() for one in (state_tone(issue.state), *_INKS)),
        font_key=font.key(),
        font=font,
    )
    ratio = painter.device().devicePixelRatioF()
    stamp = _stamp(look, ratio)
    # On whole device pixels, so that the mark stays as crisp as it was drawn.
    x, y = (round(at * ratio) / ratio for at in (pin.tip.x() - _TIP.x(), pin.tip.y() - _TIP.y()))
    painter.drawPixmap(QPointF(x, y), stamp)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a pin shows, wherever it is; `inks` are those of its state and of `_INKS`, ARGB."""

    state: IssueState
    reopened: bool
    active: bool
    count: str
    inks: tuple[int, ...]
    font_key: str
    # Told apart by its key.
    font: QFont = field(compare=False)


@lru_cache(maxsize=256)
def _stamp(look: _Look, ratio: float) -> QPixmap:
    """Draw a pin once: hundreds lie on picture and timeline, and each takes 70 µs to draw."""
    stamp = QPixmap(round(_SIZE.width() * ratio), round(_SIZE.height() * ratio))
    stamp.setDevicePixelRatio(ratio)
    stamp.fill(Qt.GlobalColor.transparent)
    with QPainter(stamp) as painter:
        painter.setFont(look.font)
        _draw(painter, look)
    return stamp


def _draw(painter: QPainter, look: _Look) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tone, paper, text, line = (QColor.fromRgba(one) for one in look.inks)
    middle = QPointF(_TIP.x(), _TIP.y() - HEIGHT_PX + RADIUS_PX)
    filled = look.state is IssueState.OPEN
    shape = _disc(middle) if look.state is IssueState.RESOLVED else _drop(middle, _TIP)
    painter.setBrush(tone if filled else paper)
    painter.setPen(QPen(text if look.active else paper, 3.5 if look.active else 2.5))
    painter.drawPath(shape)
    painter.setPen(QPen(tone, 1.6))
    painter.drawPath(shape)
    if filled:
        _paint_warning(painter, middle, paper)
    else:
        _paint_tick(painter, middle, tone)
    if look.reopened and filled:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tone, 1.2))
        painter.drawEllipse(middle, RADIUS_PX + 3, RADIUS_PX + 3)
    if look.count:
        _paint_count(painter, look.count, middle, inks=(paper, text, line))


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


def _paint_count(
    painter: QPainter, text: str, middle: QPointF, *, inks: tuple[QColor, QColor, QColor]
) -> None:
    paper, ink, line = inks
    width = max(14.0, painter.fontMetrics().horizontalAdvance(text) + 7.0)
    area = QRectF(middle.x() + RADIUS_PX - 4, middle.y() - RADIUS_PX - 5, width, 14)
    painter.setPen(QPen(line, 1))
    painter.setBrush(paper)
    painter.drawRoundedRect(area, 7, 7)
    painter.setPen(ink)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
