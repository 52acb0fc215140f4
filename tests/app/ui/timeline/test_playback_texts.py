import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.playback_texts import frame_from_text, rate_text
from app.ui.timeline.times import ClipTimes, clip_time_text

TIMES = ClipTimes(np.arange(796) * 0.1)


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
        ("", None),
        ("-3", None),
        ("12a", None),
        ("1:2:3:4", None),
    ],
)
def test_a_frame_or_a_time_is_understood(text: str, frame: int | None) -> None:
    assert frame_from_text(text, TIMES) == frame


@given(st.integers(0, 795), st.floats(0.002, 3))
def test_the_time_written_for_a_frame_leads_back_to_it(frame: int, seconds_a_frame: float) -> None:
    times = ClipTimes(np.arange(796) * seconds_a_frame)
    assert frame_from_text(clip_time_text(times.at(frame)), times) == frame


def test_speeds_are_written_without_needless_zeros() -> None:
    times = "\N{MULTIPLICATION SIGN}"
    texts = [rate_text(rate) for rate in (1.0, 0.25, 16.0)]
    assert texts == [f"1{times}", f"0.25{times}", f"16{times}"]
