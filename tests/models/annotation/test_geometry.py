"""Boxes are exact where they are kept and forgiving where they are drawn."""

import json
import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from models.annotation import Box, iou
from models.annotation.geometry import between
from tests.support.annotations import boxes


@given(boxes)
def test_a_box_survives_its_list_and_json_bit_for_bit(box: Box) -> None:
    assert Box.from_list(json.loads(json.dumps(box.to_list()))) == box


@pytest.mark.parametrize(
    "untrusted",
    [[], [1, 2, 3], [1, 2, 3, 4, 5], [1, 2, -3, 4], [True, 2, 3, 4], ["1", 2, 3, 4], [None] * 4],
)
def test_a_malformed_list_is_refused(untrusted: list[float]) -> None:
    with pytest.raises(ValueError):
        Box.from_list(untrusted)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_coordinate_that_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(ValueError):
        Box(bad, 0, 1, 1)


def test_two_corners_span_a_box_in_any_order() -> None:
    assert Box.from_corners((30, 5), (10, 25)) == Box(10, 5, 20, 20)


@given(boxes, st.floats(1, 4000), st.floats(1, 4000))
def test_a_clipped_box_lies_inside_the_frame(box: Box, width: float, height: float) -> None:
    inside = box.clipped(width, height)
    assert 0 <= inside.x <= inside.x2 <= width + 1e-9
    assert 0 <= inside.y <= inside.y2 <= height + 1e-9
    assert inside.area <= box.area + 1e-6


@given(boxes, st.floats(1, 4000), st.floats(1, 4000))
def test_a_slid_box_keeps_its_size_and_touches_nothing_outside(
    box: Box, width: float, height: float
) -> None:
    slid = box.slid_inside(width, height)
    assert (slid.w, slid.h) == (box.w, box.h)
    if box.w <= width:
        assert slid.x >= 0
        assert slid.x2 <= width + 1e-9
    else:
        assert slid.x <= 0
        assert slid.x2 >= width - 1e-9


def test_a_box_inside_the_frame_is_left_alone() -> None:
    box = Box(3, 4, 5, 6)
    assert box.slid_inside(100, 100) == box
    assert box.clipped(100, 100) == box


@given(boxes, boxes)
@example(Box(0, 2048, 1, 1e-5), Box(0, 2048, 1, 1e-5))
@example(Box(0, 2048, 1, 3e-13), Box(0, 2048, 1, 3e-13))
@example(Box(0, 0, 1e-200, 1e-200), Box(0, 0, 1e-200, 1e-200))
def test_iou_is_symmetric_and_between_0_and_1(a: Box, b: Box) -> None:
    assert iou(a, b) == pytest.approx(iou(b, a))
    assert 0 <= iou(a, b) <= 1 + 1e-9


@given(boxes)
def test_a_box_overlaps_itself_wholly(box: Box) -> None:
    assume(box.w > 1e-3 and box.h > 1e-3)
    assert iou(box, box) == pytest.approx(1)


def test_iou_of_half_shifted_boxes_is_a_third() -> None:
    assert iou(Box(0, 0, 10, 10), Box(5, 0, 10, 10)) == pytest.approx(1 / 3)


def test_boxes_that_only_touch_do_not_overlap() -> None:
    assert iou(Box(0, 0, 10, 10), Box(10, 0, 10, 10)) == 0


@given(boxes, boxes, st.floats(0, 1))
def test_a_box_between_two_never_has_a_negative_side(a: Box, b: Box, share: float) -> None:
    box = between(a, b, share)
    assert box.w >= 0
    assert box.h >= 0


@given(boxes)
def test_a_rounded_box_is_short_in_json_and_close(box: Box) -> None:
    rounded = box.rounded()
    assert rounded.rounded() == rounded
    assert all(len(json.dumps(value)) <= 8 for value in rounded.to_list())
    assert abs(rounded.x - box.x) <= 0.0051


def test_the_border_belongs_to_a_box() -> None:
    box = Box(10, 20, 30, 40)
    assert box.contains(10, 60)
    assert not box.contains(9.9, 60)
    assert box.center == (25, 40)
    assert box.moved(1, -2) == Box(11, 18, 30, 40)
