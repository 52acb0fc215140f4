"""What moves on one timeline: the playhead, and the line at the mouse. No more is repainted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect

from app.ui.timeline.layout import OVERVIEW_PX, RULER_PX
from app.ui.timeline.playhead_painter import bubble_rect, playhead_rect

if TYPE_CHECKING:
    from app.ui.timeline.timeline import Timeline


class TimelinePlayhead:
    """Belongs to one timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def move(self, frame_index: int, *, lead: float, pages: bool = True) -> None:
        """Put the playhead on a frame; `pages` keeps it in sight, see `Scale.showing`."""
        timeline, view = self._timeline, self._timeline.view
        if frame_index == view.frame:
            return
        timeline.update(playhead_rect(view))
        view.frame = frame_index
        timeline.rows.set_frame(frame_index)
        if pages:
            timeline.set_scale(view.scale.showing(frame_index, lead=lead))
        timeline.update(playhead_rect(view))
        if not view.scale.is_fitted:
            timeline.update(0, view.layout.lanes_bottom, timeline.width(), OVERVIEW_PX)

    def scrub(self, frame_index: int, *, scrubbing: bool, pages: bool) -> None:
        """Put the playhead there at once, and tell the frame beside it while the mouse is down."""
        self._timeline.view.scrubbing = scrubbing
        self.move(frame_index, lead=1.0, pages=pages)
        self._timeline.update(0, 0, self._timeline.width(), RULER_PX)

    def hover(self, at: QPoint | None) -> None:
        """Show the line and the row at the mouse; None is away from the timeline."""
        timeline, view = self._timeline, self._timeline.view
        layout = view.layout
        before, view.hover = view.hover, at
        rows = [None if p is None else layout.row_at(p.y()) for p in (before, at)]
        for row in set(rows) - {None} if rows[0] != rows[1] else ():
            timeline.update(0, layout.row_top(row or 0), timeline.width(), layout.row_px)
        for point in (before, at):
            if point is not None:
                timeline.update(QRect(point.x() - 32, 0, 64, layout.lanes_bottom))
                timeline.update(bubble_rect(view, point.x()))
