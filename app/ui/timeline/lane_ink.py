"""The brushes, pens and diamonds in which lanes are drawn, made once a colour.

Making a QPen or drawing a smooth diamond costs more than using it; a picture of the timeline uses
a few of them some thousand times.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QPolygonF

from app.ui.theme import Theme
from app.ui.timeline.spans import SpanKind

DIAMOND_PX = 11


class Mark(Enum):
    """How a keyframe looks; the last three are drawn over it, or where it would go."""

    KEYFRAME = auto()
    END = auto()
    HERE = auto()
    SUGGESTED = auto()
    SEMI_AUTO = auto()
    CHOSEN = auto()
    GHOST = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class SpanInk:
    fill: QBrush
    outline: QPen


class LaneInk:
    """What lanes of one theme are drawn with; `forget` when the theme has changed."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._spans: dict[tuple[str, SpanKind, bool], SpanInk] = {}
        self._bridges: dict[str, QPen] = {}
        self._diamonds: dict[tuple[str, Mark, bool, float], QPixmap] = {}

    def forget(self) -> None:
        self._spans.clear()
        self._bridges.clear()
        self._diamonds.clear()

    def span(self, color: str, kind: SpanKind, *, selected: bool) -> SpanInk:
        key = (color, kind, selected)
        ink = self._spans.get(key)
        if ink is None:
            ink = self._spans[key] = self._make_span(QColor(color), kind, selected=selected)
        return ink

    def bridge(self, color: str) -> QPen:
        """Give the pen for the dots across a gap."""
        pen = self._bridges.get(color)
        if pen is None:
            pen = self._bridges[color] = QPen(self._over_panel(QColor(color), 0.7), 1.0)
            pen.setDashPattern([1.0, 3.0])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def diamond(self, color: str, mark: Mark, *, selected: bool, ratio: float) -> QPixmap:
        key = (color, mark, selected, ratio)
        pixmap = self._diamonds.get(key)
        if pixmap is None:
            pixmap = self._diamonds[key] = self._make_diamond(
                QColor(color), mark, selected=selected, ratio=ratio
            )
        return pixmap

    def _make_span(self, color: QColor, kind: SpanKind, *, selected: bool) -> SpanInk:
        strength = {
            SpanKind.SEEN: 0.40,
            SpanKind.OCCLUDED: 0.14,
            SpanKind.SUGGESTED: 0.14,
            SpanKind.HELD: 0.0,
        }[kind] * (1.25 if selected else 1.0)
        edge = self._over_panel(color, {SpanKind.SEEN: 0.75, SpanKind.HELD: 0.4}.get(kind, 0.65))
        outline = QPen(edge, 1.0)
        if kind is SpanKind.OCCLUDED:
            outline.setDashPattern([4.0, 3.0])
        elif kind is SpanKind.SUGGESTED:
            outline.setDashPattern([1.0, 2.0])
        elif kind is SpanKind.HELD:
            return SpanInk(QBrush(_hatch(self._over_panel(color, 0.38))), QPen(Qt.PenStyle.NoPen))
        return SpanInk(QBrush(self._over_panel(color, strength)), outline)

    def _over_panel(self, color: QColor, strength: float) -> QColor:
        """Mix with the panel rather than paint half transparent: it is opaque and faster."""
        panel = self._theme.color("panel")
        rest = 1 - strength
        return QColor.fromRgbF(
            color.redF() * strength + panel.redF() * rest,
            color.greenF() * strength + panel.greenF() * rest,
            color.blueF() * strength + panel.blueF() * rest,
        )

    def _make_diamond(self, color: QColor, mark: Mark, *, selected: bool, ratio: float) -> QPixmap:
        side = DIAMOND_PX + 4
        pixmap = QPixmap(round(side * ratio), round(side * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(side / 2, side / 2)
            if mark in (Mark.CHOSEN, Mark.GHOST, Mark.REFUSED):
                _paint_ring(painter, color, dashed=mark is not Mark.CHOSEN)
            else:
                self._paint_key(painter, color, mark, selected=selected)
        return pixmap

    def _paint_key(self, painter: QPainter, color: QColor, mark: Mark, *, selected: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        # A rim in the row's own colour sets a diamond apart from the bar on which it lies.
        background = self._theme.color("hover" if selected else "panel")
        whole = _rhombus(DIAMOND_PX / 2)
        painter.setBrush(background)
        painter.drawPolygon(_rhombus(DIAMOND_PX / 2 + 1.6))
        painter.setBrush(self._theme.color("text") if mark is Mark.HERE else color)
        if mark is Mark.END:
            # Half of it: what is seen lies on its left.
            painter.drawPolygon(_left_half(DIAMOND_PX / 2))
            painter.setPen(QPen(color, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            whole = _rhombus(DIAMOND_PX / 2 - 0.6)
        painter.drawPolygon(whole)
        painter.setBrush(background)
        if mark is Mark.SUGGESTED:
            painter.drawPolygon(_rhombus(DIAMOND_PX / 2 - 2.0))
        elif mark is Mark.SEMI_AUTO:
            painter.drawEllipse(QPointF(0, 0), 1.5, 1.5)


def _paint_ring(painter: QPainter, color: QColor, *, dashed: bool) -> None:
    fill = QColor(color)
    fill.setAlphaF(0.35 if dashed else 0.0)
    painter.setBrush(fill)
    pen = QPen(color, 1.6)
    if dashed:
        pen.setDashPattern([1.4, 1.0])
    painter.setPen(pen)
    painter.drawPolygon(_rhombus(DIAMOND_PX / 2 + 1.2))


def _rhombus(reach: float) -> QPolygonF:
    return QPolygonF([QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0)])


def _left_half(reach: float) -> QPolygonF:
    return QPolygonF([QPointF(0, -reach), QPointF(0, reach), QPointF(-reach, 0)])


def _hatch(color: QColor) -> QPixmap:
    """Draw one tile of a diagonal hatch; its lines meet those of the next tile."""
    side = 6
    tile = QPixmap(side, side)
    tile.fill(Qt.GlobalColor.transparent)
    with QPainter(tile) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, 1.4))
        for shift in (-side, 0, side):
            painter.drawLine(QPointF(shift - 1, side + 1), QPointF(shift + side + 1, -1))
    return tile
