"""Paints which keyframes are chosen, where a drag would put them, and the band that chooses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.ui.theme import Theme
from app.ui.timeline.key_choice import Ghost, chosen_on
from app.ui.timeline.lane_ink import DIAMOND_PX, LaneInk, Mark
from app.ui.timeline.layout import NAMES_PX, RULER_PX
from app.ui.timeline.marks import keyframe_runs
from app.ui.timeline.playhead_painter import frame_text, paint_bubble
from app.ui.timeline.view import TimelineView

_RUN_GAP_PX = DIAMOND_PX * 0.8
_RUN_BAR_PX = 9
_RUN_EDGE_PX = 4


class KeyPainter:
    """Draws over the lanes, into a painter that is in the widget's coordinates."""

    def __init__(self, theme: Theme, ink: LaneInk) -> None:
        self._theme = theme
        self._ink = ink

    def paint(self, painter: QPainter, view: TimelineView, exposed: QRect) -> None:
        """Draw what belongs to the exposed rows."""
        ghost = view.ghost
        if view.chosen or ghost is not None:
            for row in view.layout.rows_between(exposed.top(), exposed.bottom() + 1):
                lane = view.lanes.rows[row]
                middle = view.layout.row_top(row) + view.layout.row_px / 2
                chosen = chosen_on(lane, view.chosen)
                self._paint_marks(painter, view, exposed, chosen, middle=middle, mark=Mark.CHOSEN)
                if ghost is None:
                    continue
                mark = Mark.REFUSED if ghost.problem else Mark.GHOST
                frames = chosen_on(lane, ghost.keys)
                self._paint_marks(
                    painter, view, exposed, frames, middle=middle, mark=mark, shift=ghost.delta
                )
                if ghost.ends is not None and ghost.ends == lane.key:
                    x = view.widget_x(ghost.frame)
                    bar = QRectF(x - 1, middle - view.layout.bar_px / 2 - 3, 2, 0)
                    bar.setHeight(view.layout.bar_px + 6)
                    painter.fillRect(bar, self._color_of(ghost))
        if view.band is not None:
            fill = QColor(self._theme.color("accent"))
            painter.setPen(QPen(fill, 1))
            fill.setAlphaF(0.14)
            painter.setBrush(fill)
            painter.drawRect(view.band)

    def paint_target(self, painter: QPainter, view: TimelineView) -> None:
        """Draw the frame that is dragged to, down through all strips, and tell it or the reason."""
        ghost = view.ghost
        if ghost is None:
            return
        color = self._color_of(ghost)
        x = round(view.widget_x(ghost.frame))
        painter.setPen(QPen(color, 1, Qt.PenStyle.DashLine))
        painter.drawLine(x, RULER_PX, x, view.layout.lanes_bottom)
        text = ghost.problem
        if not text:
            text = frame_text(view, ghost.frame)
            if ghost.delta:
                text = f"{text}  ({ghost.delta:+d})"
        paint_bubble(painter, view, self._theme, frame=ghost.frame, text=text, color=color)

    def _paint_marks(
        self,
        painter: QPainter,
        view: TimelineView,
        exposed: QRect,
        frames: Sequence[int],
        *,
        middle: float,
        mark: Mark,
        shift: int = 0,
    ) -> None:
        if not frames:
            return
        first = view.scale.position_at(exposed.left() - NAMES_PX - DIAMOND_PX) - shift
        last = view.scale.position_at(exposed.right() + 1 - NAMES_PX + DIAMOND_PX) - shift
        origin, unit = view.widget_x(shift), view.scale.px_per_frame
        ratio = painter.device().devicePixelRatioF()
        color = self._theme.color("bad" if mark is Mark.REFUSED else "accent")
        diamond = self._ink.diamond(color.name(), mark, selected=False, ratio=ratio)
        half = diamond.width() / ratio / 2
        runs: list[QRect] = []
        top, bar_top = middle - half, round(middle - _RUN_BAR_PX / 2)
        for start, end in keyframe_runs(frames, first=first, last=last, gap=_RUN_GAP_PX / unit):
            left = origin + start * unit
            if end == start:
                painter.drawPixmap(QPointF(left - half, top), diamond)
                continue
            width = round((end - start) * unit) + 2 * _RUN_EDGE_PX
            runs.append(QRect(round(left) - _RUN_EDGE_PX, bar_top, width, _RUN_BAR_PX - 1))
        if runs:
            painter.setPen(QPen(color, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRects(runs)

    def _color_of(self, ghost: Ghost) -> QColor:
        return self._theme.color("bad" if ghost.problem else "accent")
