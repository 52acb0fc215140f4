"""Known values of SMPTE ST 12-1, and that no frame is found by arithmetic on the rate."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.timecode import Counting, constant_rate, timecode_of
from app.ui.timeline.times import ClipTimes

NTSC_30 = Fraction(30_000, 1001)
NTSC_60 = Fraction(60_000, 1001)
DROP_30 = Counting(30, drops=True)
DROP_60 = Counting(60, drops=True)


def even(count: int, rate: Fraction, *, digits: int | None = None) -> np.ndarray:
    seconds = np.arange(count) / float(rate)
    return seconds if digits is None else np.round(seconds, digits)


@pytest.mark.parametrize(
    ("counting", "count", "text"),
    [
        (Counting(25), 0, "00:00:00:00"),
        (Counting(25), 812, "00:00:32:12"),
        (Counting(24), 86_400 * 24 - 1, "23:59:59:23"),
        (Counting(25), 86_400 * 25 + 1, "00:00:00:01"),
        (Counting(30), 107_892, "00:59:56:12"),
        (DROP_30, 1799, "00:00:59;29"),
        (DROP_30, 1800, "00:01:00;02"),
        (DROP_30, 3597, "00:01:59;29"),
        (DROP_30, 3598, "00:02:00;02"),
        (DROP_30, 17_981, "00:09:59;29"),
        (DROP_30, 17_982, "00:10:00;00"),
        (DROP_30, 107_892, "01:00:00;00"),
        (DROP_30, 2_589_407, "23:59:59;29"),
        (DROP_30, 2_589_408, "00:00:00;00"),
        (DROP_60, 3599, "00:00:59;59"),
        (DROP_60, 3600, "00:01:00;04"),
        (DROP_60, 35_964, "00:10:00;00"),
        (DROP_60, 215_784, "01:00:00;00"),
        (Counting(120), 119, "00:00:00:119"),
    ],
)
def test_a_count_of_frames_is_written_as_smpte_does(
    counting: Counting, count: int, text: str
) -> None:
    assert counting.text(count) == text
    assert counting.count(text) == count % counting.day


@given(st.sampled_from([Counting(25), DROP_30, DROP_60]), st.integers(0, 10_000_000))
def test_every_count_has_a_timecode_of_its_own_that_leads_back(
    counting: Counting, count: int
) -> None:
    text = counting.text(count)
    assert counting.count(text) == count % counting.day
    assert counting.text(count + 1) != text


@pytest.mark.parametrize(
    "text",
    ["00:01:00;00", "00:01:00;01", "00:59:00:01", "24:00:00:00", "00:60:00:00", "00:00:00:30"],
)
def test_a_number_that_is_dropped_or_that_there_is_not_is_no_timecode(text: str) -> None:
    assert DROP_30.count(text) is None


def test_a_tenth_minute_drops_nothing() -> None:
    assert DROP_30.count("00:10:00;00") == 17_982
    assert DROP_60.count("00:01:00;03") is None
    assert DROP_60.count("00:01:00;04") == 3600


@pytest.mark.parametrize("rate", [Fraction(25), NTSC_30, NTSC_60, Fraction(10)], ids=str)
@pytest.mark.parametrize("digits", [None, 3], ids=["exact", "milliseconds"])
def test_an_even_clip_has_a_timecode_for_each_frame(rate: Fraction, digits: int | None) -> None:
    seconds = even(40_000, rate, digits=digits)
    timecode = timecode_of(seconds)
    assert timecode is not None
    assert timecode.rate == rate
    assert timecode.counting.drops == (rate in (NTSC_30, NTSC_60))
    times = ClipTimes(seconds, timecode=timecode)
    for frame in (0, 1, 1799, 1800, 3598, 17_982, 39_999):
        text = times.timecode_text(frame)
        assert text == timecode.counting.text(frame)
        found = timecode.seconds_of(text)
        assert found is not None
        assert times.on_screen_at(found) == frame


def test_a_clip_of_variable_rate_has_none_unless_its_file_states_one() -> None:
    steps = np.random.default_rng(7).choice([0.02, 0.04, 0.1, 0.5], size=500)
    seconds = np.concatenate([[0.0], np.cumsum(steps)])
    assert timecode_of(seconds, average_rate=Fraction(25)) is None
    stated = timecode_of(seconds, start_text="10:00:00:00", average_rate=Fraction(25))
    assert stated is not None
    times = ClipTimes(seconds, timecode=stated)
    for frame in (0, 77, 499):
        found = stated.seconds_of(times.timecode_text(frame))
        assert found is not None
        # The frame on screen then: the same one, or a neighbour that falls into the same number.
        shown = times.on_screen_at(found)
        assert times.timecode_text(shown) <= times.timecode_text(frame)
        assert abs(times.at(shown) - times.at(frame)) <= 0.5


@pytest.mark.parametrize(
    ("start", "rate", "shown"),
    [
        ("10:00:00:00", Fraction(25), ["10:00:00:00", "10:00:00:01"]),
        ("00:00:59;29", NTSC_30, ["00:00:59;29", "00:01:00;02"]),
        ("00:00:59:29", NTSC_30, ["00:00:59:29", "00:01:00:00"]),
        ("23:59:59:24", Fraction(25), ["23:59:59:24", "00:00:00:00"]),
        ("00:00:00:99", Fraction(25), ["00:00:00:00", "00:00:00:01"]),
    ],
    ids=["start", "drop", "non-drop", "midnight", "no such frame"],
)
def test_it_starts_where_the_file_says(start: str, rate: Fraction, shown: list[str]) -> None:
    seconds = even(400, rate)
    times = ClipTimes(seconds, timecode=timecode_of(seconds, start_text=start, average_rate=rate))
    assert [times.timecode_text(frame) for frame in (0, 1)] == shown


@pytest.mark.parametrize(
    ("seconds", "rate"),
    [
        (even(1000, Fraction(24_000, 1001)), Fraction(24_000, 1001)),
        (even(100_000, Fraction(30)), Fraction(30)),
        (even(500, Fraction(25, 2)), None),
        (np.zeros(1), None),
        (np.zeros(0), None),
        (even(50, Fraction(1, 10)), None),
    ],
    ids=["23.976", "30", "12.5", "one frame", "none", "one in ten seconds"],
)
def test_the_rate_of_an_even_clip(seconds: np.ndarray, rate: Fraction | None) -> None:
    assert constant_rate(seconds) == rate


def test_a_short_clip_takes_the_rate_that_its_file_states() -> None:
    seconds = even(20, NTSC_30, digits=3)
    assert constant_rate(seconds, stated=NTSC_30) == NTSC_30
    assert constant_rate(seconds, stated=Fraction(30)) == Fraction(30)


def test_one_frame_that_is_missing_makes_a_clip_uneven() -> None:
    seconds = np.delete(even(1000, Fraction(25)), 500)
    assert constant_rate(seconds) is None
