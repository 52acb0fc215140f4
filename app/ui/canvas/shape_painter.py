"""Paints handles and trails. View pixels; what it makes is kept for the next frame.

All of it has a dark rim, so that it is seen on snow as well as at night.
"""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from app.ui.canvas.canvas_ink import tinted
from app.ui.canvas.hit_testing import HANDLES, Part, Rect
from app.ui.canvas.trail import TrailPoint
from app.ui.canvas.view_transform import Screen, ViewTransform

_RIM = "#05070A"
_HANDLE_PX = 8
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
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for run in runs:
        points = [(point, QPointF(*view.to_view(point.x, point.y))) for point in run]
        past = [at for point, at in points if point.frame_index <= frame_index]
        future = [at for point, at in points if point.frame_index >= frame_index]
        for way, opacity in ((past, 0.95), (future, 0.55)):
            if len(way) > 1:
                line = QPolygonF(way)
                painter.setPen(_round_pen(_RIM, 0.3 * opacity, 3.6, (0.01, 6.0 / 3.6)))
                painter.drawPolyline(line)
                painter.setPen(_round_pen(color, opacity, 2.0, (0.01, 3.0)))
                painter.drawPolyline(line)
        painter.setPen(_round_pen(_RIM, 0.7, 1.0))
        painter.setBrush(tinted(color, 1.0))
        for point, at in points:
            if point.is_keyframe and point.frame_index != frame_index:
                painter.drawEllipse(at, 2.5, 2.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _has_room(part: Part, rect: Rect) -> bool:
    if part.column == 0:
        return rect[2] >= _EDGE_MARKS_FROM_PX
    return part.row != 0 or rect[3] >= _EDGE_MARKS_FROM_PX


@lru_cache(maxsize=128)
def _round_pen(color: str, opacity: float, width: float, dashes: tuple[float, ...] = ()) -> QPen:
    pen = QPen(tinted(color, opacity), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashes:
        pen.setDashPattern(list(dashes))
    return pen


@lru_cache(maxsize=64)
def _handle(color: str, ratio: float) -> QPixmap:
    side = round((_HANDLE_PX + 2) * ratio)
    mark = QPixmap(side, side)
    mark.fill(Qt.GlobalColor.transparent)
    painter = QPainter(mark)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    whole = QRectF(0, 0, side, side)
    radius = 2 * ratio
    for inset, ink in ((0.0, tinted(_RIM, 0.4)), (1.0, QColor(color)), (2.5, QColor("#FFFFFF"))):
        path = QPainterPath()
        edge = inset * ratio
        inner = max(1.0, radius - edge / 2)
        path.addRoundedRect(whole.adjusted(edge, edge, -edge, -edge), inner, inner)
        painter.fillPath(path, QBrush(ink))
    painter.end()
    mark.setDevicePixelRatio(ratio)
    return mark
