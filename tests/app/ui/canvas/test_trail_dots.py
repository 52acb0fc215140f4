from itertools import pairwise
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from app.ui.canvas.shape_painter import dots_along

PLACE = st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000))


@given(st.lists(PLACE, min_size=2, max_size=8), st.floats(2, 40))
def test_there_are_as_many_dots_as_the_way_is_long(way, spacing) -> None:
    dots = list(dots_along(way, spacing))
    length = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(way))
    assert abs(len(dots) - length / spacing) <= 1.01
    for a, b in pairwise(dots):
        assert hypot(b[0] - a[0], b[1] - a[1]) <= spacing * 1.0001 + 1e-6


def test_the_first_dot_is_where_the_way_begins_and_the_next_ones_follow_it_round_a_corner() -> None:
    assert list(dots_along([(0, 0), (9, 0), (9, 9)], 6)) == [(0, 0), (6, 0), (9, 3), (9, 9)][:3]
