"""A canvas without edit tools: a reviewer looks, selects and asks, and changes no box."""

from PySide6.QtCore import QPoint, Qt

from app.ui.canvas import Tool
from models.annotation import Box, Kind
from tests.app.ui.canvas.conftest import make_index
from tests.support.annotations import key, track

BOX = Box(200, 200, 100, 120)
WHY = "Boxes are changed in the Annotate workspace."


def test_nothing_changes_a_box_and_who_tries_is_told_why(person) -> None:
    one = track(key(0, BOX))
    person.has(one)
    person.goes_to(0)
    person.canvas.set_selection((one.id,))
    person.canvas.set_read_only(True, why=WHY)
    person.drags((250, 260), (300, 300))
    assert person.refusals == [WHY]
    person.canvas.nudge(1, 0)
    person.canvas.start_drawing(Kind.TRACK)
    assert person.refusals == [WHY] * 3
    assert person.canvas.tool() is Tool.SELECT
    person.drags((400, 300), (500, 400))
    assert person.drawn == []
    assert person.changed == []


def test_selecting_hovering_zooming_and_menus_work_all_the_same(person) -> None:
    one, other = track(key(0, BOX)), track(key(0, Box(400, 300, 60, 60)), number=2)
    person.has(one, other)
    person.goes_to(0)
    person.canvas.set_read_only(True)
    hovered, menus, zooms = [], [], []
    person.canvas.hovered_changed.connect(hovered.append)
    person.canvas.context_requested.connect(lambda who, at: menus.append((who, at)))
    person.canvas.zoom_changed.connect(zooms.append)
    person.moves(250, 260)
    assert hovered == [one.id]
    assert person.canvas.cursor().shape() is Qt.CursorShape.PointingHandCursor
    person.clicks(250, 260)
    assert person.selections == [(one.id,)]
    assert "read only" in person.modes[-1]
    person.presses(430, 330, button=Qt.MouseButton.RightButton)
    assert person.selections[-1] == (other.id,)
    ((who, at),) = menus
    assert who == other.id
    assert isinstance(at, QPoint)
    person.releases(430, 330, button=Qt.MouseButton.RightButton)
    person.drags((350, 280), (520, 420), keys=Qt.KeyboardModifier.ShiftModifier)
    assert set(person.selections[-1]) == {other.id}
    assert person.canvas.cycle_overlapping(backwards=True)
    person.turns_wheel(2, (320, 240))
    person.canvas.follow_selection(True)
    assert zooms
    assert person.canvas.following() is not None
    assert person.refusals == []


def test_the_tools_are_gone_until_the_canvas_may_be_worked_on_again(person) -> None:
    rail = person.canvas._rail
    person.canvas.set_read_only(True)
    assert rail.isHidden()
    person.canvas.set_clip(None)
    person.canvas.set_read_only(False)
    assert rail.isHidden(), "there is no clip"


def test_a_clip_that_may_be_changed_stays_closed_to_changes_until_both_agree(person) -> None:
    one = track(key(0, BOX))
    person.has(one)
    person.goes_to(0)
    person.canvas.start_drawing(Kind.TRACK)
    person.canvas.set_read_only(True, why=WHY)
    assert person.canvas.tool() is Tool.SELECT, "the tool was put down"
    person.canvas.set_editable(True)
    person.canvas.start_drawing(Kind.TRACK)
    assert person.refusals == [WHY]
    person.canvas.set_editable(False, why_not="Looking at frame 3")
    assert person.modes[-1] == "Looking at frame 3"
    person.canvas.set_read_only(False)
    assert not person.canvas._rail.isHidden()
    person.canvas.start_drawing(Kind.TRACK)
    assert person.refusals[-1] == "Looking at frame 3"
    person.canvas.set_editable(True)
    person.canvas.start_drawing(Kind.TRACK)
    assert person.canvas.tool() is Tool.TRACK


def test_another_clip_is_as_read_only_as_the_last(person) -> None:
    person.canvas.set_read_only(True)
    person.canvas.clear()
    person.canvas.set_clip(make_index())
    assert person.canvas._rail.isHidden()
    person.canvas.start_drawing(Kind.BOX)
    assert person.canvas.tool() is Tool.SELECT
