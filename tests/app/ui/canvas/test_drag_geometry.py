"""Drags change boxes as the hand expects, and never out of the frame."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.canvas.drag_geometry import (
    FREE,
    Bounds,
    Constraint,
    drawn,
    large_enough,
    moved,
    resized,
    union,
)
from app.ui.canvas.hit_testing import HANDLES, Part
from models.annotation import Box

FRAME = (640.0, 480.0)
EVEN, CENTRED, BOTH = (
    Constraint(even=True),
    Constraint(centred=True),
    Constraint(even=True, centred=True),
)
points = st.tuples(st.floats(-200, 900), st.floats(-200, 700))
inside = st.tuples(st.floats(0, 640), st.floats(0, 480))
ways = st.tuples(st.floats(-900, 900), st.floats(-900, 900))
constraints = st.builds(Constraint, even=st.booleans(), centred=st.booleans())
boxes = st.builds(Box.from_corners, inside, inside)


def in_frame(box: Box) -> bool:
    return box.x >= -1e-6 and box.y >= -1e-6 and box.x2 <= 640 + 1e-6 and box.y2 <= 480 + 1e-6


@given(points, points, constraints)
def test_what_is_drawn_lies_in_the_frame(
    anchor: tuple[float, float], point: tuple[float, float], how: Constraint
) -> None:
    assert in_frame(drawn(anchor, point, FRAME, how))


@given(inside, inside)
def test_two_corners_are_drawn_from_any_direction(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    assert drawn(a, b, FRAME, FREE).to_list() == pytest.approx(
        Box.from_corners(a, b).to_list(), abs=1e-9
    )


@given(inside, points)
def test_shift_draws_a_square(a: tuple[float, float], b: tuple[float, float]) -> None:
    box = drawn(a, b, FRAME, EVEN)
    assert box.w == pytest.approx(box.h)


@given(inside, points, st.booleans())
def test_ctrl_draws_around_the_centre(
    a: tuple[float, float], b: tuple[float, float], even: bool
) -> None:
    box = drawn(a, b, FRAME, Constraint(even=even, centred=True))
    assert box.center == pytest.approx(a, abs=1e-6)


def test_shift_takes_the_longer_side() -> None:
    assert drawn((100, 100), (150, 110), FRAME, EVEN) == Box(100, 100, 50, 50)
    assert drawn((100, 100), (90, 40), FRAME, EVEN) == Box(40, 40, 60, 60)


@given(boxes, ways)
def test_a_moved_box_slides_along_the_edge(box: Box, by: tuple[float, float]) -> None:
    there = moved(box, by, Bounds.around(box, FRAME))
    assert in_frame(there)
    assert (there.w, there.h) == (box.w, box.h)


def test_at_one_edge_a_box_still_moves_along_it() -> None:
    box = Box(600, 100, 40, 40)
    assert moved(box, (50, 30), Bounds.around(box, FRAME)) == Box(600, 130, 40, 40)


def test_a_box_that_reaches_out_of_the_frame_does_not_jump_in() -> None:
    box = Box(-20, 100, 40, 40)
    bounds = Bounds.around(box, FRAME)
    assert moved(box, (0, 5), bounds) == Box(-20, 105, 40, 40)
    assert moved(box, (-30, 0), bounds) == box


@given(boxes, st.sampled_from(HANDLES), ways, constraints)
def test_a_resized_box_stays_in_the_frame(
    box: Box, part: Part, by: tuple[float, float], how: Constraint
) -> None:
    there = resized(box, part, by, bounds=Bounds.around(box, FRAME), how=how)
    assert in_frame(there)


@pytest.mark.parametrize("part", HANDLES)
def test_a_handle_moves_its_own_edges_only(part: Part) -> None:
    box = Box(100, 100, 80, 60)
    there = resized(box, part, (10, 10), bounds=Bounds.around(box, FRAME), how=FREE)
    assert there.x == (110 if part.column < 0 else 100)
    assert there.x2 == (190 if part.column > 0 else 180)
    assert there.y == (110 if part.row < 0 else 100)
    assert there.y2 == (170 if part.row > 0 else 160)


def test_past_the_opposite_edge_the_box_turns_over() -> None:
    box = Box(100, 100, 40, 40)
    there = resized(box, Part.RIGHT, (-60, 0), bounds=Bounds.around(box, FRAME), how=FREE)
    assert there == Box(80, 100, 20, 40)


@pytest.mark.parametrize("part", HANDLES)
@pytest.mark.parametrize("by", [(20, 12), (-20, -12), (5, -9)])
def test_shift_keeps_the_proportions(part: Part, by: tuple[float, float]) -> None:
    box = Box(200, 200, 80, 40)
    there = resized(box, part, by, bounds=Bounds.around(box, FRAME), how=EVEN)
    assert there.w / there.h == pytest.approx(2)
    if part.column:
        assert (there.x2 if part.column < 0 else there.x) == (280 if part.column < 0 else 200)


@pytest.mark.parametrize("how", [CENTRED, BOTH])
@pytest.mark.parametrize("part", HANDLES)
def test_ctrl_keeps_the_centre(part: Part, how: Constraint) -> None:
    box = Box(200, 200, 80, 40)
    there = resized(box, part, (6, 4), bounds=Bounds.around(box, FRAME), how=how)
    assert there.center == pytest.approx(box.center)


def test_two_pixels_are_the_least_that_a_person_can_mean() -> None:
    assert large_enough(Box(0, 0, 2, 2))
    assert not large_enough(Box(0, 0, 1.99, 50))


def test_the_union_lies_around_all() -> None:
    assert union([Box(0, 5, 10, 10), Box(20, 0, 5, 5)]) == Box(0, 0, 25, 15)
