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
    KEYFRAME = auto()
    END = auto()
    HERE = auto()


@dataclass(frozen=True, slots=True)
class SpanInk:
    fill: QBrush
    outline: QPen


class LaneInk:
    """What lanes of one theme are drawn with; `forget` when the theme has changed."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._spans: dict[tuple[str, SpanKind, bool], SpanInk] = {}
        self._diamonds: dict[tuple[str, Mark, bool, float], QPixmap] = {}

    def forget(self) -> None:
        self._spans.clear()
        self._diamonds.clear()

    def span(self, color: str, kind: SpanKind, *, selected: bool) -> SpanInk:
        key = (color, kind, selected)
        ink = self._spans.get(key)
        if ink is None:
            ink = self._spans[key] = self._make_span(QColor(color), kind, selected=selected)
        return ink

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
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(side / 2, side / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        # A rim in the row's own colour sets a diamond apart from the bar on which it lies.
        background = self._theme.color("hover" if selected else "panel")
        painter.setBrush(background)
        painter.drawPolygon(_rhombus(DIAMOND_PX / 2 + 1.6))
        painter.setBrush(self._theme.color("text") if mark is Mark.HERE else color)
        painter.drawPolygon(_rhombus(DIAMOND_PX / 2))
        if mark is Mark.END:
            painter.setBrush(background)
            painter.drawPolygon(_rhombus(DIAMOND_PX / 2 - 2.2))
        painter.end()
        return pixmap


def _rhombus(reach: float) -> QPolygonF:
    return QPolygonF([QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0)])


def _hatch(color: QColor) -> QPixmap:
    """Draw one tile of a diagonal hatch; its lines meet those of the next tile."""
    side = 6
    tile = QPixmap(side, side)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.4))
    for shift in (-side, 0, side):
        painter.drawLine(QPointF(shift - 1, side + 1), QPointF(shift + side + 1, -1))
    painter.end()
    return tile
