"""Lines round groups, rings round what is tiny, and lenses: where they lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.canvas.drag_geometry import around
from app.ui.canvas.group_hull import group_color, hull
from app.ui.canvas.guide_painter import is_tiny
from app.ui.canvas.lens_painter import RADIUS_PX, at_pointer, in_a_corner
from app.ui.canvas.view_transform import Margins, Screen, ViewTransform
from models.annotation import Box

SCREEN = Screen(1000, 700)
VIEW = ViewTransform.fitting((1920.0, 1080.0), SCREEN, Margins())
rects = st.tuples(
    st.integers(0, 900), st.integers(0, 600), st.integers(1, 200), st.integers(1, 200)
)


@given(st.lists(rects, min_size=1, max_size=8))
def test_a_groups_line_goes_round_all_its_boxes(boxes: list[tuple[int, int, int, int]]) -> None:
    line = hull(boxes, 5)
    assert len(line) >= 4
    for (ax, ay), (bx, by) in zip(line, (*line[1:], line[0]), strict=True):
        for left, top, width, height in boxes:
            for x in (left - 5, left + width + 5):
                for y in (top - 5, top + height + 5):
                    assert (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= -1e-6


def test_a_group_keeps_its_colour() -> None:
    assert group_color(3) == group_color(3)
    assert group_color(1) != group_color(2)


@pytest.mark.parametrize(
    ("size", "tiny"), [((5, 5), True), ((11.9, 3), True), ((12, 5), False), ((80, 80), False)]
)
def test_only_what_is_tiny_in_both_directions_gets_a_ring(
    size: tuple[float, float], tiny: bool
) -> None:
    assert is_tiny((0, 0, *size)) is tiny


def test_a_lens_shows_in_its_middle_what_lies_under_the_pointer() -> None:
    lens = at_pointer((400, 300), VIEW)
    through = lens.view(VIEW)
    assert through.to_source(400, 300) == pytest.approx(VIEW.to_source(400, 300))
    assert through.zoom == 4.0
    near = VIEW.zoomed_to(16.0, (400, 300))
    assert at_pointer((400, 300), near).view(near).zoom == 32.0


@pytest.mark.parametrize("x", [100.0, 900.0])
def test_a_lens_in_a_corner_lies_away_from_the_pointer(x: float) -> None:
    lens = in_a_corner((50.0, 50.0), (x, 300.0), SCREEN)
    assert abs(lens.at[0] - x) > RADIUS_PX
    assert 0 <= lens.at[0] - RADIUS_PX <= lens.at[0] + RADIUS_PX <= SCREEN.width


def test_points_beyond_the_frame_count_as_its_edge() -> None:
    assert around(((-5, 10), (700, 20), (40, -9), (50, 90)), (640, 480)) == Box(0, 0, 640, 90)
