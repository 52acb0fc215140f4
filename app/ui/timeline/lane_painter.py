"""Paints the lanes and their name column.

Only what lies in the exposed rectangle is looked at: rows by division, spans and keyframes by
bisection. A step of the playhead exposes two narrow strips, so that playing costs next to nothing.
Whether a lane is dense is decided by all that is in view, so that a strip looks as the whole does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QStaticText

from app.ui.panels.swatch import paint_swatch
from app.ui.theme import Theme
from app.ui.timeline.dense_painter import DensePainter
from app.ui.timeline.lane_ink import DIAMOND_PX, LaneInk, Mark
from app.ui.timeline.layout import BAR_PX, NAMES_PX, ROW_PX
from app.ui.timeline.marks import keyframe_runs
from app.ui.timeline.spans import Lane, SpanKind
from app.ui.timeline.view import TimelineView

# The translators' tool knows this name.
translate = QCoreApplication.translate

# Diamonds nearer than this would hide one another; a run of them is drawn as one bar.
_RUN_GAP_PX = DIAMOND_PX * 0.8
_RUN_BAR_PX = 5
# More keyframes or spans than one in so many pixels, and the lane is drawn by columns.
_DENSE_PX = 18
# A whole number of both dash patterns of `LaneInk`: 7 px and 3 px.
_DASH_PERIOD_PX = 21
_HIDDEN_OPACITY = 0.35


def lane_title(lane: Lane, view: TimelineView) -> str:
    """Name a lane as people do: "person 14", or "person · boxes" for single-frame ones."""
    label = view.labels.get(lane.label_id)
    name = label.name if label is not None else translate("Timeline", "no label")
    if lane.number is None:
        return translate("Timeline", "%1 · boxes").replace("%1", name)
    return f"{name} {lane.number}"


class LanePainter:
    """Draws rows into a painter that is in the widget's coordinates."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._ink = LaneInk(theme)
        self._dense = DensePainter(self._ink)
        self._texts: dict[tuple[str, int], QStaticText] = {}

    def forget(self) -> None:
        """Drop what was made for the theme or the clip that was shown before."""
        self._ink.forget()
        self._dense.forget()
        self._texts.clear()

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
        selected = view.selected_rows()
        ratio = painter.device().devicePixelRatioF()
        for row in view.layout.rows_between(exposed.top(), exposed.bottom() + 1):
            lane = view.lanes.rows[row]
            if lane.hidden:
                painter.setOpacity(_HIDDEN_OPACITY)
            top = view.layout.row_top(row) + (ROW_PX - BAR_PX) // 2
            color = label_color(lane.label_id, view, self._theme)
            self._paint_spans(
                painter, view, lane, exposed, top=top, color=color, selected=row in selected
            )
            if _is_dense(lane.frames, view):
                self._dense.paint_marks(painter, lane, view.scale, exposed, top=top, color=color)
            else:
                self._paint_marks(
                    painter,
                    view,
                    lane,
                    exposed,
                    middle=top + BAR_PX / 2,
                    color=color,
                    ratio=ratio,
                    selected=row in selected,
                )
            if lane.hidden:
                painter.setOpacity(1.0)

    def paint_names(self, painter: QPainter, view: TimelineView, exposed: QRect) -> None:
        if exposed.left() >= NAMES_PX:
            return
        font = self._theme.font("small")
        painter.setFont(font)
        metrics = QFontMetrics(font)
        lit, quiet = self._theme.color("text"), self._theme.color("dim")
        selected = view.selected_rows()
        ratio = painter.device().devicePixelRatioF()
        for row in view.layout.rows_between(exposed.top(), exposed.bottom() + 1):
            lane = view.lanes.rows[row]
            top = view.layout.row_top(row)
            painter.setOpacity(_HIDDEN_OPACITY if lane.hidden else 1.0)
            color = QColor(label_color(lane.label_id, view, self._theme))
            paint_swatch(painter, 12, top + ROW_PX / 2, color)
            right = NAMES_PX - 8
            for shown, icon in ((lane.hidden, "eye-off"), (lane.locked, "lock")):
                if shown:
                    right -= 16
                    pixmap = self._theme.pixmap(icon, "dim", size_px=12, ratio=ratio)
                    painter.drawPixmap(right + 2, top + (ROW_PX - 12) // 2, pixmap)
            painter.setPen(lit if row in selected else quiet)
            text = self._text(lane_title(lane, view), metrics, right - 32)
            painter.drawStaticText(28, top + (ROW_PX - metrics.height()) // 2, text)
        painter.setOpacity(1.0)

    def _text(self, title: str, metrics: QFontMetrics, room_px: int) -> QStaticText:
        """Give a title cut to its room; shaping it anew at every paint would cost the most."""
        text = self._texts.get((title, room_px))
        if text is None:
            text = QStaticText(metrics.elidedText(title, Qt.TextElideMode.ElideRight, room_px))
            text.setTextFormat(Qt.TextFormat.PlainText)
            self._texts[title, room_px] = text
        return text

    def _paint_spans(
        self,
        painter: QPainter,
        view: TimelineView,
        lane: Lane,
        exposed: QRect,
        *,
        top: int,
        color: str,
        selected: bool,
    ) -> None:
        first = view.scale.position_at(exposed.left() - NAMES_PX)
        last = view.scale.position_at(exposed.right() + 1 - NAMES_PX)
        pieces = lane.spans_between(first, last)
        if _is_dense(lane.starts, view):
            self._dense.paint_spans(
                painter, lane, view.scale, exposed, top=top, color=color, selected=selected
            )
            pieces = (span for span in lane.spans[-1:] if span.kind is SpanKind.HELD)
        # Bars of one kind go to Qt together: a call each would cost more than the painting.
        bars: dict[SpanKind, list[QRect]] = {}
        origin, unit = view.widget_x(0), view.scale.px_per_frame
        near, far = exposed.left() - 64, exposed.right() + 64
        for span in pieces:
            left, right = round(origin + span.start * unit), round(origin + span.end * unit)
            # Dashes out of sight cost as much as others, so a bar is cut near the exposed part:
            # on the right anywhere, on the left by whole periods, or the dashes would crawl.
            if left < near:
                left += (near - left) // _DASH_PERIOD_PX * _DASH_PERIOD_PX
            width = max(min(right, far) - left, 1)
            bars.setdefault(span.kind, []).append(QRect(left, top, width, BAR_PX))
        for kind, boxes in bars.items():
            ink = self._ink.span(color, kind, selected=selected)
            painter.setBrush(ink.fill)
            painter.setPen(ink.outline)
            # An outline lies half outside of the box that it is drawn for.
            inset = 0 if kind is SpanKind.HELD else -1
            painter.drawRects([box.adjusted(0, 0, inset, inset) for box in boxes])

    def _paint_marks(
        self,
        painter: QPainter,
        view: TimelineView,
        lane: Lane,
        exposed: QRect,
        *,
        middle: float,
        color: str,
        ratio: float,
        selected: bool,
    ) -> None:
        first = view.scale.position_at(exposed.left() - NAMES_PX - DIAMOND_PX)
        last = view.scale.position_at(exposed.right() + 1 - NAMES_PX + DIAMOND_PX)
        gap = _RUN_GAP_PX / view.scale.px_per_frame
        origin, unit = view.widget_x(0), view.scale.px_per_frame
        here = view.frame if selected else None
        diamonds = {
            mark: self._ink.diamond(color, mark, selected=selected, ratio=ratio) for mark in Mark
        }
        half = diamonds[Mark.KEYFRAME].width() / ratio / 2
        top = middle - half
        for start, end in keyframe_runs(lane.frames, first=first, last=last, gap=gap):
            if end != start:
                left, right = round(origin + start * unit), round(origin + end * unit)
                run = QRect(left, round(middle - _RUN_BAR_PX / 2), right - left, _RUN_BAR_PX)
                painter.fillRect(run, QColor(color))
            for frame in (start,) if end == start else (start, end):
                mark = Mark.END if frame in lane.outside else Mark.KEYFRAME
                diamond = diamonds[Mark.HERE if frame == here else mark]
                painter.drawPixmap(QPointF(origin + frame * unit - half, top), diamond)


def _is_dense(frames: tuple[int, ...], view: TimelineView) -> bool:
    most = view.layout.strip_width / _DENSE_PX
    if len(frames) <= most:
        return False
    first, last = view.scale.visible()
    return bisect_right(frames, last) - bisect_left(frames, first) > most


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
