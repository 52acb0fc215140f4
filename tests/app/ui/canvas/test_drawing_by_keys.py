"""Drawing without a mouse (WCAG 2.2, 2.1.1)."""

import pytest
from PySide6.QtCore import Qt

from app.ui.canvas.tools import DrawStyle, Tool
from models.annotation import Box, Kind
from tests.app.ui.canvas.conftest import Person

SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right
UP, DOWN, ENTER = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return


def walks(person: Person, key: Qt.Key, pixels: int) -> None:
    """Go so many pixels of the frame: tens with Shift, the rest one by one."""
    for _ in range(pixels // 10):
        person.types(key, SHIFT)
    for _ in range(pixels % 10):
        person.types(key)


def test_arrows_and_enter_draw_a_box_from_the_middle_of_the_frame(person: Person) -> None:
    person.canvas.start_drawing(Kind.TRACK)
    assert "arrows" in person.modes[-1]
    walks(person, LEFT, 23)
    walks(person, UP, 41)
    person.types(ENTER)
    walks(person, RIGHT, 60)
    walks(person, DOWN, 35)
    assert person.drawn == []
    person.types(ENTER)

    assert person.drawn == [(Box(297, 199, 60, 35), Kind.TRACK)]
    assert person.canvas.tool() is Tool.SELECT


def test_it_goes_on_from_where_the_mouse_points_and_stays_on_the_frame(person: Person) -> None:
    person.canvas.start_drawing(Kind.BOX)
    person.moves(4, 6)
    walks(person, LEFT, 30)
    walks(person, UP, 30)
    person.types(ENTER)
    walks(person, RIGHT, 12)
    walks(person, DOWN, 11)
    person.types(ENTER)

    assert person.drawn == [(Box(0, 0, 12, 11), Kind.BOX)]


def test_four_extreme_points_are_put_by_keys_as_well(person: Person) -> None:
    person.canvas.set_style(DrawStyle.EXTREMES)
    person.canvas.start_drawing(Kind.TRACK)
    for key, pixels in ((UP, 20), (LEFT, 10), (DOWN, 30), (RIGHT, 40)):
        walks(person, key, pixels)
        person.types(ENTER)

    assert person.drawn == [(Box(310, 220, 40, 30), Kind.TRACK)]


def test_the_view_follows_the_crosshair(person: Person) -> None:
    person.turns_wheel(12, (320, 240))
    person.canvas.start_drawing(Kind.TRACK)
    person.moves(320, 240)
    walks(person, RIGHT, 300)

    at = person.canvas._stage.pointer
    assert 0 <= at[0] <= person.canvas.width()
    assert person.canvas._stage.view.to_source(*at)[0] == pytest.approx(620)


def test_esc_drops_the_corner_and_then_the_tool(person: Person) -> None:
    person.canvas.start_drawing(Kind.TRACK)
    person.types(ENTER)
    walks(person, RIGHT, 30)
    person.types(Qt.Key.Key_Escape)
    assert person.canvas.tool() is Tool.TRACK
    person.types(Qt.Key.Key_Escape)
    assert person.canvas.tool() is Tool.SELECT
    assert person.drawn == []
