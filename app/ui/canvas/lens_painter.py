"""Paints a round lens: the pixels of the frame as they are, several times as large."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from app.ui.canvas.canvas_ink import over_footage, tinted
from app.ui.canvas.picture_painter import PaintedPicture
from app.ui.canvas.view_transform import MAX_ZOOM, Screen, ViewTransform
from models.annotation.geometry import Box

RADIUS_PX = 92.0
_LEAST_ZOOM = 4.0
_INSET_PX = 16.0
_RAIL_PX = 64.0
_RIM = "#05070A"


@dataclass(frozen=True, slots=True)
class Lens:
    """Where a lens lies in the view, and the place of the frame in its middle."""

    at: tuple[float, float]
    source: tuple[float, float]

    def view(self, view: ViewTransform) -> ViewTransform:
        """Return how the frame is looked at through the lens: four times as large, or twice."""
        zoom = min(max(_LEAST_ZOOM, 2 * view.zoom), MAX_ZOOM)
        return view.magnified(self.source, self.at, zoom=zoom)


def at_pointer(pointer: tuple[float, float], view: ViewTransform) -> Lens:
    """Lay a lens on the pointer."""
    return Lens(pointer, view.to_source(*pointer))


def in_a_corner(source: tuple[float, float], pointer: tuple[float, float], screen: Screen) -> Lens:
    """Lay a lens into the upper corner that is further from the pointer."""
    away = RADIUS_PX + _INSET_PX
    right, left = screen.width - away, _RAIL_PX + RADIUS_PX
    x = left if pointer[0] > screen.width / 2 else right
    return Lens((x, away + 2 * _INSET_PX), source)


def paint_lens(
    painter: QPainter,
    lens: Lens,
    *,
    view: ViewTransform,
    painted: PaintedPicture,
    boxes: Iterable[tuple[Box, str]],
) -> None:
    """Paint a lens over what is painted already; each box has its colour with it."""
    through, at = lens.view(view), QPointF(*lens.at)
    painter.save()
    rim = QPainterPath()
    rim.addEllipse(at, RADIUS_PX, RADIUS_PX)
    # The edge is smooth; the pixels and boxes within are not.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(rim)
    painter.fillPath(rim, over_footage("canvas"))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    # Only what the lens shows: Qt would scale all of the picture.
    shown = QRectF(at.x() - RADIUS_PX, at.y() - RADIUS_PX, 2 * RADIUS_PX, 2 * RADIUS_PX)
    whole = QRectF(*through.rect(painted.source_box))
    target = shown.intersected(whole)
    if not target.isEmpty():
        across, down = (
            painted.image.width() / whole.width(),
            painted.image.height() / whole.height(),
        )
        part = QRectF(
            (target.x() - whole.x()) * across,
            (target.y() - whole.y()) * down,
            target.width() * across,
            target.height() * down,
        )
        painter.drawImage(target, painted.image, part)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for box, color in boxes:
        area = QRectF(*through.rect(box))
        if area.intersects(shown):
            for ink, line in ((tinted(_RIM, 0.5), 3), (tinted(color, 1.0), 1)):
                painter.setPen(QPen(ink, line))
                painter.drawRect(area)
    painter.restore()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width, radius in (
        (tinted(_RIM, 0.8), 5.0, RADIUS_PX),
        (over_footage("text", 0.85), 1.5, RADIUS_PX),
    ):
        painter.setPen(QPen(ink, width))
        painter.drawEllipse(at, radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    _paint_middle(painter, at)


def _paint_middle(painter: QPainter, at: QPointF) -> None:
    """Mark the pixel under the pointer without covering it."""
    for shift, ink in ((1.0, tinted("#000000", 0.5)), (0.0, tinted("#FFFFFF", 0.9))):
        painter.setPen(QPen(ink, 0))
        for near, far in ((-14.0, -6.0), (6.0, 14.0)):
            painter.drawLine(
                QPointF(at.x() + near, at.y() + shift), QPointF(at.x() + far, at.y() + shift)
            )
            painter.drawLine(
                QPointF(at.x() + shift, at.y() + near), QPointF(at.x() + shift, at.y() + far)
            )
