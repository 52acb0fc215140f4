"""The real timeline, driven by the mouse and the wheel."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.timeline.layout import NAMES_PX, OVERVIEW_PX, ROW_PX, RULER_PX
from app.ui.timeline.timeline import Timeline
from app.ui.timeline.tooltip import tooltip_text
from models.annotation import Annotation
from tests.app.ui.timeline.conftest import SECOND, WALKER, Heard, at, turn_wheel
from tests.support.annotations import key, single, track


def test_a_click_on_the_ruler_goes_to_that_frame(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 200))
    assert [busy for _, busy in heard.frames] == [True, False]
    assert heard.frames[-1][0] == pytest.approx(200, abs=1)
    assert heard.selections == []


def test_dragging_scrubs_and_letting_go_asks_once_more(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 200))
    for frame in (250, 300, 350):
        qtbot.mouseMove(timeline, at(timeline, frame))
    timeline.set_frame(3)
    assert timeline.view.frame == heard.frames[-1][0], "a late answer moved the playhead"
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 350))
    assert heard.frames[-1] == (heard.frames[-2][0], False)
    assert all(busy for _, busy in heard.frames[:-1])
    assert heard.frames[-1][0] == pytest.approx(350, abs=1)
    timeline.set_frame(3)
    assert timeline.view.frame == 3


def test_a_release_that_went_elsewhere_ends_the_drag(timeline: Timeline, heard: Heard) -> None:
    def send(kind: QEvent.Type, held: Qt.MouseButton) -> None:
        where = QPointF(at(timeline, 300))
        left = Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, where, where, left, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(timeline, event)

    send(QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton)
    send(QEvent.Type.MouseMove, Qt.MouseButton.NoButton)
    assert heard.frames == [(300, True), (300, False)]


def test_scrubbing_past_the_edge_stops_at_the_clip_s_last_frame(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 700))
    qtbot.mouseMove(timeline, QPoint(5000, 5))
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(5000, 5))
    assert heard.frames[-1] == (795, False)


def test_a_click_on_a_lane_selects_its_track_and_goes_to_the_frame(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 200, row=0))
    assert heard.selections == [(WALKER.id,)]
    assert heard.frames[-1][0] == pytest.approx(200, abs=1)


def test_a_click_near_a_diamond_goes_to_exactly_that_keyframe(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    near = at(timeline, 300, row=0) + QPoint(4, 2)
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=near)
    assert heard.frames[-1] == (300, False)


def test_control_click_adds_to_the_selection_and_takes_away(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    timeline.set_selection([WALKER.id])
    name = QPoint(40, at(timeline, 0, row=1).y())
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, control, pos=name)
    timeline.set_selection([WALKER.id, SECOND.id])
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, control, pos=name)
    assert heard.selections == [(WALKER.id, SECOND.id), (WALKER.id,)]
    assert heard.frames == [], "a click on a name stays on the frame"


def test_a_double_click_on_a_name_goes_to_where_the_track_starts(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    name = QPoint(40, at(timeline, 0, row=0).y())
    qtbot.mouseDClick(timeline, Qt.MouseButton.LeftButton, pos=name)
    assert heard.frames == [(100, False)]


def test_a_click_on_the_lane_of_single_frame_boxes_selects_the_nearest(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    boxes = [single(frame, number=20 + frame) for frame in (10, 600)]
    timeline.set_annotation(Annotation([WALKER, *boxes]))
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 600, row=1))
    assert heard.selections == [(boxes[1].id,)]
    assert heard.frames[-1] == (600, False)


def test_the_wheel_zooms_at_the_cursor(timeline: Timeline) -> None:
    where = at(timeline, 400)
    turn_wheel(timeline, where, 5)
    assert not timeline.view.scale.is_fitted
    assert timeline.view.scale.frame_at(where.x() - NAMES_PX) == 400
    turn_wheel(timeline, where, -20)
    assert timeline.view.scale.is_fitted


def test_shift_and_the_sideways_wheel_pan(timeline: Timeline) -> None:
    timeline.zoom(8, at_x=0)
    left = timeline.view.scale.left_frame
    turn_wheel(timeline, at(timeline, 20), -2, keys=Qt.KeyboardModifier.ShiftModifier)
    panned = timeline.view.scale.left_frame
    assert panned > left
    turn_wheel(timeline, at(timeline, 20), -2, sideways=True)
    assert timeline.view.scale.left_frame > panned


def test_a_drag_with_the_middle_button_pans_and_asks_for_nothing(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    timeline.zoom(8, at_x=400)
    middle, start = Qt.MouseButton.MiddleButton, QPoint(500, 100)
    held = timeline.view.scale.position_at(start.x() - NAMES_PX)
    qtbot.mousePress(timeline, middle, pos=start)
    qtbot.mouseMove(timeline, QPoint(430, 100))
    assert timeline.view.scale.position_at(430 - NAMES_PX) == pytest.approx(held)
    qtbot.mouseRelease(timeline, middle, pos=QPoint(430, 100))
    assert heard.frames == []


def test_the_overview_of_a_zoomed_clip_leads_to_any_part(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    timeline.zoom(10, at_x=0)
    where = QPoint(NAMES_PX + timeline.view.layout.strip_width // 2, 240 - OVERVIEW_PX // 2)
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=where)
    first, last = timeline.view.scale.visible()
    assert (first + last) / 2 == pytest.approx(397, abs=3)
    assert heard.frames == []


def test_the_wheel_over_the_names_scrolls_the_lanes(timeline: Timeline) -> None:
    timeline.set_annotation(Annotation([track(key(5), number=n) for n in range(200)]))
    turn_wheel(timeline, QPoint(20, 120), -3)
    assert timeline.view.layout.scroll_px == 3 * ROW_PX
    assert timeline.view.scale.is_fitted


def test_tooltips_say_what_lies_under_the_mouse(timeline: Timeline) -> None:
    def said(frame: float, row: int) -> str:
        return tooltip_text(timeline.view, at(timeline, frame, row=row)).split("\n")[0]

    assert said(100, 0) == "person 4 · keyframe"
    assert said(200, 0) == "person 4 · interpolated"
    assert said(400, 0) == "person 4 · leaves the picture"
    assert said(20, 0) == "person 4 · not in the picture"
    assert said(300, 1) == "car 7 · occluded"
    assert said(700, 1) == "car 7 · last box held"
    assert tooltip_text(timeline.view, QPoint(20, at(timeline, 0, row=1).y())) == (
        "car 7\n3 keyframes"
    )
    activity = QPoint(at(timeline, 200).x(), RULER_PX + 5)
    assert tooltip_text(timeline.view, activity) == "2 objects"
