"""The timeline follows the clip, the selection and the keyboard."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.media.clip_clock import ClipClock
from app.ui.theme import Theme
from app.ui.timeline.layout import NAMES_PX, ROW_PX
from app.ui.timeline.scale import Scale
from app.ui.timeline.ticks import RulerMode
from app.ui.timeline.timeline import Timeline
from app.ui.timeline.times import ClipTimes
from models.annotation import Annotation
from tests.app.ui.timeline.conftest import SECOND, WALKER, Heard, picture, turn_wheel
from tests.support.annotations import key, track
from tests.support.clip_index import clip_index


def test_the_playhead_is_kept_in_sight_while_the_clip_plays(timeline: Timeline) -> None:
    timeline.zoom(10, at_x=0)
    for frame in range(0, 796, 5):
        timeline.set_frame(frame)
        x = timeline.view.scale.x_of(frame)
        assert 0 <= x <= timeline.view.scale.width_px


def test_up_and_down_choose_a_track_and_go_round(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    timeline.selection_requested.connect(timeline.set_selection)
    for _ in range(3):
        qtbot.keyClick(timeline, Qt.Key.Key_Down)
    qtbot.keyClick(timeline, Qt.Key.Key_Up)
    assert heard.selections == [(WALKER.id,), (SECOND.id,), (WALKER.id,), (SECOND.id,)]


def test_plus_minus_and_zero_zoom(timeline: Timeline, qtbot: QtBot) -> None:
    fitted = timeline.view.scale
    qtbot.keyClick(timeline, Qt.Key.Key_Plus)
    qtbot.keyClick(timeline, Qt.Key.Key_Plus)
    assert timeline.view.scale.px_per_frame == pytest.approx(fitted.px_per_frame * 1.44)
    qtbot.keyClick(timeline, Qt.Key.Key_Minus)
    qtbot.keyClick(timeline, Qt.Key.Key_0)
    assert timeline.view.scale == fitted


def test_selecting_a_track_out_of_sight_scrolls_to_it(timeline: Timeline) -> None:
    tracks = [track(key(5), number=n) for n in range(200)]
    timeline.set_annotation(Annotation(tracks))
    timeline.set_selection([tracks[150].id])
    layout = timeline.view.layout
    assert layout.row_top(150) >= layout.lanes_top
    assert layout.row_top(150) + ROW_PX <= layout.lanes_bottom
    scrolled = layout.scroll_px
    timeline.set_selection([tracks[149].id])
    assert timeline.view.layout.scroll_px == scrolled - ROW_PX or (
        timeline.view.layout.scroll_px == scrolled
    )


def test_the_ruler_shows_the_wall_clock_where_it_is_known_until_told_otherwise(
    timeline: Timeline, qtbot: QtBot
) -> None:
    assert timeline.view.mode is RulerMode.TIME
    index, recorded_at = clip_index(), datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
    timeline.set_clip(index, ClipTimes.of_clip(index, clock=ClipClock(recorded_at)))
    assert timeline.view.mode is RulerMode.CLOCK
    button = timeline.findChild(QPushButton)
    assert button.accessibleName()
    actions = {action.text(): action for action in button.menu().actions()}
    actions["Frames"].trigger()
    assert timeline.view.mode is RulerMode.FRAMES
    timeline.set_clip(index, ClipTimes.of_clip(index, clock=ClipClock(recorded_at)))
    assert timeline.view.mode is RulerMode.FRAMES


def test_no_clip_and_no_tracks_say_what_to_do_next(qtbot: QtBot, heard: Heard) -> None:
    empty = Timeline(Theme())
    qtbot.addWidget(empty)
    empty.resize(800, 200)
    blank = picture(empty)
    qtbot.mouseClick(empty, Qt.MouseButton.LeftButton, pos=QPoint(400, 10))
    turn_wheel(empty, QPoint(400, 10), 2)
    empty.set_clip(clip_index())
    assert picture(empty) != blank
    empty.set_clip(None)
    assert not empty.view.has_clip
    assert heard.frames == []


def test_a_fitted_clip_stays_fitted_when_the_window_grows(timeline: Timeline) -> None:
    timeline.resize(1400, 240)
    assert timeline.view.scale == Scale.fitted(796, 1400 - NAMES_PX)


def test_the_timeline_names_itself_to_screen_readers(timeline: Timeline) -> None:
    assert timeline.accessibleName() == "Timeline"
    assert timeline.focusPolicy() & Qt.FocusPolicy.TabFocus
