import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.gaps import Gap, find_gaps, gaps_between
from app.ui.timeline.times import ClipTimes


def seconds_of(steps: list[float]) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(steps)])


def test_a_pause_of_the_recording_is_a_gap() -> None:
    seconds = seconds_of([0.1] * 30 + [12.4] + [0.1] * 30)
    (gap,) = find_gaps(seconds)
    assert (gap.frame, gap.seconds) == (30, pytest.approx(12.4))
    assert (gap.start_s, gap.end_s) == (pytest.approx(3.0), pytest.approx(15.4))


@pytest.mark.parametrize(
    ("usual_s", "pause_s", "is_gap"),
    [(0.04, 0.9, False), (0.04, 1.01, True), (2.0, 7.9, False), (2.0, 8.1, True)],
)
def test_what_is_a_gap_depends_on_what_the_clip_is_used_to(
    usual_s: float, pause_s: float, is_gap: bool
) -> None:
    seconds = seconds_of([usual_s] * 50 + [pause_s] + [usual_s] * 50)
    assert bool(find_gaps(seconds)) is is_gap


def test_an_even_clip_a_short_one_and_none_have_no_gaps() -> None:
    for seconds in (np.arange(5000) * 0.04, np.array([0.0, 60.0]), np.zeros(0)):
        assert find_gaps(seconds) == ()


def test_a_gap_is_found_in_a_clip_too_long_to_look_at_every_step_for_the_usual() -> None:
    steps = np.full(400_000, 0.04)
    steps[123_456] = 3600
    assert [gap.frame for gap in find_gaps(seconds_of(steps.tolist()))] == [123_456]


@given(st.lists(st.integers(0, 60), unique=True, max_size=12), st.integers(-2, 62))
def test_between_two_frames_lies_the_gap_behind_the_first(frames: list[int], frame: int) -> None:
    gaps = [Gap(at, float(at), at + 2.0) for at in sorted(frames)]
    found = gaps_between(gaps, frame + 0.5, frame + 0.5)
    assert [gap.frame for gap in found] == ([frame] if frame in frames else [])


def test_gaps_in_view_are_those_that_reach_into_it() -> None:
    gaps = [Gap(at, float(at), at + 2.0) for at in (3, 10, 20)]
    assert [gap.frame for gap in gaps_between(gaps, 3.5, 20.5)] == [3, 10, 20]
    assert [gap.frame for gap in gaps_between(gaps, 4.0, 20.0)] == [10]
    assert list(gaps_between(gaps, 30, 40)) == []


def test_in_a_gap_the_last_frame_before_it_is_on_screen() -> None:
    times = ClipTimes(seconds_of([0.1] * 9 + [60.0] + [0.1] * 9))
    assert [times.on_screen_at(at) for at in (0.85, 0.95, 30.0, 60.89, 60.91)] == [8, 9, 9, 9, 10]
    found = times.gaps
    assert times.with_clock(None).gaps is found
