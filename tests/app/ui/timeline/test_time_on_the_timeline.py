"""Gaps, timecodes and another clock on the real widget."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.media.clip_clock import ClipClock
from app.media.index.frame_index import FrameIndex
from app.ui.theme import Theme
from app.ui.timeline.layout import RULER_PX
from app.ui.timeline.playhead_painter import frame_text
from app.ui.timeline.ruler_painter import break_edges, gap_at
from app.ui.timeline.ticks import RulerMode
from app.ui.timeline.timeline import Timeline
from app.ui.timeline.times import ClipTimes
from app.ui.timeline.tooltip import tooltip_text
from models.annotation import Annotation
from tests.support.annotations import key, track
from tests.support.clip_index import clip_index

RECORDED_AT = datetime(2026, 11, 22, 8, 14, 3, tzinfo=UTC)
BEFORE_GAP = 399


def with_pauses(index: FrameIndex, pauses_s: Iterable[tuple[int, float]]) -> FrameIndex:
    """Return the index with a pause behind each frame named."""
    pts = index.pts.copy()
    for frame, seconds in pauses_s:
        pts[frame + 1 :] += round(seconds / index.time_base)
    return replace(index, pts=pts, key_pts=pts[::24], key_dts=pts[::24])


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    widget = Timeline(Theme())
    qtbot.addWidget(widget)
    widget.resize(1000, 240)
    index = with_pauses(clip_index(), [(BEFORE_GAP, 12.3)])
    widget.set_clip(index, ClipTimes.of_clip(index, clock=ClipClock(RECORDED_AT)))
    widget.set_annotation(Annotation([track(key(100), key(300), number=4)]))
    widget.show()
    return widget


def middle_of_gap(timeline: Timeline) -> int:
    left, right = break_edges(timeline.view, timeline.view.times.gaps[0])
    return round((left + right) / 2)


def test_a_gap_breaks_the_ruler_and_says_how_long_it_was(timeline: Timeline) -> None:
    (gap,) = timeline.view.times.gaps
    assert gap.frame == BEFORE_GAP
    at = QPoint(middle_of_gap(timeline), 8)
    text = "Gap of 12.4 s: no frames from 08:14:42 to 08:14:55"
    assert tooltip_text(timeline.view, at) == text
    assert tooltip_text(timeline.view, at + QPoint(30, 0)) == ""
    timeline.set_times(timeline.view.times.with_clock(None))
    text = "Gap of 12.4 s: no frames from 00:39.900 to 00:52.300"
    assert tooltip_text(timeline.view, at) == text


def test_a_gap_is_painted_where_it_is_however_near_one_looks(timeline: Timeline) -> None:
    for factor in (1.0, 6.0):
        timeline.zoom(factor, at_x=timeline.view.scale.x_of(BEFORE_GAP + 0.5))
        left, right = break_edges(timeline.view, timeline.view.times.gaps[0])
        assert right - left >= 7
        gapped, times = picture(timeline), timeline.view.times
        inside = QRect(round(left) + 1, 2, round(right - left) - 2, RULER_PX - 5)
        timeline.set_times(ClipTimes.of_clip(clip_index(), clock=ClipClock(RECORDED_AT)))
        assert colours(gapped, inside) - colours(picture(timeline), inside)
        timeline.set_times(times)


def picture(timeline: Timeline) -> QImage:
    return timeline.grab().toImage()


def colours(image: QImage, rect: QRect) -> set[int]:
    return {
        image.pixel(x, y)
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    }


def test_thousands_of_gaps_are_painted_and_found_in_time(timeline: Timeline) -> None:
    pauses = [(frame, 60.0) for frame in range(9, 40_000, 10)]
    index = with_pauses(clip_index(40_000), pauses)
    timeline.set_clip(index, ClipTimes.of_clip(index, clock=ClipClock(RECORDED_AT)))
    assert len(timeline.view.times.gaps) == len(pauses) - 1
    picture(timeline)
    assert gap_at(timeline.view, 500) is not None


def test_another_clock_changes_nothing_but_the_times(timeline: Timeline) -> None:
    timeline.zoom(4.0, at_x=300)
    timeline.set_frame(250)
    scale, rows = timeline.view.scale, timeline.view.lanes.rows
    timeline.set_times(timeline.view.times.with_clock(None))
    view = timeline.view
    assert (view.scale, view.lanes.rows, view.frame) == (scale, rows, 250)
    assert view.mode is RulerMode.TIME
    clock = ClipClock(RECORDED_AT.replace(hour=20))
    timeline.set_times(view.times.with_clock(clock))
    assert view.mode is RulerMode.CLOCK
    assert {tick.text[:2] for tick in view.ticks if tick.text} == {"20"}


def test_the_ruler_counts_in_timecodes_where_there_are_any(timeline: Timeline) -> None:
    actions = {action.text(): action for action in timeline.findChild(QPushButton).menu().actions()}
    assert not actions["Timecode"].isVisible()
    even = clip_index()
    timeline.set_clip(even)
    timeline.set_times(ClipTimes.of_clip(even, start_timecode="10:00:00:00"))
    assert actions["Timecode"].isVisible()
    actions["Timecode"].trigger()
    view = timeline.view
    assert view.mode is RulerMode.TIMECODE
    assert all(tick.text.startswith("10:0") for tick in view.ticks if tick.text)
    assert frame_text(view, 325) == "325 · 10:00:32:05"
    pts = even.pts.copy()
    pts[1::2] += 300
    timeline.set_times(ClipTimes.of_clip(replace(even, pts=pts)))
    assert view.mode is RulerMode.TIME
    assert not np.isclose(view.times.seconds[1], 0.1)
