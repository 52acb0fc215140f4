from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.clip_clock import ClipClock
from app.ui.timeline.go_to import Refusal, is_behind_the_end, target_in
from app.ui.timeline.timecode import timecode_of
from app.ui.timeline.times import ClipTimes, clip_time_text

PLAIN = ClipTimes(np.arange(796) * 0.1)
BERLIN = ZoneInfo("Europe/Berlin")
CLOCK = ClipClock(datetime(2026, 11, 22, 8, 14, 3, tzinfo=BERLIN))
PTS = 512 + np.arange(796, dtype=np.int64) * 1280
TIMES = ClipTimes.from_pts(PTS, Fraction(1, 12_800), clock=CLOCK)
TIMES.timecode = timecode_of(TIMES.seconds, start_text="10:00:00:00")


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("320", 320),
        (" 7 ", 7),
        ("9999", 795),
        ("0:32", 320),
        ("0:32.05", 320),
        ("00:32.100", 321),
        ("1:00:00", 795),
        ("-3", 37),
        ("+25", 65),
        ("-100", 0),
        ("+2s", 60),
        ("-1.5 s", 25),
        ("+9000s", 795),
        ("12.5s", 125),
        ("12.5 s", 125),
        ("9000s", 795),
        ("", Refusal.FORM),
        ("12a", Refusal.FORM),
        ("1:2:3:4", Refusal.FORM),
        ("0:32:", Refusal.FORM),
        ("٣٢٠", Refusal.FORM),
        ("1" * 5000, Refusal.FORM),
        ("@08:14:35", Refusal.NO_CLOCK),
        ("2026-11-22 08:14:35", Refusal.NO_CLOCK),
        ("00:00:32:00", Refusal.NO_TIMECODE),
    ],
)
def test_a_clip_without_a_clock_takes_frames_steps_and_times(
    text: str, frame: int | Refusal
) -> None:
    assert target_in(text, PLAIN, frame=40) == frame


@pytest.mark.parametrize("text", ["796", "+756", "+76s", "79.7s", "1:30", "1:00:00"])
def test_what_lies_behind_the_end_is_known_to(text: str) -> None:
    assert is_behind_the_end(text, PLAIN, frame=40)
    assert target_in(text, PLAIN, frame=40) == 795


@pytest.mark.parametrize("text", ["795", "+755", "+75s", "79.55s", "1:19.5", "-100", "x", "@8:14"])
def test_what_the_clip_has_or_nobody_has_is_not_behind_the_end(text: str) -> None:
    assert not is_behind_the_end(text, PLAIN, frame=40)


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("08:14:35", 320),
        ("8:14:35.25", 322),
        ("@08:14:35", 320),
        ("@ 08:14", 0),
        ("@8:15", 570),
        ("@07:14:35", Refusal.NOT_RECORDED),
        ("23:00:00", Refusal.NOT_RECORDED),
        ("0:01:02", 620),
        ("@0:01:02", Refusal.NOT_RECORDED),
        ("2026-11-22 08:14:35", 320),
        ("2026-11-22T08:15:22", 790),
        ("2026-11-22 08:15:23", Refusal.NOT_RECORDED),
        ("2026-11-21 08:14:35", Refusal.NOT_RECORDED),
        ("2026-02-30 08:14:35", Refusal.FORM),
        ("@08:61", Refusal.FORM),
        ("@25:00:00", Refusal.FORM),
        ("@yesterday", Refusal.FORM),
        ("10:00:32:05", 325),
        ("10:00:32;05", 325),
        ("10:00:32:10", Refusal.TIMECODE),
        ("09:59:59:09", Refusal.TIMECODE),
        ("pts 512", 0),
        ("PTS 1791", 0),
        ("pts1792", 1),
        ("pts -7", 0),
        ("pts 9223372036854775808", 795),
    ],
)
def test_a_clip_with_a_clock_takes_every_unit(text: str, frame: int | Refusal) -> None:
    assert target_in(text, TIMES) == frame


def test_a_time_that_the_clip_is_long_enough_for_is_a_time_in_the_clip() -> None:
    long = ClipTimes(np.arange(40_000, dtype=np.float64), clock=CLOCK)
    assert target_in("8:14:35", long) == 8 * 3600 + 14 * 60 + 35
    assert target_in("@8:14:35", long) == 32
    assert target_in("18:14:35", long) == 36_032


def test_a_clip_over_midnight_has_both_days_times() -> None:
    clock = ClipClock(datetime(2026, 11, 22, 23, 59, 50, tzinfo=UTC))
    times = ClipTimes(np.arange(100, dtype=np.float64), clock=clock)
    assert target_in("@23:59:55", times) == 5
    assert target_in("@00:00:05", times) == 15
    assert target_in("2026-11-23 00:00:05", times) == 15


def test_a_time_that_the_clock_shows_twice_is_the_one_that_was_recorded() -> None:
    second_time = datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=BERLIN)
    times = ClipTimes(np.arange(1800, dtype=np.float64), clock=ClipClock(second_time))
    assert target_in("@02:20:00", times) == 600
    both = ClipClock(datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN))
    times = ClipTimes(np.arange(5400, dtype=np.float64), clock=both)
    assert target_in("@02:20:00", times) == 600


def test_in_a_gap_the_frame_before_it_was_the_last_to_be_shown() -> None:
    seconds = np.concatenate([np.arange(10) * 0.1, 60 + np.arange(10) * 0.1])
    times = ClipTimes(seconds, clock=CLOCK)
    assert target_in("@08:14:30", times) == 9
    assert target_in("0:30", times) == 9
    assert target_in("+30s", times, frame=3) == 9


def test_drift_is_counted_in() -> None:
    clock = ClipClock(datetime(2026, 11, 22, 8, 0, tzinfo=UTC), 1000.0)
    times = ClipTimes(np.arange(20_000, dtype=np.float64), clock=clock)
    assert target_in("@10:46:50", times) == 10_000


@given(st.integers(0, 795), st.floats(0.002, 3))
def test_the_time_written_for_a_frame_leads_back_to_it(frame: int, seconds_a_frame: float) -> None:
    times = ClipTimes(np.arange(796) * seconds_a_frame)
    assert target_in(clip_time_text(times.at(frame)), times) == frame


@given(st.text(alphabet="0123456789:;.@+-ps T", max_size=24))
def test_nothing_that_can_be_typed_raises_or_leaves_the_clip(text: str) -> None:
    for times in (TIMES, PLAIN, ClipTimes.none()):
        found = target_in(text, times)
        assert isinstance(found, Refusal) or 0 <= found <= max(len(times) - 1, 0)
