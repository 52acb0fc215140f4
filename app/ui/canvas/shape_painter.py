"""Paints handles and trails. View pixels; what it makes is kept for the next frame.

All of it has a dark rim, so that it is seen on snow as well as at night.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from math import hypot

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap

from app.ui.canvas.canvas_ink import tinted
from app.ui.canvas.hit_testing import HANDLES, Part, Rect
from app.ui.canvas.trail import TrailPoint
from app.ui.canvas.view_transform import Screen, ViewTransform

_RIM = "#05070A"
_HANDLE_PX = 8
_DOT_PX, _DOT_SPACING_PX = 5, 6.0
# Below this a box has no room for marks in the middle of its edges.
_EDGE_MARKS_FROM_PX = 40.0


def paint_handles(painter: QPainter, rect: Rect, color: str, screen: Screen) -> None:
    """Paint the marks by which a box is resized: 8, or 4 where the box is too small for more."""
    mark = _handle(color, screen.ratio)
    side = mark.deviceIndependentSize().width()
    for part in HANDLES:
        if not _has_room(part, rect):
            continue
        x, y = part.point(rect)
        painter.drawPixmap(
            QPointF(screen.snapped(x - side / 2), screen.snapped(y - side / 2)), mark
        )


def paint_trail(
    painter: QPainter,
    runs: tuple[tuple[TrailPoint, ...], ...],
    color: str,
    *,
    frame_index: int,
    view: ViewTransform,
) -> None:
    """Paint the way of a track: dotted, the past stronger than what is to come."""
    half = _DOT_PX / 2
    for run in runs:
        points = [(point, QPointF(*view.to_view(point.x, point.y))) for point in run]
        past = [at for point, at in points if point.frame_index <= frame_index]
        future = [at for point, at in points if point.frame_index >= frame_index]
        for way, opacity in ((past, 0.95), (future, 0.55)):
            # Stamped: Qt takes a millisecond to stroke a dotted line with round ends.
            dot = _dot(color, opacity, view.screen.ratio)
            for x, y in dots_along([(at.x(), at.y()) for at in way], _DOT_SPACING_PX):
                painter.drawPixmap(QPointF(x - half, y - half), dot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tinted(_RIM, 0.7), 1.0))
        painter.setBrush(tinted(color, 1.0))
        for point, at in points:
            if point.is_keyframe and point.frame_index != frame_index:
                painter.drawEllipse(at, 2.5, 2.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def dots_along(way: list[tuple[float, float]], spacing: float) -> Iterator[tuple[float, float]]:
    """Yield points every `spacing` along a line of straight pieces, its start among them."""
    ahead = 0.0
    for (x, y), (to_x, to_y) in pairwise(way):
        length = hypot(to_x - x, to_y - y)
        while ahead < length:
            share = ahead / length
            yield x + (to_x - x) * share, y + (to_y - y) * share
            ahead += spacing
        ahead -= length


def _has_room(part: Part, rect: Rect) -> bool:
    if part.column == 0:
        return rect[2] >= _EDGE_MARKS_FROM_PX
    return part.row != 0 or rect[3] >= _EDGE_MARKS_FROM_PX


@lru_cache(maxsize=64)
def _dot(color: str, opacity: float, ratio: float) -> QPixmap:
    side = round(_DOT_PX * ratio)
    mark = QPixmap(side, side)
    mark.fill(Qt.GlobalColor.transparent)
    with QPainter(mark) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = QPointF(side / 2, side / 2)
        for radius, ink in ((1.8, tinted(_RIM, 0.3 * opacity)), (1.0, tinted(color, opacity))):
            painter.setBrush(ink)
            painter.drawEllipse(middle, radius * ratio, radius * ratio)
    mark.setDevicePixelRatio(ratio)
    return mark


@lru_cache(maxsize=64)
def _handle(color: str, ratio: float) -> QPixmap:
    side = round((_HANDLE_PX + 2) * ratio)
    mark = QPixmap(side, side)
    mark.fill(Qt.GlobalColor.transparent)
    with QPainter(mark) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(0, 0, side, side)
        radius = 2 * ratio
        for inset, ink in (
            (0.0, tinted(_RIM, 0.4)),
            (1.0, QColor(color)),
            (2.5, QColor("#FFFFFF")),
        ):
            path = QPainterPath()
            edge = inset * ratio
            inner = max(1.0, radius - edge / 2)
            path.addRoundedRect(whole.adjusted(edge, edge, -edge, -edge), inner, inner)
            painter.fillPath(path, QBrush(ink))
    mark.setDevicePixelRatio(ratio)
    return mark
