from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.marks import keyframe_runs

rising = st.lists(st.integers(0, 400), unique=True, max_size=80).map(sorted)


@given(rising, st.floats(-50, 450), st.floats(0, 300), st.floats(0, 60))
def test_runs_cover_each_keyframe_in_view_once_and_keep_their_distance(
    frames: list[int], first: float, length: float, gap: float
) -> None:
    last = first + length
    runs = list(keyframe_runs(frames, first=first, last=last, gap=gap))
    for frame in frames:
        holding = [run for run in runs if run[0] <= frame <= run[1]]
        if first <= frame <= last:
            assert len(holding) == 1
    assert all(b[0] - a[1] > gap for a, b in pairwise(runs))
    assert {end for run in runs for end in run} <= set(frames)


def test_a_keyframe_on_every_frame_is_one_run() -> None:
    [(start, end)] = keyframe_runs(range(1000), first=10, last=500, gap=8)
    assert start == 10
    assert end >= 500


def test_keyframes_far_apart_are_runs_of_one() -> None:
    assert list(keyframe_runs([3, 40, 90], first=0, last=100, gap=8)) == [
        (3, 3),
        (40, 40),
        (90, 90),
    ]
