"""What is marked of frames on one timeline: in and out, what lies decoded, what is damaged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.ui.timeline.layout import NAMES_PX, OVERVIEW_PX, RULER_PX
from app.ui.timeline.strip_painter import BUFFERED_PX

if TYPE_CHECKING:
    from app.ui.timeline.timeline import Timeline


class TimelineMarks:
    """Belongs to one timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def set_loop(self, first: int | None, last: int | None) -> None:
        """Flag the in and out points; None where there is none."""
        self._timeline.view.loop = (first, last)
        self._timeline.update(0, 0, self._timeline.width(), RULER_PX)

    def set_buffered(self, first: int | None, last: int | None) -> None:
        """Show which frames lie decoded in memory, both ends included."""
        view = self._timeline.view
        both = None if first is None or last is None else (first, last)
        if both != view.buffered:
            view.buffered = both
            self._timeline.update(NAMES_PX, RULER_PX, view.layout.strip_width, BUFFERED_PX + 2)

    def set_damaged(self, spans: Sequence[tuple[int, int]]) -> None:
        """Mark stretches of frames, both ends included, that cannot be decoded as recorded."""
        timeline, view = self._timeline, self._timeline.view
        view.damaged = tuple(sorted(spans))
        timeline.update(0, 0, timeline.width(), RULER_PX)
        timeline.update(0, view.layout.lanes_bottom, timeline.width(), OVERVIEW_PX)
