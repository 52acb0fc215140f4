"""What the timeline shows right now: one bag of values that its painters read.

The widget alone writes it. No painting and no events here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect

from app.media.index.frame_index import FrameIndex
from app.ui.panels.object_mark import MarkOf, no_mark
from app.ui.timeline.key_choice import Ghost, Keys
from app.ui.timeline.lanes import LaneBook
from app.ui.timeline.layout import (
    ACTIVITY_PX,
    FILM_PX,
    MOTION_PX,
    NAMES_PX,
    NARROW_ROW_PX,
    ROW_PX,
    RULER_PX,
    TimelineLayout,
)
from app.ui.timeline.scale import Scale
from app.ui.timeline.selected_rows import SelectedRows
from app.ui.timeline.strip_data import NO_STRIPS, StripData
from app.ui.timeline.ticks import RulerMode, Tick, ruler_ticks
from app.ui.timeline.times import ClipTimes
from models.annotation import Annotation, Label

LABEL_GAP_PX = 84.0


def _no_keys() -> npt.NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class TimelineView:
    """The state behind one picture of the timeline; x of strips counts from the name column.

    `cursor` is the key of the row that the keyboard stands on where that is no track's.
    """

    scale: Scale = field(default_factory=lambda: Scale.fitted(0, 1.0))
    layout: TimelineLayout = field(default_factory=lambda: TimelineLayout(1, 1, 0))
    mode: RulerMode = RulerMode.TIME
    times: ClipTimes = field(default_factory=ClipTimes.none)
    key_pictures: npt.NDArray[np.int64] = field(default_factory=_no_keys)
    lanes: LaneBook = field(default_factory=lambda: LaneBook(0))
    labels: Mapping[UUID, Label] = field(default_factory=dict)
    selection: frozenset[UUID] = frozenset()
    mark_of: MarkOf = no_mark
    frame: int = 0
    loop: tuple[int | None, int | None] = (None, None)
    buffered: tuple[int, int] | None = None
    damaged: tuple[tuple[int, int], ...] = ()
    strips: StripData = NO_STRIPS
    film_wanted: bool | None = None
    hover: QPoint | None = None
    chosen: Keys = field(default_factory=dict)
    ghost: Ghost | None = None
    band: QRect | None = None
    cursor: UUID | None = None
    scrubbing: bool = False
    ticks: tuple[Tick, ...] = ()
    _selected: SelectedRows = field(default_factory=SelectedRows, repr=False, compare=False)

    @property
    def has_clip(self) -> bool:
        return self.scale.frame_count > 0

    def widget_x(self, frame: float) -> float:
        """Give a frame's x in the widget."""
        return NAMES_PX + self.scale.x_of(frame)

    def of_clip(
        self, index: FrameIndex | None, times: ClipTimes, *, mode: RulerMode
    ) -> TimelineView:
        """Give the view of another clip, all of it; what belongs to no clip is taken over."""
        view = TimelineView(
            labels=self.labels,
            mark_of=self.mark_of,
            mode=mode,
            strips=StripData(is_on=self.strips.is_on),
            film_wanted=self.film_wanted,
            lanes=self.lanes.successor(0),
        )
        if index is not None:
            view.times = times
            view.key_pictures = index.key_frames
            view.lanes = self.lanes.successor(index.frame_count)
            view.scale = Scale.fitted(index.frame_count, 1.0)
        return view

    def extend(self, index: FrameIndex, annotation: Annotation) -> None:
        """Take more frames of the same clip; zoom and strips stay as far as they fit."""
        self.times = ClipTimes.from_pts(index.pts, index.time_base, clock=self.times.clock)
        self.key_pictures = index.key_frames
        shown = self.lanes.shown
        self.lanes = self.lanes.successor(index.frame_count)
        self.lanes.set_frame(self.frame)
        self.lanes.show(shown, annotation)
        self.scale = self.scale.of_length(index.frame_count)

    @property
    def film_fits(self) -> bool:
        """Whether there is room for pictures if they are wanted."""
        return self.layout.height >= self.most_px + 2 * ROW_PX

    @property
    def most_px(self) -> int:
        """How high the parts above the lanes are when all of them are shown."""
        return RULER_PX + FILM_PX + MOTION_PX + ACTIVITY_PX

    def lay_out(self, width: int, height: int, *, scroll_px: int) -> None:
        """Work out where everything lies in a widget of this size.

        Lanes go before pictures: two of them are in sight in any case, and four where nobody has
        said that pictures are wanted.
        """
        rows = 2 if self.film_wanted else 4
        has_room = height >= self.most_px + rows * ROW_PX
        shows_film = self.strips.is_on and self.film_wanted is not False and has_room
        layout = TimelineLayout(
            width,
            height,
            len(self.lanes.rows),
            film_px=FILM_PX if shows_film else 0,
            motion_px=MOTION_PX if self.strips.is_on else 0,
            row_px=NARROW_ROW_PX if self.lanes.arrangement.narrow else ROW_PX,
        )
        self.scale = self.scale.resized(layout.strip_width)
        self.lay_ticks()
        if self.scale.is_fitted:
            layout = replace(layout, overview_px=0)
        self.layout = replace(layout, scroll_px=min(scroll_px, layout.max_scroll_px))

    def lay_ticks(self) -> None:
        """Work the ruler's marks out again: after a change of scale, mode or times."""
        self.ticks = ruler_ticks(
            self.scale, mode=self.mode, times=self.times, label_gap_px=LABEL_GAP_PX
        )

    def cursor_row(self) -> int | None:
        """Give the row that the keyboard stands on where that is no track's."""
        if self.cursor is None:
            return None
        rows = self.lanes.rows
        return next((row for row, lane in enumerate(rows) if lane.key == self.cursor), None)

    def selected_label(self) -> UUID | None:
        """Give the label that all selected tracks share."""
        labels = self._selected.labels(self.lanes, self.selection)
        return next(iter(labels)) if len(labels) == 1 else None

    def selected_rows(self) -> frozenset[int]:
        """Give the rows of what is selected; a lane that is put away has its group's."""
        return self._selected.rows(self.lanes, self.selection)
