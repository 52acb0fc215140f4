"""Paints the ruler, and the strip below it that shows how many objects each frame has."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.ui.theme import Theme
from app.ui.timeline.layout import ACTIVITY_PX, NAMES_PX, RULER_PX
from app.ui.timeline.view import TimelineView

_BAR_STEP_PX = 4
_BAR_PX = 3
_ACTIVITY_BAR_PX = ACTIVITY_PX - 14
# Key pictures nearer than this say nothing but "many": then none is drawn.
_KEY_PICTURE_GAP_PX = 6.0


def paint_ruler(painter: QPainter, view: TimelineView, theme: Theme, exposed: QRect) -> None:
    """Draw marks and their texts, key pictures, and what is buffered."""
    painter.setFont(theme.font("tiny", tabular=True))
    text, mark = theme.color("faint"), theme.color("line")
    for tick in view.ticks:
        x = round(view.widget_x(tick.position))
        if not exposed.left() - 100 <= x <= exposed.right() + 100:
            continue
        painter.setPen(QPen(mark, 1))
        painter.drawLine(x, RULER_PX - (6 if tick.text else 3), x, RULER_PX - 1)
        if tick.text:
            painter.setPen(text)
            # Centred over its mark, yet never cut off by the clip's start.
            room = QRect(x - 60, 0, 120, RULER_PX - 5)
            room.moveLeft(max(room.left(), NAMES_PX - 60 + _half_width(painter, tick.text) + 4))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), tick.text)
    _paint_key_pictures(painter, view, theme, exposed)
    if view.buffered is not None:
        left, right = (view.widget_x(frame) for frame in view.buffered)
        strong = QColor(theme.color("dim"))
        strong.setAlphaF(0.55)
        painter.fillRect(QRectF(left, RULER_PX - 2, max(right - left, 1), 2), strong)


def _half_width(painter: QPainter, text: str) -> int:
    return painter.fontMetrics().horizontalAdvance(text) // 2


def _paint_key_pictures(
    painter: QPainter, view: TimelineView, theme: Theme, exposed: QRect
) -> None:
    first = view.scale.position_at(exposed.left() - NAMES_PX)
    last = view.scale.position_at(exposed.right() + 1 - NAMES_PX)
    start, stop = np.searchsorted(view.key_pictures, [first, last])
    shown_px = max(exposed.width(), 1)
    if stop - start > shown_px / _KEY_PICTURE_GAP_PX + 1:
        return
    color = QColor(theme.color("faint"))
    color.setAlphaF(0.6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    for frame in view.key_pictures[start:stop]:
        x = view.widget_x(float(frame))
        painter.drawRect(QRectF(round(x) - 1, RULER_PX - 5, 2, 2))


def paint_activity(painter: QPainter, view: TimelineView, theme: Theme, exposed: QRect) -> None:
    """Draw a bar each four pixels, as high as the most objects on a frame beneath it.

    The bars stand on fixed frames, not on fixed pixels, so that they move with the clip when it
    is panned.
    """
    most = int(view.lanes.activity.counts.max(initial=0))
    if not most:
        return
    step = _BAR_STEP_PX / view.scale.px_per_frame
    first = view.scale.position_at(exposed.left() - NAMES_PX) // step
    last = view.scale.position_at(exposed.right() + 1 - NAMES_PX) // step
    slots = np.arange(max(first, 0), last + 2)
    slots = slots[slots * step <= view.scale.last_frame]
    if not len(slots):
        return
    edges = np.append(slots, slots[-1] + 1) * step
    peaks = view.lanes.activity.peaks(edges.astype(np.int64))
    quiet, loud = (QColor(theme.color("accent")) for _ in range(2))
    quiet.setAlphaF(0.28)
    loud.setAlphaF(0.62)
    heights = np.maximum(np.rint(_ACTIVITY_BAR_PX * peaks / most), 1).astype(int)
    lefts = np.rint(view.widget_x(0) + slots * _BAR_STEP_PX).astype(int)
    bottom = RULER_PX + ACTIVITY_PX - 4
    painter.setPen(Qt.PenStyle.NoPen)
    for busy, color in ((False, quiet), (True, loud)):
        chosen = (peaks * 2 > most) == busy
        bars = [
            QRect(left, bottom - height, _BAR_PX, height)
            for left, height in zip(lefts[chosen].tolist(), heights[chosen].tolist(), strict=True)
        ]
        painter.setBrush(color)
        painter.drawRects(bars)


def paint_loop(painter: QPainter, view: TimelineView, theme: Theme) -> None:
    """Shade what lies between the in and out points, and flag the points themselves."""
    start, end = view.loop
    accent, shade = theme.color("accent"), QColor(theme.color("accent"))
    shade.setAlphaF(0.12)
    if start is not None or end is not None:
        left = view.widget_x(0 if start is None else start)
        right = view.widget_x(view.scale.last_frame if end is None else end)
        painter.fillRect(QRectF(left, 0, max(right - left, 1), RULER_PX), shade)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    for frame, inward in ((start, 1), (end, -1)):
        if frame is None:
            continue
        x = round(view.widget_x(frame))
        flag = [QPointF(x, 0), QPointF(x + 7 * inward, 0), QPointF(x, 7)]
        painter.drawPolygon(QPolygonF(flag))
        painter.fillRect(QRectF(x - 0.5, 0, 1, RULER_PX), accent)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
