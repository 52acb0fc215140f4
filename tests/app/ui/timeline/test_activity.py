import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.activity import Activity, bounds_of
from app.ui.timeline.spans import Lane, lane_of
from tests.support.annotations import CAR, PERSON, key, track


def test_peaks_are_the_most_objects_within_each_stretch() -> None:
    activity = Activity(20)
    activity.add(bounds_of(lane_of(track(key(2), key(5, outside=True)), frame_count=20)))
    activity.add(bounds_of(lane_of(track(key(4), key(12, outside=True)), frame_count=20)))
    assert activity.peaks(np.array([0, 4, 8, 12, 19])).tolist() == [1, 2, 1, 0]


@given(st.lists(st.integers(0, 40), min_size=2, max_size=12).map(sorted))
def test_there_is_a_peak_for_each_stretch_even_an_empty_one(edges: list[int]) -> None:
    activity = Activity(30)
    activity.add(bounds_of(lane_of(track(key(3)), frame_count=30)))
    assert len(activity.peaks(np.array(edges))) == len(edges) - 1


def test_a_clip_without_frames_has_no_peaks() -> None:
    assert len(Activity(0).peaks(np.array([0, 1]))) == 0


def test_very_many_lanes_are_counted_as_one_after_the_other() -> None:
    lanes = [
        lane_of(track(key(2), key(5, outside=True)), frame_count=20),
        lane_of(track(key(4), key(12, outside=True), key(15)), frame_count=20),
        lane_of(track(key(3)), frame_count=30),
        Lane(CAR, CAR, None, frames=(2, 2, 7, 19), owners=(PERSON,) * 4),
    ]
    one_by_one, at_once = Activity(30), Activity(30)
    for lane in lanes:
        one_by_one.add(bounds_of(lane))
    at_once.add_lanes(lanes)
    assert at_once.counts.tolist() == one_by_one.counts.tolist()
    at_once.add_lanes(())
    assert at_once.counts.tolist() == one_by_one.counts.tolist()
