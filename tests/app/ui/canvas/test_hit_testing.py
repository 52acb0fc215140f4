"""What a press takes is what the person points at."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.canvas.hit_testing import (
    HANDLES,
    REACH_PX,
    Candidate,
    HitTarget,
    Part,
    bodies_at,
    hit,
    part_at,
)

BIG, SMALL, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
BIG_BOX = Candidate(BIG, (100, 100, 400, 400))
SMALL_BOX = Candidate(SMALL, (200, 200, 60, 60))


def test_nothing_lies_beside_all_boxes() -> None:
    assert hit([BIG_BOX], (50, 50)) is None


@pytest.mark.parametrize("shown", [[BIG_BOX, SMALL_BOX], [SMALL_BOX, BIG_BOX]])
def test_a_small_box_inside_a_big_one_is_reached_whatever_lies_on_top(
    shown: list[Candidate],
) -> None:
    assert hit(shown, (230, 230)) == HitTarget(SMALL, Part.BODY)
    assert hit(shown, (300, 300)) == HitTarget(BIG, Part.BODY)


def test_a_small_box_is_reached_although_the_big_one_is_selected_and_hovered() -> None:
    big = Candidate(BIG, BIG_BOX.rect, selected=True)
    assert hit([SMALL_BOX, big], (230, 230), hovered=BIG) == HitTarget(SMALL, Part.BODY)


def test_what_tab_chose_comes_first_at_its_place() -> None:
    assert hit([BIG_BOX, SMALL_BOX], (230, 230), preferred=BIG) == HitTarget(BIG, Part.BODY)
    assert hit([BIG_BOX, SMALL_BOX], (230, 230), preferred=OTHER) == HitTarget(SMALL, Part.BODY)


@pytest.mark.parametrize("part", HANDLES)
def test_every_handle_of_a_selected_box_is_grabbed_within_10_pixels(part: Part) -> None:
    selected = Candidate(BIG, BIG_BOX.rect, selected=True)
    x, y = part.point(BIG_BOX.rect)
    for dx in (-9, 0, 9):
        for dy in (-9, 0, 9):
            found = hit([selected], (x + dx, y + dy))
            # Along an edge, beside the mark, it is still that edge.
            assert found == HitTarget(BIG, part)


def test_a_handle_wins_over_every_body() -> None:
    selected = Candidate(BIG, BIG_BOX.rect, selected=True)
    on_corner = Candidate(SMALL, (80, 80, 40, 40))
    assert hit([selected, on_corner], (101, 101)) == HitTarget(BIG, Part.TOP_LEFT)


def test_handles_of_the_hovered_box_come_before_those_of_the_selected() -> None:
    selected = Candidate(BIG, (100, 100, 100, 100), selected=True)
    hovered = Candidate(OTHER, (204, 100, 100, 100))
    at = (203, 140)
    assert hit([selected, hovered], at).track_id == BIG
    assert hit([selected, hovered], at, hovered=OTHER) == HitTarget(OTHER, Part.LEFT)


def test_a_fixed_box_has_no_handles() -> None:
    fixed = Candidate(BIG, BIG_BOX.rect, selected=True, fixed=True)
    assert hit([fixed], (101, 101)) == HitTarget(BIG, Part.BODY)
    assert hit([fixed], (98, 98)) is None


@given(st.floats(3, 60), st.floats(3, 60))
def test_the_middle_of_the_smallest_box_is_its_body(width: float, height: float) -> None:
    assert part_at((50, 50, width, height), 50 + width / 2, 50 + height / 2) is None


@given(st.floats(0, 300), st.floats(0, 300), st.floats(1, 200), st.floats(1, 200))
def test_a_handle_is_never_grabbed_from_further_than_its_reach(
    x: float, y: float, width: float, height: float
) -> None:
    rect = (50.0, 50.0, width, height)
    part = part_at(rect, x, y)
    if part is not None:
        left, top = 50 - REACH_PX, 50 - REACH_PX
        assert left <= x <= 50 + width + REACH_PX
        assert top <= y <= 50 + height + REACH_PX
        deep_inside = REACH_PX < x - 50 < width - REACH_PX and REACH_PX < y - 50 < height - REACH_PX
        assert not deep_inside


def test_a_tiny_boxs_corners_are_told_apart() -> None:
    rect = (100.0, 100.0, 4.0, 4.0)
    assert part_at(rect, 95, 95) is Part.TOP_LEFT
    assert part_at(rect, 109, 109) is Part.BOTTOM_RIGHT


def test_of_equal_bodies_the_topmost_comes_first() -> None:
    below, above = Candidate(uuid4(), (0, 0, 9, 9)), Candidate(uuid4(), (0, 0, 9, 9))
    assert bodies_at([below, above], 5, 5) == [above, below]
