"""Paints the lanes and their name column.

Only what lies in the exposed rectangle is looked at: rows by division, spans and keyframes by
bisection. A step of the playhead exposes two narrow strips, so that playing costs next to nothing.
"""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from app.ui.panels.swatch import paint_swatch
from app.ui.theme import Theme
from app.ui.timeline.lane_ink import DIAMOND_PX, LaneInk, Mark, centred
from app.ui.timeline.layout import BAR_PX, NAMES_PX, ROW_PX
from app.ui.timeline.marks import keyframe_runs
from app.ui.timeline.spans import Lane, Span, SpanKind
from app.ui.timeline.view import TimelineView

# Diamonds nearer than this would hide one another; a run of them is drawn as one bar.
_RUN_GAP_PX = DIAMOND_PX * 0.8
_RUN_BAR_PX = 5
# A whole number of both dash patterns of `LaneInk`: 7 px and 3 px.
_DASH_PERIOD_PX = 21
_HIDDEN_OPACITY = 0.35


def lane_title(lane: Lane, view: TimelineView) -> str:
    """Name a lane as people do: "person 14", or "person · boxes" for single-frame ones."""
    label = view.labels.get(lane.label_id)
    name = label.name if label is not None else _tr("no label")
    if lane.number is None:
        return _tr("%1 · boxes").replace("%1", name)
    return f"{name} {lane.number}"


class LanePainter:
    """Draws rows into a painter that is in the widget's coordinates."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._ink = LaneInk(theme)

    def forget(self) -> None:
        """Drop what was made for the theme that has changed."""
        self._ink.forget()

    def paint_backgrounds(self, painter: QPainter, view: TimelineView, exposed: QRect) -> None:
        """Mark the selected rows and, more softly, the one under the mouse."""
        selected = view.selected_rows()
        hover = None if view.hover is None else view.layout.row_at(view.hover.y())
        tint = self._theme.color("hover")
        soft = QColor(tint)
        soft.setAlphaF(0.45)
        for row in view.layout.rows_between(exposed.top(), exposed.bottom() + 1):
            if row in selected or row == hover:
                box = QRect(0, view.layout.row_top(row), view.layout.width, ROW_PX)
                painter.fillRect(box, tint if row in selected else soft)

    def paint_lanes(self, painter: QPainter, view: TimelineView, exposed: QRect) -> None:
        first = view.scale.position_at(exposed.left() - NAMES_PX - DIAMOND_PX)
        last = view.scale.position_at(exposed.right() + 1 - NAMES_PX + DIAMOND_PX)
        selected = view.selected_rows()
        rows = view.lanes.rows
        for row in view.layout.rows_between(exposed.top(), exposed.bottom() + 1):
            lane = rows[row]
            if lane.hidden:
                painter.setOpacity(_HIDDEN_OPACITY)
            middle = view.layout.row_top(row) + ROW_PX / 2
            color = self._color(lane, view)
            for span in lane.spans_between(first, last, skip=1.0 / view.scale.px_per_frame):
                self._paint_span(
                    painter,
                    view,
                    span,
                    exposed,
                    middle=middle,
                    color=color,
                    selected=row in selected,
                )
            self._paint_marks(
                painter, view, lane, (first, last), middle=middle, selected=row in selected
            )
            if lane.hidden:
                painter.setOpacity(1.0)

    def paint_names(self, painter: QPainter, view: TimelineView, exposed: QRect) -> None:
        if exposed.left() >= NAMES_PX:
            return
        font = self._theme.font("small")
        painter.setFont(font)
        metrics = QFontMetrics(font)
        selected = view.selected_rows()
        ratio = painter.device().devicePixelRatioF()
        for row in view.layout.rows_between(exposed.top(), exposed.bottom() + 1):
            lane = view.lanes.rows[row]
            top = view.layout.row_top(row)
            painter.setOpacity(_HIDDEN_OPACITY if lane.hidden else 1.0)
            paint_swatch(painter, 12, top + ROW_PX / 2, QColor(self._color(lane, view)))
            right = NAMES_PX - 8
            for shown, icon in ((lane.hidden, "eye-off"), (lane.locked, "lock")):
                if shown:
                    right -= 16
                    pixmap = self._theme.pixmap(icon, "dim", size_px=12, ratio=ratio)
                    painter.drawPixmap(centred(right + 8, top + ROW_PX / 2, pixmap), pixmap)
            painter.setPen(self._theme.color("text" if row in selected else "dim"))
            room = QRect(28, top, right - 32, ROW_PX)
            text = metrics.elidedText(
                lane_title(lane, view), Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.setOpacity(1.0)

    def _paint_span(
        self,
        painter: QPainter,
        view: TimelineView,
        span: Span,
        exposed: QRect,
        *,
        middle: float,
        color: str,
        selected: bool,
    ) -> None:
        left, right = view.widget_x(span.start), view.widget_x(span.end)
        # Dashes out of sight cost as much as others, so a bar is cut near the exposed part: on
        # the right anywhere, on the left by whole periods, or the dashes would crawl.
        left += max(exposed.left() - 64 - left, 0) // _DASH_PERIOD_PX * _DASH_PERIOD_PX
        right = min(right, exposed.right() + 64.0)
        ink = self._ink.span(color, span.kind, selected=selected)
        top = round(middle - BAR_PX / 2)
        body = QRectF(round(left), top, max(round(right) - round(left), 1), BAR_PX)
        painter.fillRect(body, ink.fill)
        if span.kind is SpanKind.HELD:
            return
        painter.setPen(ink.outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(body.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_marks(
        self,
        painter: QPainter,
        view: TimelineView,
        lane: Lane,
        frames: tuple[float, float],
        *,
        middle: float,
        selected: bool,
    ) -> None:
        color = self._color(lane, view)
        ratio = painter.device().devicePixelRatioF()
        gap = _RUN_GAP_PX / view.scale.px_per_frame
        for start, end in keyframe_runs(lane.frames, first=frames[0], last=frames[1], gap=gap):
            x, x_end = view.widget_x(start), view.widget_x(end)
            if end != start:
                run = QRectF(x, middle - _RUN_BAR_PX / 2, x_end - x, _RUN_BAR_PX)
                painter.fillRect(run, QColor(color))
            for frame, at in ((start, x), (end, x_end)):
                mark = Mark.END if frame in lane.outside else Mark.KEYFRAME
                if selected and frame == view.frame:
                    mark = Mark.HERE
                diamond = self._ink.diamond(color, mark, selected=selected, ratio=ratio)
                painter.drawPixmap(centred(at, middle, diamond), diamond)
                if end == start:
                    break

    def _color(self, lane: Lane, view: TimelineView) -> str:
        return label_color(lane.label_id, view, self._theme)


def label_color(label_id: UUID, view: TimelineView, theme: Theme) -> str:
    """Give a label's colour; a label that is not known is drawn in the theme's dim."""
    label = view.labels.get(label_id)
    return label.color if label is not None else theme.color("dim").name()


def paint_grid(painter: QPainter, view: TimelineView, theme: Theme, exposed: QRect) -> None:
    """Draw the ruler's marks down through the lanes: labelled ones firm, the others faint."""
    firm = theme.color("line")
    faint = QColor(firm)
    faint.setAlphaF(0.45)
    for tick in view.ticks:
        x = round(view.widget_x(tick.position))
        if exposed.left() <= x <= exposed.right():
            painter.setPen(QPen(firm if tick.text else faint, 1))
            painter.drawLine(x, view.layout.lanes_top, x, view.layout.lanes_bottom)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Timeline", text)
