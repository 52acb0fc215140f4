import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.activity import Activity, bounds_of
from app.ui.timeline.spans import lane_of
from tests.support.annotations import key, track


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
