"""Paints what moves: the playhead, the mouse's ghost line, and the overview of a zoomed clip."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.ui.theme import Theme
from app.ui.timeline.layout import NAMES_PX, OVERVIEW_PX, RULER_PX
from app.ui.timeline.scale import MARGIN_PX
from app.ui.timeline.ticks import RulerMode
from app.ui.timeline.times import clip_time_text, wall_clock_text
from app.ui.timeline.view import TimelineView

HANDLE_PX = 11
_BUBBLE_PX = 160


def playhead_rect(view: TimelineView) -> QRect:
    """Give what a playhead on the current frame covers, bubble left out."""
    x = round(view.widget_x(view.frame))
    return QRect(x - HANDLE_PX, 0, 2 * HANDLE_PX + 1, view.layout.lanes_bottom)


def bubble_rect(view: TimelineView, x: float) -> QRect:
    """Give the part of the ruler that a text bubble at `x` may cover."""
    left = min(max(round(x) - _BUBBLE_PX // 2, NAMES_PX), view.layout.width - _BUBBLE_PX)
    return QRect(left - 2, 0, _BUBBLE_PX + 4, RULER_PX)


def paint_playhead(painter: QPainter, view: TimelineView, theme: Theme) -> None:
    x = round(view.widget_x(view.frame))
    accent = theme.color("accent")
    top = RULER_PX
    painter.fillRect(QRectF(x - 0.75, top, 1.5, view.layout.lanes_bottom - top), accent)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    half = HANDLE_PX / 2
    handle = QPolygonF(
        [
            QPointF(x - half, top + 0.5),
            QPointF(x + half, top + 0.5),
            QPointF(x + half, top + 7.5),
            QPointF(x, top + 12.5),
            QPointF(x - half, top + 7.5),
        ]
    )
    painter.drawPolygon(handle)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if view.scrubbing:
        paint_bubble(painter, view, theme, frame=view.frame, color=accent)


def paint_ghost(painter: QPainter, view: TimelineView, theme: Theme) -> None:
    """Show which frame a click at the mouse would go to."""
    busy = view.scrubbing or view.ghost is not None
    if view.hover is None or busy or view.hover.x() < NAMES_PX:
        return
    frame = view.scale.frame_at(view.hover.x() - NAMES_PX)
    x = round(view.widget_x(frame))
    line = QColor(theme.color("dim"))
    line.setAlphaF(0.5)
    painter.setPen(QPen(line, 1))
    painter.drawLine(x, RULER_PX, x, view.layout.lanes_bottom)
    if view.hover.y() < view.layout.lanes_top:
        paint_bubble(painter, view, theme, frame=frame)


def paint_overview(painter: QPainter, view: TimelineView, theme: Theme) -> None:
    """Draw the whole clip as one thin bar with the part in view; nothing when all is in view."""
    if view.scale.is_fitted:
        return
    top = view.layout.lanes_bottom
    left, width = overview_strip(view)
    middle = top + OVERVIEW_PX / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("line"))
    painter.drawRoundedRect(QRectF(left, middle - 2, width, 4), 2, 2)
    last = max(view.scale.last_frame, 1)
    first, end = (min(max(frame, 0.0), float(last)) for frame in view.scale.visible())
    window = QRectF(left + first / last * width, middle - 3, (end - first) / last * width, 6)
    window.setWidth(max(window.width(), 12.0))
    painter.setBrush(theme.color("faint"))
    painter.drawRoundedRect(window, 3, 3)
    painter.setBrush(theme.color("accent"))
    x = left + view.frame / last * width
    painter.drawRoundedRect(QRectF(x - 1, top + 1, 2, OVERVIEW_PX - 2), 1, 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def overview_strip(view: TimelineView) -> tuple[float, float]:
    """Give left edge and width of the overview's bar."""
    return NAMES_PX + MARGIN_PX, max(view.layout.strip_width - 2 * MARGIN_PX, 1.0)


def frame_text(view: TimelineView, frame: int) -> str:
    """Write where a frame is, in the ruler's own unit beside its index."""
    moment = view.times.wall_clock(frame)
    if view.mode is RulerMode.CLOCK and moment is not None:
        return f"{frame} · {wall_clock_text(moment.replace(tzinfo=None))}"
    timecode = view.times.timecode_text(frame)
    if view.mode is RulerMode.TIMECODE and timecode:
        return f"{frame} · {timecode}"
    return f"{frame} · {clip_time_text(view.times.at(frame))}"


def paint_bubble(
    painter: QPainter,
    view: TimelineView,
    theme: Theme,
    *,
    frame: int,
    text: str = "",
    color: QColor | None = None,
) -> None:
    """Write on the ruler where a frame is, or another text; in a colour it is a firm one."""
    painter.setFont(theme.font("tiny", bold=color is not None, tabular=True))
    text = text or frame_text(view, frame)
    width = painter.fontMetrics().horizontalAdvance(text) + 16
    x = view.widget_x(frame) - width / 2
    x = min(max(x, NAMES_PX + 2.0), view.layout.width - width - 2.0)
    box = QRectF(round(x), 2, width, RULER_PX - 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(theme.color("line"), 1) if color is None else Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("raised") if color is None else color)
    painter.drawRoundedRect(box, 4, 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(theme.color("text" if color is None else "onaccent"))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
