"""What the timeline says about the place under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint

from app.ui.timeline.gaps import Gap
from app.ui.timeline.hits import Hit, hit_at
from app.ui.timeline.lane_ink import Mark
from app.ui.timeline.lane_painter import mark_of
from app.ui.timeline.layout import Area
from app.ui.timeline.name_painter import lane_title
from app.ui.timeline.playhead_painter import frame_text
from app.ui.timeline.ruler_painter import gap_at
from app.ui.timeline.spans import Lane, SpanKind
from app.ui.timeline.times import clip_time_text, span_text
from app.ui.timeline.view import TimelineView

# The translators' tool knows this name.
translate = QCoreApplication.translate

_NEAR_PX = 3
_KEY_TEXTS = {
    Mark.KEYFRAME: lambda: translate("Timeline", "keyframe"),
    Mark.END: lambda: translate("Timeline", "leaves the picture"),
    Mark.SUGGESTED: lambda: translate("Timeline", "suggested keyframe"),
    Mark.SEMI_AUTO: lambda: translate("Timeline", "suggested keyframe, taken over"),
}


def tooltip_text(view: TimelineView, at: QPoint) -> str:
    """Say what lies at a point of the widget; empty where there is nothing to say.

    Above the lanes the bubble at the mouse has the frame's number.
    """
    if not view.has_clip:
        return ""
    hit = hit_at(view, at)
    if hit.area is Area.RULER:
        gap = gap_at(view, at.x())
        return _damage_text(view, hit.frame) or ("" if gap is None else gap_text(view, gap))
    if hit.area is Area.MOTION:
        return _motion_text(view, hit.frame)
    if hit.area is Area.ACTIVITY:
        return _count_text(view, hit.frame)
    if hit.lane is None:
        return ""
    title = lane_title(hit.lane, view)
    mark = None if hit.lane.number is None else view.mark_of(hit.lane.key)
    if mark is not None:
        title = f"{title} · {mark.word}"
    if hit.lane.is_header:
        return f"{title}\n{_label_count_text(view, hit)}"
    if hit.area is Area.NAMES:
        keys = len(hit.lane.frames)
        text = (
            translate("Timeline", "1 keyframe")
            if keys == 1
            else translate("Timeline", "%1 keyframes")
        )
        return f"{title}\n{text.replace('%1', str(keys))}"
    return f"{title} · {_state_text(hit.lane, hit)}\n{frame_text(view, hit.frame)}"


def _count_text(view: TimelineView, frame: int) -> str:
    """Say how many objects a frame shows, and how many of them are of the selected label."""
    text = _objects(int(view.lanes.activity.counts[frame]))
    label_id = view.selected_label()
    if label_id is not None:
        label = view.labels.get(label_id)
        name = label.name if label is not None else translate("Timeline", "no label")
        own = int(view.lanes.activity_of(label_id).counts[frame])
        text = translate("Timeline", "%1, of which %2: %3").replace("%1", text)
        text = text.replace("%3", str(own)).replace("%2", name)
    return text


def _label_count_text(view: TimelineView, hit: Hit) -> str:
    """Say how many lanes a group has; over its bars, how many of its objects a frame shows."""
    if hit.lane is None:
        return ""
    if hit.area is Area.NAMES:
        count = hit.lane.members
        if count == 1:
            return translate("Timeline", "1 lane")
        return translate("Timeline", "%1 lanes").replace("%1", str(count))
    counts = view.lanes.activity_of(hit.lane.label_id).counts
    return f"{_objects(int(counts[hit.frame]))}\n{frame_text(view, hit.frame)}"


def _objects(count: int) -> str:
    if count == 1:
        return translate("Timeline", "1 object")
    return translate("Timeline", "%1 objects").replace("%1", str(count))


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


def _motion_text(view: TimelineView, frame: int) -> str:
    """Say how much of the picture moves around a frame."""
    motion = view.strips.motion
    if motion is None:
        return ""
    percent = motion.share_at(frame) * 100
    if percent < 0.05:
        text = translate("Timeline", "Nothing moves")
    else:
        text = translate("Timeline", "Motion in %1 % of the picture")
        text = text.replace("%1", f"{percent:.1f}" if percent < 10 else f"{percent:.0f}")
    return text


def _damage_text(view: TimelineView, frame: int) -> str:
    """Name the damaged stretch at a frame, or one so near that the mouse means it."""
    reach = _NEAR_PX / view.scale.px_per_frame
    for first, last in view.damaged:
        if first - reach <= frame <= last + reach:
            if first == last:
                text = translate("Timeline", "Frame %1 is damaged")
                return text.replace("%1", str(first))
            text = translate("Timeline", "Frames %1\N{EN DASH}%2 are damaged")
            return text.replace("%1", str(first)).replace("%2", str(last))
    return ""


def _state_text(lane: Lane, hit: Hit) -> str:
    if hit.on_keyframe:
        return _KEY_TEXTS[mark_of(lane, hit.frame)]()
    if any(start < hit.frame < end for start, end in lane.gaps_between(hit.frame, hit.frame)):
        return translate("Timeline", "not interpolated here")
    span = lane.span_at(hit.frame)
    if span is None:
        return translate("Timeline", "not in the picture")
    if span.kind is SpanKind.HELD and hit.on_end:
        return translate("Timeline", "last box held until here: drag to end it elsewhere")
    return {
        SpanKind.SEEN: translate("Timeline", "interpolated"),
        SpanKind.OCCLUDED: translate("Timeline", "occluded"),
        SpanKind.SUGGESTED: translate("Timeline", "suggested"),
        SpanKind.HELD: translate("Timeline", "last box held"),
    }[span.kind]
