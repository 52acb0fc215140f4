from hypothesis import given
from hypothesis import strategies as st

from app.ui.panels.box_text import box_from_text, box_text
from models.annotation import Box

positions = st.floats(-5000, 5000)
sides = st.floats(0.11, 5000)
boxes = st.builds(Box, positions, positions, sides, sides)


def test_a_box_is_written_as_people_read_it() -> None:
    text = box_text(Box(687.04, 183, 46.26, 125))
    assert text == "687, 183 \N{MIDDLE DOT} 46.3 \N{MULTIPLICATION SIGN} 125 px"


@given(boxes)
def test_reading_what_was_shown_changes_no_number(box: Box) -> None:
    assert box_from_text(box_text(box), box) == box


@given(boxes, st.integers(1, 4000))
def test_an_edited_number_leaves_the_others_exact(box: Box, width: int) -> None:
    x, y, _, h = (
        box_text(box)
        .replace(" px", "")
        .replace(" \N{MIDDLE DOT} ", ", ")
        .replace(" \N{MULTIPLICATION SIGN} ", ", ")
        .split(", ")
    )
    read = box_from_text(f"{x} {y} {width} {h}", box)
    assert read is not None
    assert (read.x, read.y, read.h) == (box.x, box.y, box.h)


def test_any_four_numbers_will_do_and_nothing_else() -> None:
    shown = Box(1, 2, 3, 4)
    assert box_from_text("10 20.5; 30x40", shown) == Box(10, 20.5, 30, 40)
    assert box_from_text("-5, \N{MINUS SIGN}6, 7, 8", shown) == Box(-5, -6, 7, 8)
    for wrong in ("", "1 2 3", "1 2 3 4 5", "1 2 0 4", "1 2 3 -4", "a b c d"):
        assert box_from_text(wrong, shown) is None
