"""Kept boxes lead past every box left out within the tolerance, exactly."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assist.thinning import sparse
from models.annotation.geometry import Box, between

sizes = st.floats(0, 500, allow_nan=False)
places = st.floats(-200, 4000, allow_nan=False)
boxes = st.builds(Box, places, places, sizes, sizes)
wanders = st.lists(st.tuples(*[st.floats(-4, 4, allow_nan=False)] * 4), min_size=1, max_size=60)


def wandered(start: Box, steps: list[tuple[float, ...]]) -> list[Box]:
    made = [start]
    for dx, dy, dw, dh in steps:
        last = made[-1]
        made.append(Box(last.x + dx, last.y + dy, max(last.w + dw, 0), max(last.h + dh, 0)))
    return made


def worst_px(frames: list[int], path: list[Box], kept: tuple[int, ...]) -> float:
    """Return how far the interpolated box is from the path, at the worst edge."""
    worst = 0.0
    for left, right in pairwise(kept):
        a, b = path[left].rounded(), path[right].rounded()
        for place in range(left, right + 1):
            share = (frames[place] - frames[left]) / (frames[right] - frames[left])
            made, was = between(a, b, share), path[place]
            for ours, theirs in (
                (made.x, was.x),
                (made.y, was.y),
                (made.x2, was.x2),
                (made.y2, was.y2),
            ):
                worst = max(worst, abs(ours - theirs))
    return worst


@settings(max_examples=150, deadline=None)
@given(boxes, wanders, st.floats(0.1, 5), st.randoms(use_true_random=False))
def test_no_edge_of_a_box_left_out_is_off_by_more_than_the_tolerance(
    start: Box, steps: list[tuple[float, ...]], within_px: float, chance: object
) -> None:
    path = wandered(start, steps)
    frames = [0]
    for _ in steps:
        frames.append(frames[-1] + chance.randint(1, 7))
    kept = sparse(frames, path, within_px=within_px)
    assert kept[0] == 0
    assert kept[-1] == len(path) - 1
    assert list(kept) == sorted(set(kept))
    assert worst_px(frames, path, kept) <= within_px


@settings(max_examples=40, deadline=None)
@given(boxes, st.lists(boxes, min_size=1, max_size=12))
def test_jumps_all_over_the_picture_are_kept_as_well(start: Box, jumps: list[Box]) -> None:
    path = [start, *jumps]
    frames = [*range(len(path))]
    assert worst_px(frames, path, sparse(frames, path)) <= 1.0


def test_an_even_way_needs_its_two_ends_only() -> None:
    path = [Box(10 + 3.37 * n, 20 + 1.11 * n, 40 + 0.5 * n, 30) for n in range(300)]
    assert sparse([*range(300)], path) == (0, 299)


def test_a_corner_costs_one_keyframe_more() -> None:
    way = [*range(50), *range(50, 0, -1)]
    path = [Box(4.0 * x, 0, 20, 20) for x in way]
    kept = sparse([*range(100)], path)
    assert len(kept) == 3
    assert abs(kept[1] - 50) <= 1


def test_little_is_left_as_it_is() -> None:
    assert sparse([], []) == ()
    assert sparse([7], [Box(0, 0, 1, 1)]) == (0,)
    for wrong in ([3, 3], [4, 2]):
        with pytest.raises(ValueError):
            sparse(wrong, [Box(0, 0, 1, 1)] * 2)
    with pytest.raises(ValueError):
        sparse([1], [])
