from hypothesis import given
from hypothesis import strategies as st

from app.ui.panels.box_text import TO_EDIT, TO_READ, box_from_text, box_text
from models.annotation import Box

positions = st.floats(-5000, 5000)
sides = st.floats(0.51, 5000)
decimals = st.sampled_from((TO_READ, TO_EDIT))
boxes = st.builds(Box, positions, positions, sides, sides)


def test_a_box_is_written_as_people_read_it() -> None:
    box = Box(687.04, 183, 46.26, 120)
    dot, times = "\N{MIDDLE DOT}", "\N{MULTIPLICATION SIGN}"
    assert box_text(box, decimals=TO_READ) == f"687, 183 {dot} 46 {times} 120"
    assert box_text(box, decimals=TO_EDIT) == f"687.04, 183 {dot} 46.26 {times} 120"


@given(boxes, decimals)
def test_reading_what_was_shown_changes_no_number(box: Box, digits: int) -> None:
    assert box_from_text(box_text(box, decimals=digits), box, decimals=digits) == box


@given(boxes, st.integers(1, 4000))
def test_an_edited_number_leaves_the_others_exact(box: Box, width: int) -> None:
    x, y, _, h = (
        box_text(box, decimals=TO_EDIT)
        .replace(" \N{MIDDLE DOT} ", ", ")
        .replace(" \N{MULTIPLICATION SIGN} ", ", ")
        .split(", ")
    )
    read = box_from_text(f"{x} {y} {width} {h}", box, decimals=TO_EDIT)
    assert read is not None
    assert (read.x, read.y, read.h) == (box.x, box.y, box.h)


def test_any_four_numbers_will_do_and_nothing_else() -> None:
    shown = Box(1, 2, 3, 4)
    assert box_from_text("10 20.5; 30x40", shown, decimals=TO_EDIT) == Box(10, 20.5, 30, 40)
    assert box_from_text("-5, \N{MINUS SIGN}6, 7, 8", shown, decimals=TO_EDIT) == Box(-5, -6, 7, 8)
    for wrong in ("", "1 2 3", "1 2 3 4 5", "1 2 0 4", "1 2 3 -4", "a b c d"):
        assert box_from_text(wrong, shown, decimals=TO_EDIT) is None


def test_a_number_beyond_all_bounds_is_no_box() -> None:
    beyond = f"{'9' * 400}, 2, 30, 40"
    assert box_from_text(beyond, Box(1, 2, 30, 40), decimals=TO_EDIT) is None
