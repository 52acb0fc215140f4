from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.clip_clock import ClipClock
from app.ui.timeline.times import (
    ClipTimes,
    clip_time_text,
    short_clock_text,
    short_time_text,
    wall_clock_text,
)

gaps = st.lists(st.integers(1, 5000), min_size=1, max_size=60)


def uneven(steps: list[int], first: int = 900) -> ClipTimes:
    pts = np.cumsum([first, *steps])
    return ClipTimes.from_pts(pts.astype(np.int64), Fraction(1, 1000))


@given(gaps, st.floats(0, 1))
def test_position_is_the_inverse_of_time_even_where_frames_are_uneven(
    steps: list[int], share: float
) -> None:
    times = uneven(steps)
    position = share * (len(times) - 1)
    assert times.position_of(times.at(position)) == pytest.approx(position, abs=1e-6)


@given(gaps)
def test_the_first_frame_is_at_zero_whatever_its_time_stamp(steps: list[int]) -> None:
    assert uneven(steps).at(0) == 0


def test_times_outside_the_clip_mean_its_ends() -> None:
    times = uneven([100, 100])
    assert times.at(-5) == 0
    assert times.at(99) == pytest.approx(0.2)
    assert times.position_of(-1) == 0
    assert times.position_of(1e9) == 2


def test_no_clip_has_no_time_and_no_clock() -> None:
    times = ClipTimes.none()
    assert times.at(3) == 0
    assert times.wall_clock(0) is None


def test_the_wall_clock_runs_from_when_the_clip_was_recorded() -> None:
    zone = timezone(timedelta(hours=1))
    recorded_at = datetime(2026, 11, 22, 8, 14, 3, tzinfo=zone)
    times = ClipTimes(np.array([0.0, 32.0]), clock=ClipClock(recorded_at))
    moment = times.wall_clock(1)
    assert moment is not None
    assert wall_clock_text(moment) == "08:14:35 +01:00"
    assert wall_clock_text(moment.replace(tzinfo=None)) == "08:14:35"
    late = moment + timedelta(milliseconds=999.9)
    assert wall_clock_text(late, milliseconds=True) == "08:14:35.999 +01:00"
    west = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
    assert wall_clock_text(west) == "00:00:00 -03:30"
    assert wall_clock_text(datetime(2026, 1, 1, tzinfo=UTC)) == "00:00:00 +00:00"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (32, "00:32.000"),
        (0.0334, "00:00.033"),
        (59.9999, "01:00.000"),
        (3723.5, "1:02:03.500"),
        (-1, "00:00.000"),
    ],
)
def test_a_time_in_the_clip_is_written_to_the_millisecond(seconds: float, text: str) -> None:
    assert clip_time_text(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "step", "text"),
    [
        (32, 1, "0:32"),
        (0.5, 0.5, "0:00.5"),
        (59.96, 0.1, "1:00.0"),
        (3723, 60, "1:02:03"),
        (0.05, 0.01, "0:00.05"),
        (0.005, 0.001, "0:00.005"),
    ],
)
def test_a_ruler_shows_no_more_digits_than_its_step_has(
    seconds: float, step: float, text: str
) -> None:
    assert short_time_text(seconds, step_s=step) == text


def test_a_ruler_with_the_wall_clock_starts_again_at_midnight() -> None:
    assert short_clock_text(29_675, step_s=1) == "08:14:35"
    assert short_clock_text(86_400 + 65, step_s=5) == "00:01:05"
