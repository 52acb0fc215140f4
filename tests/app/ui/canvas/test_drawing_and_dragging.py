"""Drawing, moving, resizing and nudging with a real mouse on a real widget."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.canvas import Tool
from models.annotation import Box, Kind
from tests.app.ui.canvas.conftest import make_index
from tests.support.annotations import key, single, track

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Box(200, 200, 100, 120)


def close(box: Box, other: Box) -> bool:
    return box.to_list() == pytest.approx(other.to_list(), abs=1.5)


def test_press_and_drag_draws_a_track(person) -> None:
    person.canvas.start_drawing(Kind.TRACK)
    person.drags((100, 100), (180, 220))
    ((box, kind),) = person.drawn
    assert kind is Kind.TRACK
    assert close(box, Box(100, 100, 80, 120))
    assert box == box.rounded()
    assert person.canvas.tool() is Tool.SELECT


def test_two_clicks_draw_a_single_frame_box(person) -> None:
    person.canvas.start_drawing(Kind.BOX)
    person.clicks(300, 300)
    person.moves(250, 240)
    person.clicks(200, 200)
    ((box, kind),) = person.drawn
    assert kind is Kind.BOX
    assert close(box, Box(200, 200, 100, 100))


def test_shift_draws_a_square_and_ctrl_from_the_centre(person) -> None:
    person.canvas.start_drawing(Kind.TRACK)
    person.presses(100, 100)
    QTest.mouseRelease(person.canvas, Qt.MouseButton.LeftButton, SHIFT, person.point(180, 140))
    person.canvas.start_drawing(Kind.TRACK)
    person.presses(300, 300)
    QTest.mouseRelease(person.canvas, Qt.MouseButton.LeftButton, CTRL, person.point(340, 320))
    (square, _), (centred, _) = person.drawn
    assert square.w == pytest.approx(square.h)
    assert close(centred, Box(260, 280, 80, 40))


def test_pressing_shift_makes_the_draft_square_at_once(person) -> None:
    person.canvas.start_drawing(Kind.TRACK)
    person.clicks(100, 100)
    person.moves(180, 140)
    QTest.keyPress(person.canvas, Qt.Key.Key_Shift)
    draft = person.canvas._stage.hand.new_box
    assert draft.w == pytest.approx(draft.h)
    # As X11 says it: a key's own modifier is still held while it goes up.
    QTest.keyRelease(person.canvas, Qt.Key.Key_Shift, SHIFT)
    draft = person.canvas._stage.hand.new_box
    assert draft.w != pytest.approx(draft.h)


def test_a_box_drawn_beyond_the_frame_ends_at_its_edge(person) -> None:
    person.canvas.start_drawing(Kind.TRACK)
    person.drags((600, 440), (700, 600))
    ((box, _),) = person.drawn
    assert (box.x2, box.y2) == pytest.approx((640, 480), abs=0.02)


def test_too_small_a_box_is_refused_in_words_and_can_be_drawn_again(person) -> None:
    person.canvas.start_drawing(Kind.TRACK)
    person.drags((100, 100), (160, 100))
    assert person.drawn == []
    assert person.refusals == ["Too small: a box needs at least 2 by 2 pixels."]
    assert person.canvas.tool() is Tool.TRACK


def test_the_least_size_of_a_box_is_a_preference_and_outlives_the_clip(person) -> None:
    person.canvas.set_minimum_box(10)
    person.canvas.set_clip(make_index())
    person.canvas.start_drawing(Kind.TRACK)
    person.drags((100, 100), (107, 160))
    assert person.drawn == []
    assert person.refusals == ["Too small: a box needs at least 10 by 10 pixels."]


def test_escape_drops_the_draft_then_the_tool_then_the_selection(person) -> None:
    one = track(key(0, PLAIN))
    person.has(one)
    person.clicks(250, 260)
    person.canvas.start_drawing(Kind.TRACK)
    person.clicks(50, 50)
    person.types(Qt.Key.Key_Escape)
    assert person.canvas.tool() is Tool.TRACK
    person.types(Qt.Key.Key_Escape)
    assert person.canvas.tool() is Tool.SELECT
    assert person.canvas.selection() == (one.id,)
    person.types(Qt.Key.Key_Escape)
    assert person.canvas.selection() == ()
    assert person.selections == [(one.id,), ()]
    assert person.drawn == []


def test_a_drag_moves_a_box_and_emits_once_on_release(person) -> None:
    one = track(key(0, PLAIN))
    person.has(one)
    person.presses(250, 260)
    person.moves(270, 270)
    assert person.changed == []
    person.moves(290, 300)
    person.releases(290, 300)
    ((track_id, box, merge_key),) = person.changed
    assert track_id == one.id
    assert merge_key == ""
    assert close(box, PLAIN.moved(40, 40))
    assert person.selections == [(one.id,)]


def test_while_dragging_the_draft_is_seen_and_not_the_old_box(person) -> None:
    one = track(key(0, PLAIN))
    person.has(one)
    assert person.sees(200, 290)[2] > 150
    person.presses(250, 260)
    person.moves(280, 260)
    person.moves(310, 260)
    assert person.sees(260, 290)[2] > 150
    assert person.sees(200, 290) == (60, 60, 60)
    person.types(Qt.Key.Key_Escape)
    assert person.sees(200, 290)[2] > 150
    person.releases(310, 260)
    assert person.changed == []


def test_a_corner_resizes(person) -> None:
    person.has(track(key(0, PLAIN)))
    person.clicks(250, 260)
    person.drags((300, 320), (330, 350))
    ((_, box, _),) = person.changed
    assert close(box, Box(200, 200, 130, 150))


def test_a_box_slides_along_the_frames_edge(person) -> None:
    person.has(track(key(0, Box(10, 200, 100, 100))))
    person.drags((60, 250), (-60, 280))
    ((_, box, _),) = person.changed
    assert box.x == 0
    assert box.y == pytest.approx(230, abs=1.5)


def test_a_locked_box_is_selected_but_not_moved(person) -> None:
    one = track(key(0, PLAIN), locked=True)
    person.has(one)
    person.drags((250, 260), (290, 260))
    assert person.canvas.selection() == (one.id,)
    assert person.changed == []
    assert "locked" in person.refusals[0]


def test_without_the_right_to_edit_boxes_are_selected_only(person) -> None:
    one = track(key(0, PLAIN))
    person.has(one)
    person.canvas.set_editable(False)
    person.drags((250, 260), (290, 260))
    person.canvas.start_drawing(Kind.TRACK)
    person.canvas.nudge(1, 0)
    assert person.canvas.selection() == (one.id,)
    assert person.changed == []
    assert len(person.refusals) == 3
    assert person.canvas.tool() is Tool.SELECT


def test_losing_the_right_to_edit_drops_the_draft(person) -> None:
    person.canvas.start_drawing(Kind.TRACK)
    person.clicks(100, 100)
    person.canvas.set_editable(False)
    assert person.canvas.tool() is Tool.SELECT
    person.clicks(200, 200)
    assert person.drawn == []


def test_nudges_of_one_burst_share_a_merge_key(person) -> None:
    one = track(key(0, PLAIN))
    person.has(one)
    person.canvas.set_selection((one.id,))
    person.canvas.nudge(1, 0)
    person.canvas.nudge(0, -10)
    assert [box for _, box, _ in person.changed] == [PLAIN.moved(1, 0), PLAIN.moved(1, -10)]
    keys = {merge_key for _, _, merge_key in person.changed}
    assert len(keys) == 1
    assert keys != {""}


@pytest.mark.parametrize("what", ["pause", "frame", "selection", "drag"])
def test_a_burst_of_nudges_ends(person, qtbot, what: str) -> None:
    one, other = track(key(0, PLAIN)), single(0, Box(0, 0, 20, 20), number=2)
    person.has(one, other)
    person.canvas.set_selection((one.id,))
    person.canvas.nudge(1, 0)
    if what == "pause":
        person.canvas._asking.bursts._timer.start(1)
        qtbot.waitUntil(lambda: not person.canvas._asking.bursts._timer.isActive())
    elif what == "frame":
        person.goes_to(1)
    elif what == "selection":
        person.canvas.set_selection(())
        person.canvas.set_selection((one.id,))
    else:
        person.drags((250, 260), (260, 260))
    person.canvas.nudge(1, 0)
    assert person.changed[0][2] != person.changed[-1][2]


def test_boxes_that_are_dragged_together_are_asked_for_at_once(person) -> None:
    asked = []
    person.canvas.boxes_changed.connect(lambda boxes, _key: asked.append(set(boxes)))
    a, b = track(key(0, PLAIN)), track(key(0, Box(400, 200, 50, 50)), number=2)
    person.has(a, b)
    person.canvas.set_selection((a.id, b.id))
    person.drags((250, 260), (260, 260))
    assert asked == [{a.id, b.id}]


def test_a_nudge_without_a_box_here_says_so(person) -> None:
    one = track(key(5, PLAIN))
    person.has(one)
    person.canvas.set_selection((one.id,))
    person.canvas.nudge(1, 0)
    assert person.changed == []
    assert "not on this frame" in person.refusals[0]


def test_a_player_is_told_when_a_drag_begins(person, qtbot) -> None:
    person.has(track(key(0, PLAIN)))
    with qtbot.waitSignal(person.canvas.drag_started):
        person.drags((250, 260), (290, 260))
    with qtbot.assertNotEmitted(person.canvas.drag_started):
        person.clicks(290, 260)


def test_a_hidden_box_is_not_taken(person) -> None:
    person.has(replace(track(key(0, PLAIN)), hidden=True))
    person.drags((250, 260), (290, 260))
    assert person.changed == []
    assert person.canvas.selection() == ()
