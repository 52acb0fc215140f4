"""Where the timeline's parts lie in its widget.

Pure. From top to bottom: the ruler, the pictures, the strip of motion, the strip of activity (how
many objects there are), the lanes, the overview. Pictures and motion may be left out. The name
column stands left of all of them but belongs to the lanes' rows; x in the strips is counted from
its right edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

RULER_PX = 24
FILM_PX = 48
MOTION_PX = 30
ACTIVITY_PX = 26
ROW_PX = 28
NARROW_ROW_PX = 18
OVERVIEW_PX = 12
NAMES_PX = 132
BAR_PX = 12
NARROW_BAR_PX = 8


class Area(Enum):
    CORNER = auto()
    RULER = auto()
    FILM = auto()
    MOTION = auto()
    ACTIVITY = auto()
    NAMES = auto()
    LANES = auto()
    OVERVIEW = auto()


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    """The geometry for one size, one number of rows and one vertical scroll position.

    `overview_px` is the overview's height: 0 where the whole clip is in view, which needs none.
    `film_px` and `motion_px` are the heights of the pictures and the motion, 0 without; `row_px` is
    that of a lane.
    """

    width: int
    height: int
    row_count: int
    scroll_px: int = 0
    overview_px: int = OVERVIEW_PX
    film_px: int = 0
    motion_px: int = 0
    row_px: int = ROW_PX

    @property
    def bar_px(self) -> int:
        """How high the bars are that stand for stretches of a track."""
        return BAR_PX if self.row_px >= ROW_PX else NARROW_BAR_PX

    @property
    def strip_width(self) -> int:
        return max(self.width - NAMES_PX, 1)

    @property
    def motion_top(self) -> int:
        return RULER_PX + self.film_px

    @property
    def activity_top(self) -> int:
        return self.motion_top + self.motion_px

    @property
    def lanes_top(self) -> int:
        return self.activity_top + ACTIVITY_PX

    @property
    def lanes_bottom(self) -> int:
        return max(self.height - self.overview_px, self.lanes_top)

    @property
    def lanes_height(self) -> int:
        return self.lanes_bottom - self.lanes_top

    @property
    def max_scroll_px(self) -> int:
        return max(self.row_count * self.row_px - self.lanes_height, 0)

    def row_top(self, row: int) -> int:
        return self.lanes_top + row * self.row_px - self.scroll_px

    def rows_between(self, top: int, bottom: int) -> range:
        """List the rows that show between two heights of the widget."""
        top, bottom = max(top, self.lanes_top), min(bottom, self.lanes_bottom)
        if bottom <= top:
            return range(0)
        first = (top - self.lanes_top + self.scroll_px) // self.row_px
        stop = -(-(bottom - self.lanes_top + self.scroll_px) // self.row_px)
        return range(max(first, 0), min(stop, self.row_count))

    def row_at(self, y: int) -> int | None:
        rows = self.rows_between(y, y + 1)
        return rows.start if len(rows) else None

    def scroll_showing(self, row: int) -> int:
        """Give the scroll position nearest to this one at which `row` is in full view."""
        top = row * self.row_px
        least = top + self.row_px - self.lanes_height
        return min(max(min(max(self.scroll_px, least), top), 0), self.max_scroll_px)

    def area_at(self, x: int, y: int) -> Area:
        if y >= self.lanes_bottom:
            return Area.OVERVIEW
        if x < NAMES_PX:
            return Area.CORNER if y < self.lanes_top else Area.NAMES
        bottoms = (
            (RULER_PX, Area.RULER),
            (self.motion_top, Area.FILM),
            (self.activity_top, Area.MOTION),
            (self.lanes_top, Area.ACTIVITY),
        )
        return next((area for bottom, area in bottoms if y < bottom), Area.LANES)
