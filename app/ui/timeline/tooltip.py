"""What the timeline says about the place under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint

from app.ui.timeline.lane_painter import lane_title
from app.ui.timeline.layout import NAMES_PX, Area
from app.ui.timeline.playhead_painter import frame_text
from app.ui.timeline.spans import Lane, SpanKind
from app.ui.timeline.view import TimelineView

_NEAR_PX = 7


def tooltip_text(view: TimelineView, at: QPoint) -> str:
    """Say what lies at a point of the widget; empty where there is nothing to say."""
    if not view.has_clip:
        return ""
    area = view.layout.area_at(at.x(), at.y())
    row = view.layout.row_at(at.y())
    frame = view.scale.frame_at(at.x() - NAMES_PX)
    if area is Area.ACTIVITY:
        count = int(view.lanes.activity.counts[frame])
        here = _tr("1 object") if count == 1 else _tr("%1 objects").replace("%1", str(count))
        return f"{here}\n{frame_text(view, frame)}"
    if row is None or area not in (Area.LANES, Area.NAMES):
        return ""
    lane = view.lanes.rows[row]
    if area is Area.NAMES:
        keys = len(lane.frames)
        count_text = _tr("1 keyframe") if keys == 1 else _tr("%1 keyframes")
        return f"{lane_title(lane, view)}\n{count_text.replace('%1', str(keys))}"
    near = lane.keyframe_near(
        view.scale.position_at(at.x() - NAMES_PX), reach=_NEAR_PX / view.scale.px_per_frame
    )
    if near is not None:
        frame = lane.frames[near]
        state = _tr("leaves the picture") if frame in lane.outside else _tr("keyframe")
    else:
        state = _state_text(lane, frame)
    return f"{lane_title(lane, view)} · {state}\n{frame_text(view, frame)}"


def _state_text(lane: Lane, frame: int) -> str:
    span = lane.span_at(frame)
    if span is None:
        return _tr("not in the picture")
    return {
        SpanKind.SEEN: _tr("interpolated"),
        SpanKind.OCCLUDED: _tr("occluded"),
        SpanKind.SUGGESTED: _tr("suggested"),
        SpanKind.HELD: _tr("last box held"),
    }[span.kind]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Timeline", text)
