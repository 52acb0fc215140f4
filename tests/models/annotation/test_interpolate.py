"""Interpolation follows CVAT's rules, checked against a second, naive implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import Box, Detection, Kind, Source, Track, resting_box, shape_at
from models.annotation.interpolate import count_shapes
from tests.support.annotations import key, single, track, tracks, unhurried


def reference(one: Track, frame: int) -> tuple[Box, bool] | None:
    """Walk the frames one by one, as the rules read; return the box and occluded."""
    if one.kind is Kind.BOX:
        only = one.keyframes[0]
        shown = only.frame_index == frame and not only.outside
        return (only.box, only.occluded) if shown else None
    left = None
    for current in range(frame + 1):
        for candidate in one.keyframes:
            if candidate.frame_index == current:
                left = candidate
    if left is None or left.outside:
        return None
    if left.gap_after and left.frame_index != frame:
        return None
    later = [candidate for candidate in one.keyframes if candidate.frame_index > frame]
    if not later and one.ends_after is not None and frame - left.frame_index > one.ends_after:
        return None
    if not later or left.frame_index == frame:
        return left.box, left.occluded
    right = min(later, key=lambda candidate: candidate.frame_index)
    steps, step = right.frame_index - left.frame_index, frame - left.frame_index

    def mix(a: float, b: float) -> float:
        return (a * (steps - step) + b * step) / steps

    return (
        Box(
            mix(left.box.x, right.box.x),
            mix(left.box.y, right.box.y),
            mix(left.box.w, right.box.w),
            mix(left.box.h, right.box.h),
        ),
        left.occluded,
    )


@unhurried
@given(tracks(), st.integers(0, 45))
def test_every_frame_shows_what_the_rules_say(one: Track, frame: int) -> None:
    shape, expected = shape_at(one, frame), reference(one, frame)
    assert (shape is None) == (expected is None)
    if shape is not None and expected is not None:
        assert shape.box.to_list() == pytest.approx(expected[0].to_list(), abs=1e-6)
        assert shape.occluded == expected[1]
        assert not shape.outside
        assert [shape.is_keyframe, shape.interpolated, shape.held].count(True) == 1
        assert shape.is_keyframe == (one.keyframe_at(frame) is not None)


def test_positions_are_linear_between_keyframes() -> None:
    one = track(key(10, Box(0, 0, 10, 10)), key(20, Box(100, 50, 20, 30)))
    shape = shape_at(one, 15)
    assert shape is not None
    assert shape.box == Box(50, 25, 15, 20)
    assert shape.interpolated


def test_positions_run_towards_an_outside_key_too() -> None:
    one = track(key(0, Box(0, 0, 10, 10)), key(10, Box(100, 0, 10, 10), outside=True))
    shape = shape_at(one, 9)
    assert shape is not None
    assert shape.box.x == 90
    assert shape_at(one, 10) is None
    assert shape_at(one, 99) is None


def test_the_last_box_is_held_until_an_outside_key() -> None:
    shape = shape_at(track(key(5)), 5000)
    assert shape is not None
    assert shape.held
    assert shape.box.x == 5


def test_nothing_is_shown_before_the_first_keyframe() -> None:
    assert shape_at(track(key(5)), 4) is None


def test_occlusion_is_taken_from_the_left_keyframe() -> None:
    one = track(key(0, occluded=True), key(10))
    assert [shape_at(one, frame).occluded for frame in (0, 9, 10)] == [True, True, False]


def test_a_single_frame_box_shows_on_its_frame_alone() -> None:
    one = single(7)
    assert [shape_at(one, frame) is not None for frame in (6, 7, 8)] == [False, True, False]


def test_a_suggestion_keeps_its_score_until_the_next_keyframe() -> None:
    detection = Detection("model", 0.88, box=Box(0, 0, 1, 1))
    one = track(key(0, source=Source.SUGGESTED, detection=detection), key(10))
    assert shape_at(one, 5).score == 0.88
    assert shape_at(one, 5).source is Source.SUGGESTED
    assert shape_at(one, 10).score is None


def test_an_outside_track_still_rests_somewhere() -> None:
    one = track(key(10, Box(0, 0, 10, 10), outside=True), key(20, Box(10, 0, 10, 10)))
    assert resting_box(one, 15) == Box(5, 0, 10, 10)
    assert resting_box(one, 0) == Box(0, 0, 10, 10)
    assert resting_box(one, 50) == Box(10, 0, 10, 10)
    assert resting_box(track(), 3) is None


def test_a_gap_shows_nothing_between_two_keyframes() -> None:
    one = track(key(10, gap_after=True), key(20))
    assert [frame for frame in range(9, 23) if shape_at(one, frame)] == [10, 20, 21, 22]


def test_a_last_box_is_held_for_as_many_frames_as_the_track_says() -> None:
    one = track(key(10), key(20), ends_after=3)
    assert [frame for frame in range(18, 30) if shape_at(one, frame)] == [18, 19, 20, 21, 22, 23]
    assert resting_box(one, 29) == one.keyframes[-1].box


@unhurried
@given(tracks(), st.integers(0, 60))
def test_as_many_frames_are_counted_as_show_a_box(one: Track, frame_count: int) -> None:
    shown = [frame for frame in range(frame_count) if shape_at(one, frame)]
    assert count_shapes(one, frame_count) == len(shown)


@unhurried
@given(tracks())
def test_behind_its_end_a_track_shows_nothing_and_right_before_it_a_box(one: Track) -> None:
    end = one.end_frame()
    if end is None:
        assert shape_at(one, 10**6) is not None
    else:
        assert all(shape_at(one, frame) is None for frame in range(end, 70))
        assert end == 0 or shape_at(one, end - 1) is not None
