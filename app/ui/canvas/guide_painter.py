"""Paints what helps the eye: rings round tiny boxes, a pixel grid, groups, points that were put."""

from collections.abc import Iterable
from functools import lru_cache
from math import ceil
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap, QPolygonF

from app.ui.canvas.canvas_ink import over_footage, tinted
from app.ui.canvas.group_hull import group_color, hull, selected_groups
from app.ui.canvas.hit_testing import Rect
from app.ui.canvas.scene import Scene
from app.ui.canvas.view_transform import Screen, ViewTransform
from models.annotation.geometry import Box

# A box that is smaller in both directions is easily missed.
TINY_PX = 12.0
GRID_FROM_ZOOM = 8.0
_RING_PX = 26
_HULL_MARGIN_PX = 9.0
_RIM = "#05070A"
_GRID = QColor(255, 255, 255, 36)


def is_tiny(rect: Rect) -> bool:
    """Tell whether a box on the screen is so small that it wants a ring."""
    return rect[2] < TINY_PX and rect[3] < TINY_PX


def paint_rings(painter: QPainter, rects: Iterable[tuple[Rect, str]], screen: Screen) -> None:
    """Paint a ring round each box of those that is tiny; each has its colour with it."""
    for rect, color in rects:
        if is_tiny(rect):
            x, y = rect[0] + rect[2] / 2, rect[1] + rect[3] / 2
            half = _RING_PX / 2
            painter.drawPixmap(
                QPointF(screen.snapped(x - half), screen.snapped(y - half)),
                _ring(color, screen.ratio),
            )


def paint_pixel_grid(painter: QPainter, view: ViewTransform) -> None:
    """Paint the borders of the source's pixels, where they are far enough apart to be counted."""
    seen, ratio = view.visible(), view.screen.ratio
    if view.zoom < GRID_FROM_ZOOM or seen.area == 0:
        return
    # All in whole device pixels, to which the frame's corner is snapped.
    left, top = (round(at * ratio) for at in view.to_view(seen.x, seen.y))
    right, bottom = (round(at * ratio) for at in view.to_view(seen.x2, seen.y2))
    columns = range(ceil(seen.x), int(seen.x2) + 1)
    rows = range(ceil(seen.y), int(seen.y2) + 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.scale(1 / ratio, 1 / ratio)
    # Upright lines come from one row of pixels, repeated: as lines they take thirty times as long.
    across = _row([round(view.to_view(at, 0)[0] * ratio) - left for at in columns], right - left)
    painter.setBrushOrigin(left, top)
    painter.fillRect(left, top, right - left, bottom - top, QBrush(across))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GRID)
    painter.drawRects(
        [QRect(left, round(view.to_view(0, at)[1] * ratio), right - left, 1) for at in rows]
    )
    painter.restore()


def paint_groups(painter: QPainter, scene: Scene, view: ViewTransform) -> None:
    """Paint a thin line around all that belongs together with what is selected."""
    for group in selected_groups(scene):
        rects = [view.rect(item.box) for item in scene.items if item.track.group == group]
        around = QPolygonF([QPointF(x, y) for x, y in hull(rects, _HULL_MARGIN_PX)])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tinted(group_color(group), 0.05))
        for ink, width in ((tinted(_RIM, 0.5), 3.0), (tinted(group_color(group), 0.9), 1.2)):
            painter.setPen(QPen(ink, width))
            painter.drawPolygon(around)
            painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_points(
    painter: QPainter, points: Iterable[tuple[float, float]], color: str, view: ViewTransform
) -> None:
    """Paint the extreme points that were put so far."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for point in points:
        at = QPointF(*view.to_view(*point))
        painter.setPen(QPen(tinted(_RIM, 0.8), 1.5))
        painter.setBrush(tinted(color, 1.0))
        painter.drawEllipse(at, 4.0, 4.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_band(
    painter: QPainter, band: Box, view: ViewTransform, *, role: Literal["accent", "bad"] = "accent"
) -> None:
    """Paint what is being gone round: to select what is in it, or to say what is wrong there."""
    area = QRectF(*view.rect(band))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(tinted(_RIM, 0.7), 3))
    painter.setBrush(over_footage(role, 0.1))
    painter.drawRect(area)
    painter.setPen(QPen(over_footage(role), 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)


def _row(places: Iterable[int], width: int) -> QImage:
    row = QImage(max(width, 1), 1, QImage.Format.Format_ARGB32_Premultiplied)
    row.fill(Qt.GlobalColor.transparent)
    with QPainter(row) as painter:
        for place in places:
            painter.fillRect(place, 0, 1, 1, _GRID)
    return row


@lru_cache(maxsize=64)
def _ring(color: str, ratio: float) -> QPixmap:
    # Stamped: Qt takes 50 µs to stroke a circle, and there may be hundreds.
    side = round(_RING_PX * ratio)
    mark = QPixmap(side, side)
    mark.fill(Qt.GlobalColor.transparent)
    with QPainter(mark) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = QPointF(side / 2, side / 2), side / 2 - 2 * ratio
        for ink, width in ((tinted(_RIM, 0.55), 3.0), (tinted(color, 0.9), 1.4)):
            painter.setPen(QPen(ink, width * ratio))
            painter.drawEllipse(middle, radius, radius)
    mark.setDevicePixelRatio(ratio)
    return mark
