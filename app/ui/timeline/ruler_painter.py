"""Paints the ruler."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.ui.theme import Theme
from app.ui.timeline.gaps import Gap, gaps_between
from app.ui.timeline.layout import NAMES_PX, RULER_PX
from app.ui.timeline.view import TimelineView

# Key pictures nearer than this say nothing but "many": then none is drawn.
_KEY_PICTURE_GAP_PX = 6.0
# A break in the ruler: as wide as the step that it stands for, but never too small to be seen.
_BREAK_PX = 7.0
_HATCH_STEP_PX = 4
_MOST_BREAKS = 400


def paint_ruler(painter: QPainter, view: TimelineView, theme: Theme, exposed: QRect) -> None:
    """Draw gaps, marks and their texts, and key pictures."""
    breaks = _paint_gaps(painter, view, theme, exposed)
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
            # Centred over its mark, yet never cut off by the names or the window's edge.
            room = QRect(x - 60, 0, 120, RULER_PX - 5)
            half_px = _half_width(painter, tick.text)
            room.moveLeft(max(room.left(), NAMES_PX - 60 + half_px + 4))
            if x <= view.layout.width:
                room.moveRight(min(room.right(), view.layout.width + 60 - half_px - 4))
            middle = room.center().x()
            # A text across a break could not be read.
            if not any(
                left < middle + half_px + 3 and right > middle - half_px - 3
                for left, right in breaks
            ):
                painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), tick.text)
    _paint_key_pictures(painter, view, theme, exposed)


def _paint_gaps(
    painter: QPainter, view: TimelineView, theme: Theme, exposed: QRect
) -> list[tuple[float, float]]:
    """Break the ruler where the recording paused; return from where to where in the widget."""
    reach = _BREAK_PX / view.scale.px_per_frame
    first = view.scale.position_at(exposed.left() - NAMES_PX) - reach
    last = view.scale.position_at(exposed.right() + 1 - NAMES_PX) + reach
    gaps = gaps_between(view.times.gaps, first, last)
    # So many side by side are one grey band: every n-th of them paints it as well.
    breaks = [break_edges(view, gap) for gap in gaps[:: max(len(gaps) // _MOST_BREAKS, 1)]]
    for left, right in breaks:
        room = QRectF(left, 1, right - left, RULER_PX - 2)
        warning = QColor(theme.color("warn"))
        warning.setAlphaF(0.16)
        painter.fillRect(room, warning)
        warning.setAlphaF(0.85)
        painter.save()
        painter.setClipRect(room, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(warning, 1))
        for x in range(round(left) - RULER_PX, round(right) + 1, _HATCH_STEP_PX):
            painter.drawLine(QPointF(x, RULER_PX), QPointF(x + RULER_PX, 0))
        painter.restore()
    return breaks


def break_edges(view: TimelineView, gap: Gap) -> tuple[float, float]:
    """Give where in the widget the mark of a gap begins and ends."""
    middle = view.widget_x(gap.frame + 0.5)
    half = max(view.scale.px_per_frame, _BREAK_PX) / 2
    return middle - half, middle + half


def gap_at(view: TimelineView, x: int) -> Gap | None:
    """Give the gap whose mark on the ruler lies at an x of the widget."""
    reach = _BREAK_PX / view.scale.px_per_frame
    at = view.scale.position_at(x - NAMES_PX)
    for gap in gaps_between(view.times.gaps, at - reach, at + reach):
        left, right = break_edges(view, gap)
        if left <= x <= right:
            return gap
    return None


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
