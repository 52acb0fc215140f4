"""What the timeline says about the place under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint

from app.ui.timeline.gaps import Gap
from app.ui.timeline.hits import Hit, hit_at
from app.ui.timeline.lane_painter import lane_title
from app.ui.timeline.layout import Area
from app.ui.timeline.playhead_painter import frame_text
from app.ui.timeline.ruler_painter import gap_at
from app.ui.timeline.spans import Lane, SpanKind
from app.ui.timeline.times import clip_time_text, span_text
from app.ui.timeline.view import TimelineView

# The translators' tool knows this name.
translate = QCoreApplication.translate


def tooltip_text(view: TimelineView, at: QPoint) -> str:
    """Say what lies at a point of the widget; empty where there is nothing to say."""
    if not view.has_clip:
        return ""
    hit = hit_at(view, at)
    if hit.area is Area.RULER:
        gap = gap_at(view, at.x())
        return "" if gap is None else gap_text(view, gap)
    if hit.area is Area.ACTIVITY:
        count = int(view.lanes.activity.counts[hit.frame])
        here = (
            translate("Timeline", "1 object")
            if count == 1
            else translate("Timeline", "%1 objects").replace("%1", str(count))
        )
        return f"{here}\n{frame_text(view, hit.frame)}"
    if hit.lane is None:
        return ""
    title = lane_title(hit.lane, view)
    if hit.area is Area.NAMES:
        keys = len(hit.lane.frames)
        text = (
            translate("Timeline", "1 keyframe")
            if keys == 1
            else translate("Timeline", "%1 keyframes")
        )
        return f"{title}\n{text.replace('%1', str(keys))}"
    return f"{title} · {_state_text(hit.lane, hit)}\n{frame_text(view, hit.frame)}"


def gap_text(view: TimelineView, gap: Gap) -> str:
    """Say how long the recording paused, and from when to when, by the clock where it is known."""
    clock = view.times.clock
    if clock is not None:
        start, end = clock.at(gap.start_s), clock.at(gap.end_s)
        form = "%H:%M:%S" if start.date() == end.date() else "%Y-%m-%d %H:%M:%S"
        texts = start.strftime(form), end.strftime(form)
    else:
        texts = clip_time_text(gap.start_s), clip_time_text(gap.end_s)
    return (
        translate("Timeline", "Gap of %1: no frames from %2 to %3")
        .replace("%1", span_text(gap.seconds))
        .replace("%2", texts[0])
        .replace("%3", texts[1])
    )


def _state_text(lane: Lane, hit: Hit) -> str:
    if hit.on_keyframe:
        return (
            translate("Timeline", "leaves the picture")
            if hit.frame in lane.outside
            else translate("Timeline", "keyframe")
        )
    span = lane.span_at(hit.frame)
    if span is None:
        return translate("Timeline", "not in the picture")
    return {
        SpanKind.SEEN: translate("Timeline", "interpolated"),
        SpanKind.OCCLUDED: translate("Timeline", "occluded"),
        SpanKind.SUGGESTED: translate("Timeline", "suggested"),
        SpanKind.HELD: translate("Timeline", "last box held"),
    }[span.kind]
