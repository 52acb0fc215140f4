"""Paints the lanes: what lies between keyframes, and the keyframes.

Only what lies in the exposed rectangle is looked at: rows by division, spans and keyframes by
bisection. A step of the playhead exposes two narrow strips, so that playing costs next to nothing.
Whether a lane is dense is decided by all that is in view, so that a strip looks as the whole does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QPainter, QPen

from app.ui.theme import Theme
from app.ui.timeline.dense_painter import DensePainter
from app.ui.timeline.lane_ink import DIAMOND_PX, LaneInk, Mark
from app.ui.timeline.layout import NAMES_PX
from app.ui.timeline.marks import keyframe_runs
from app.ui.timeline.name_painter import HIDDEN_OPACITY, label_color, paint_sum
from app.ui.timeline.spans import Lane, SpanKind
from app.ui.timeline.view import TimelineView

# Diamonds nearer than this would hide one another; a run of them is drawn as one bar.
_RUN_GAP_PX = DIAMOND_PX * 0.8
_RUN_BAR_PX = 5
# More keyframes or spans than one in so many pixels, and the lane is drawn by columns.
_DENSE_PX = 18
# A whole number of both dash patterns of `LaneInk`: 7 px and 3 px.
_DASH_PERIOD_PX = 21
_DOT_PERIOD_PX = 4
_KEY_MARKS = (Mark.KEYFRAME, Mark.END, Mark.HERE, Mark.SUGGESTED, Mark.SEMI_AUTO)


class LanePainter:
    """Draws rows into a painter that is in the widget's coordinates."""

    def __init__(self, theme: Theme, ink: LaneInk) -> None:
        self._theme = theme
        self._ink = ink
        self._dense = DensePainter(ink)

    def forget(self) -> None:
        """Drop what was made for the theme or the clip that was shown before."""
        self._dense.forget()

    def paint_backgrounds(self, painter: QPainter, view: TimelineView, exposed: QRect) -> None:
        """Mark the selected rows and, more softly, the one under the mouse."""
        selected = view.selected_rows() | {view.cursor_row()}
        hover = None if view.hover is None else view.layout.row_at(view.hover.y())
        tint = self._theme.color("hover")
        soft = QColor(tint)
        soft.setAlphaF(0.45)
        for row in view.layout.rows_between(exposed.top(), exposed.bottom() + 1):
            if row in selected or row == hover:
                box = QRect(0, view.layout.row_top(row), view.layout.width, view.layout.row_px)
                painter.fillRect(box, tint if row in selected else soft)

    def paint_lanes(self, painter: QPainter, view: TimelineView, exposed: QRect) -> None:
        selected = view.selected_rows()
        ratio = painter.device().devicePixelRatioF()
        for row in view.layout.rows_between(exposed.top(), exposed.bottom() + 1):
            lane = view.lanes.rows[row]
            if lane.hidden:
                painter.setOpacity(HIDDEN_OPACITY)
            top = view.layout.row_top(row) + (view.layout.row_px - view.layout.bar_px) // 2
            color = label_color(lane.label_id, view, self._theme)
            if lane.is_header:
                paint_sum(painter, view, lane, exposed, row=row, color=color)
                continue
            self._paint_gaps(painter, view, lane, exposed, top=top, color=color)
            self._paint_spans(
                painter, view, lane, exposed, top=top, color=color, selected=row in selected
            )
            if _is_dense(lane.frames, view):
                self._dense.paint_marks(painter, lane, view, exposed, top=top, color=color)
            else:
                self._paint_marks(
                    painter,
                    view,
                    lane,
                    exposed,
                    middle=top + view.layout.bar_px / 2,
                    color=color,
                    ratio=ratio,
                    selected=row in selected,
                )
            if lane.hidden:
                painter.setOpacity(1.0)

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
                painter, lane, view, exposed, top=top, color=color, selected=selected
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
            bars.setdefault(span.kind, []).append(QRect(left, top, width, view.layout.bar_px))
        for kind, boxes in bars.items():
            ink = self._ink.span(color, kind, selected=selected)
            painter.setBrush(ink.fill)
            painter.setPen(ink.outline)
            # An outline lies half outside of the box that it is drawn for.
            inset = 0 if kind is SpanKind.HELD else -1
            painter.drawRects([box.adjusted(0, 0, inset, inset) for box in boxes])
        if lane.ends_at is not None and first <= lane.ends_at <= last + 2 / unit:
            cap = QRect(round(origin + lane.ends_at * unit), top, 2, view.layout.bar_px)
            painter.fillRect(cap, QColor(color))

    def _paint_gaps(
        self,
        painter: QPainter,
        view: TimelineView,
        lane: Lane,
        exposed: QRect,
        *,
        top: int,
        color: str,
    ) -> None:
        """Bridge stretches that nobody has told of with dots, too thin to be taken for a box."""
        shown = lane.gaps_between(*view.scale.visible())
        if not shown or len(shown) > view.layout.strip_width / _DENSE_PX:
            return
        painter.setPen(self._ink.bridge(color))
        y = top + view.layout.bar_px // 2
        near, far = exposed.left() - 64, exposed.right() + 64
        for one, other in shown:
            left, right = round(view.widget_x(one)), round(view.widget_x(other))
            if right < near or left > far:
                continue
            if left < near:
                left += (near - left) // _DOT_PERIOD_PX * _DOT_PERIOD_PX
            painter.drawLine(left, y, min(right, far), y)

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
            mark: self._ink.diamond(color, mark, selected=selected, ratio=ratio)
            for mark in _KEY_MARKS
        }
        half = diamonds[Mark.KEYFRAME].width() / ratio / 2
        top = middle - half
        for start, end in keyframe_runs(lane.frames, first=first, last=last, gap=gap):
            if end != start:
                left, right = round(origin + start * unit), round(origin + end * unit)
                run = QRect(left, round(middle - _RUN_BAR_PX / 2), right - left, _RUN_BAR_PX)
                painter.fillRect(run, QColor(color))
            for frame in (start,) if end == start else (start, end):
                diamond = diamonds[Mark.HERE if frame == here else mark_of(lane, frame)]
                painter.drawPixmap(QPointF(origin + frame * unit - half, top), diamond)


def mark_of(lane: Lane, frame: int) -> Mark:
    """Tell how a keyframe of a lane looks."""
    if frame in lane.outside:
        return Mark.END
    if frame in lane.suggested:
        return Mark.SUGGESTED
    return Mark.SEMI_AUTO if frame in lane.semi_auto else Mark.KEYFRAME


def _is_dense(frames: tuple[int, ...], view: TimelineView) -> bool:
    most = view.layout.strip_width / _DENSE_PX
    if len(frames) <= most:
        return False
    first, last = view.scale.visible()
    return bisect_right(frames, last) - bisect_left(frames, first) > most


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
