from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.clip_clock import ClipClock, ClockReadingError, Reading, drift_s_a_day

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 22, 8, 14, 3, tzinfo=UTC)


@given(st.floats(0, 1e6), st.floats(-5000, 5000))
def test_seconds_are_the_inverse_of_moments(seconds: float, drift_ppm: float) -> None:
    clock = ClipClock(START, drift_ppm)
    assert clock.seconds_at(clock.at(seconds)) == pytest.approx(seconds, abs=2e-6)


def test_a_clock_that_loses_a_second_a_day_drifts_by_11_6_millionths() -> None:
    clock = ClipClock(START, 1e6 / 86_400)
    assert clock.at(86_400) == START + timedelta(days=1, seconds=1)
    assert drift_s_a_day(clock.drift_ppm) == pytest.approx(1)


@pytest.mark.parametrize(
    ("start", "after_s", "shown"),
    [
        (datetime(2026, 3, 29, 1, 59, 50, tzinfo=BERLIN), 20, "03:00:10 +0200"),
        (datetime(2026, 10, 25, 2, 59, 50, tzinfo=BERLIN), 20, "02:00:10 +0100"),
        (datetime(2026, 10, 25, 2, 59, 50, fold=1, tzinfo=BERLIN), 20, "03:00:10 +0100"),
    ],
    ids=["into summer time", "out of summer time", "the second two o'clock"],
)
def test_the_clock_follows_summer_time(start: datetime, after_s: float, shown: str) -> None:
    clock = ClipClock(start)
    moment = clock.at(after_s)
    assert moment.strftime("%H:%M:%S %z") == shown
    assert clock.seconds_at(moment) == after_s


@given(st.floats(0, 90_000), st.floats(2, 90_000), st.floats(-4000, 4000))
def test_two_readings_of_a_clock_give_that_clock(
    first_s: float, apart_s: float, drift_ppm: float
) -> None:
    clock = ClipClock(datetime(2026, 10, 24, 20, tzinfo=BERLIN), drift_ppm)
    readings = [Reading(at, clock.at(at)) for at in (first_s, first_s + apart_s)]
    for order in (readings, readings[::-1]):
        found = ClipClock.from_readings(*order)
        assert found.drift_ppm == pytest.approx(drift_ppm, abs=3.0)
        for reading in readings:
            off = (found.at(reading.seconds) - reading.moment).total_seconds()
            assert off == pytest.approx(0, abs=1e-4)


def test_one_reading_gives_a_clock_without_drift_that_shows_it() -> None:
    clock = ClipClock.from_readings(Reading(32.0, START))
    assert (clock.started_at, clock.drift_ppm) == (START - timedelta(seconds=32), 0.0)
    assert clock.at(32.0) == START


@pytest.mark.parametrize(
    ("clip_s", "clock_s"),
    [(0.0, 10.0), (0.5, 0.5), (60.0, 3600.0), (60.0, -60.0), (3600.0, 3580.0)],
)
def test_readings_that_no_clock_gives_are_refused(clip_s: float, clock_s: float) -> None:
    first = Reading(10.0, START)
    second = Reading(10.0 + clip_s, START + timedelta(seconds=clock_s))
    with pytest.raises(ClockReadingError) as refused:
        ClipClock.from_readings(first, second)
    assert refused.value.clip_s == pytest.approx(clip_s)
    assert refused.value.clock_s == pytest.approx(clock_s)


def test_readings_in_two_zones_are_the_same_moments() -> None:
    in_tokyo = START.astimezone(timezone(timedelta(hours=9)))
    assert ClipClock.from_readings(Reading(0, in_tokyo)).at(0) == START
