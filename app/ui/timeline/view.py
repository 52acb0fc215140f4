"""What the timeline shows right now: one bag of values that its painters read.

The widget alone writes it. No painting and no events here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint

from app.ui.timeline.lanes import LaneBook
from app.ui.timeline.layout import NAMES_PX, TimelineLayout
from app.ui.timeline.scale import Scale
from app.ui.timeline.ticks import RulerMode, Tick, ruler_ticks
from app.ui.timeline.times import ClipTimes
from models.annotation import Label

LABEL_GAP_PX = 84.0


def _no_keys() -> npt.NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class TimelineView:
    """The state behind one picture of the timeline; x of strips counts from the name column."""

    scale: Scale = field(default_factory=lambda: Scale.fitted(0, 1.0))
    layout: TimelineLayout = field(default_factory=lambda: TimelineLayout(1, 1, 0))
    mode: RulerMode = RulerMode.TIME
    times: ClipTimes = field(default_factory=ClipTimes.none)
    key_pictures: npt.NDArray[np.int64] = field(default_factory=_no_keys)
    lanes: LaneBook = field(default_factory=lambda: LaneBook(0))
    labels: Mapping[UUID, Label] = field(default_factory=dict)
    selection: frozenset[UUID] = frozenset()
    frame: int = 0
    loop: tuple[int | None, int | None] = (None, None)
    buffered: tuple[int, int] | None = None
    hover: QPoint | None = None
    scrubbing: bool = False
    ticks: tuple[Tick, ...] = ()

    @property
    def has_clip(self) -> bool:
        return self.scale.frame_count > 0

    def widget_x(self, frame: float) -> float:
        """Give a frame's x in the widget."""
        return NAMES_PX + self.scale.x_of(frame)

    def lay_ticks(self) -> None:
        """Work the ruler's marks out again: after a change of scale, mode or times."""
        self.ticks = ruler_ticks(
            self.scale, mode=self.mode, times=self.times, label_gap_px=LABEL_GAP_PX
        )

    def selected_rows(self) -> frozenset[int]:
        rows = (self.lanes.row_of(track_id) for track_id in self.selection)
        return frozenset(row for row in rows if row is not None)
