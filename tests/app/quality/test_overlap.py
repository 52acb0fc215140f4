"""Overlaps of all frames at once are those of two boxes at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quality.boxes import BoxTable, box_table
from app.quality.errors import CompareCancelledError
from app.quality.overlap import overlapping
from models.annotation.geometry import Box, iou
from tests.app.quality.tables import never
from tests.support.annotations import unhurried

PLACES = 4
small = st.integers(0, 12).map(float)
some_boxes = st.builds(Box, small, small, small, small)
sides = st.dictionaries(
    st.tuples(st.integers(0, PLACES - 1), st.integers(0, 3)), some_boxes, max_size=10
)
Side = dict[tuple[int, int], Box]


def table(side: Side) -> BoxTable:
    return box_table(
        [place for place, _ in side],
        [track for _, track in side],
        [box.to_list() for box in side.values()],
        place_count=PLACES,
    )


@given(sides, sides)
@unhurried
def test_exactly_the_boxes_that_overlap_on_a_frame_are_paired(one: Side, other: Side) -> None:
    truth, candidate = table(one), table(other)
    pairs = overlapping(truth, candidate, cancelled=never)
    found = {
        (truth.places[row], truth.tracks[row], candidate.tracks[column]): share
        for row, column, share in zip(pairs.truth, pairs.candidate, pairs.iou, strict=True)
    }
    assert all(truth.places[pairs.truth] == candidate.places[pairs.candidate])
    assert list(pairs.truth) == sorted(pairs.truth)
    assert found == {
        (place, track, partner): share
        for (place, track), box in one.items()
        for (other_place, partner), theirs in other.items()
        if place == other_place and (share := iou(box, theirs)) > 0
    }


def test_many_boxes_are_looked_at_in_several_goes_and_none_is_lost() -> None:
    count = 300
    crowd = box_table(np.zeros(count), np.arange(count), np.full((count, 4), 10.0), place_count=1)
    pairs = overlapping(crowd, crowd, cancelled=never)
    assert len(pairs) == count * count
    assert (pairs.iou == 1).all()


def test_looking_for_overlaps_can_be_called_off() -> None:
    side = table({(0, 0): Box(0, 0, 1, 1)})
    with pytest.raises(CompareCancelledError):
        overlapping(side, side, cancelled=lambda: True)


@pytest.mark.parametrize(
    ("places", "tracks", "boxes"),
    [
        ([0, 0], [1, 1], [[0, 0, 1, 1]] * 2),
        ([4], [0], [[0, 0, 1, 1]]),
        ([-1], [0], [[0, 0, 1, 1]]),
        ([0], [-1], [[0, 0, 1, 1]]),
        ([0], [0], [[0, 0, -1, 1]]),
        ([0], [0], [[0, 0, float("nan"), 1]]),
        ([0, 1], [0], [[0, 0, 1, 1]]),
    ],
    ids=["twice", "beyond", "before", "no-track", "negative", "nan", "lengths"],
)
def test_arrays_that_make_no_sense_are_refused(
    places: list[int], tracks: list[int], boxes: list[list[float]]
) -> None:
    with pytest.raises(ValueError):
        box_table(places, tracks, boxes, place_count=PLACES)
