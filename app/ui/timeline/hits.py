"""What lies under a point of the timeline."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint

from app.ui.timeline.layout import NAMES_PX, Area
from app.ui.timeline.spans import Lane, SpanKind
from app.ui.timeline.view import TimelineView

_NEAR_PX = 7
_EDGE_PX = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """An area and the frame there; over a row also its lane.

    `frame` is the keyframe's where the point is near one (`on_keyframe`), and the playhead's over
    the name column. `on_end` is true near where a held box ends.
    """

    area: Area
    frame: int
    lane: Lane | None = None
    on_keyframe: bool = False
    on_end: bool = False


def hit_at(view: TimelineView, at: QPoint) -> Hit:
    """Find what lies under a point of the widget."""
    area = view.layout.area_at(at.x(), at.y())
    x = at.x() - NAMES_PX
    frame = view.frame if area is Area.NAMES else view.scale.frame_at(x)
    row = view.layout.row_at(at.y()) if area in (Area.NAMES, Area.LANES) else None
    if row is None:
        return Hit(area, frame)
    lane = view.lanes.rows[row]
    if area is Area.LANES:
        reach = _NEAR_PX / view.scale.px_per_frame
        keyframe = lane.keyframe_near(view.scale.position_at(x), reach=reach)
        if keyframe is not None:
            return Hit(area, lane.frames[keyframe], lane, on_keyframe=True)
    return Hit(area, frame, lane, on_end=area is Area.LANES and _ends_at(view, lane, x))


def _ends_at(view: TimelineView, lane: Lane, x: int) -> bool:
    """Tell whether a lane's held tail ends at an x of the strip: other ends are keyframes."""
    if not lane.spans or lane.spans[-1].kind is not SpanKind.HELD:
        return False
    return abs(view.scale.x_of(lane.spans[-1].end) - x) <= _EDGE_PX
