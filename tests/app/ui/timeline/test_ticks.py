from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.clip_clock import ClipClock
from app.ui.timeline.scale import Scale
from app.ui.timeline.ticks import RulerMode, nice_frame_step, nice_second_step, ruler_ticks
from app.ui.timeline.timecode import timecode_of
from app.ui.timeline.times import ClipTimes

RECORDED_AT = datetime(2026, 11, 22, 23, 59, 50, 250_000, tzinfo=UTC)


def clip(count: int, seconds_a_frame: float = 0.04) -> ClipTimes:
    return ClipTimes(np.arange(count) * seconds_a_frame, clock=ClipClock(RECORDED_AT))


@given(st.floats(0.01, 1e7))
def test_frame_steps_are_one_two_or_five_times_a_power_of_ten(least: float) -> None:
    step = nice_frame_step(least)
    assert step >= least * (1 - 1e-6)
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert step == 1 or step < least * 2.6


@given(st.floats(1e-4, 1e7))
def test_second_steps_are_at_least_what_is_asked(least: float) -> None:
    assert nice_second_step(least) >= least * (1 - 1e-6)


@given(
    st.integers(2, 100_000),
    st.floats(200, 3000),
    st.floats(1, 3000),
    st.floats(0, 1),
    st.sampled_from(RulerMode),
    st.floats(0.004, 2),
)
def test_labels_keep_their_distance_and_marks_stay_in_sight(
    count: int, width: float, zoom: float, share: float, mode: RulerMode, seconds_a_frame: float
) -> None:
    scale = Scale.fitted(count, width).zoomed(zoom, at_x=share * width)
    ticks = ruler_ticks(scale, mode=mode, times=clip(count, seconds_a_frame), label_gap_px=90)
    positions = [tick.position for tick in ticks]
    assert positions == sorted(positions)
    assert len(ticks) < width
    labelled = [scale.x_of(tick.position) for tick in ticks if tick.text]
    assert all(b - a > 70 for a, b in pairwise(labelled))
    assert all(-1 <= scale.x_of(position) <= width + 1 for position in positions)


def test_frames_are_counted_in_round_numbers() -> None:
    scale = Scale.fitted(796, 1024)
    ticks = ruler_ticks(scale, mode=RulerMode.FRAMES, times=clip(796), label_gap_px=96)
    assert [t.text for t in ticks if t.text] == ["0", *(str(n) for n in range(100, 800, 100))]
    assert {t.position % 20 for t in ticks} == {0}


def test_the_wall_clock_is_marked_at_round_times_across_midnight() -> None:
    scale = Scale.fitted(1000, 1024)
    ticks = ruler_ticks(scale, mode=RulerMode.CLOCK, times=clip(1000), label_gap_px=96)
    assert [t.text for t in ticks if t.text][:4] == ["23:59:55", "00:00:00", "00:00:05", "00:00:10"]
    first = next(t for t in ticks if t.text)
    assert first.position == pytest.approx(4.75 / 0.04)


def test_time_follows_the_time_stamps_of_uneven_frames() -> None:
    seconds = np.concatenate([np.arange(100) * 0.1, 9.9 + np.arange(1, 101) * 1.0])
    scale = Scale.fitted(200, 1024)
    ticks = ruler_ticks(scale, mode=RulerMode.TIME, times=ClipTimes(seconds), label_gap_px=60)
    by_text = {t.text: t.position for t in ticks if t.text}
    assert by_text["0:00"] == 0
    assert all(
        ClipTimes(seconds).at(position) == pytest.approx(_seconds(text))
        for text, position in by_text.items()
    )


def test_a_clip_of_one_frame_and_no_clip_have_rulers_too() -> None:
    one = Scale.fitted(1, 500)
    ticks = ruler_ticks(one, mode=RulerMode.CLOCK, times=clip(1), label_gap_px=96)
    assert [tick.text for tick in ticks] == ["0"]
    none = Scale.fitted(0, 500)
    assert ruler_ticks(none, mode=RulerMode.TIME, times=ClipTimes.none(), label_gap_px=96) == ()


def _seconds(text: str) -> float:
    minutes, seconds = text.split(":")
    return int(minutes) * 60 + float(seconds)


def test_a_ruler_over_a_gap_marks_what_was_recorded_and_lets_the_clock_jump() -> None:
    seconds = np.concatenate([np.arange(100) * 0.1, 3600 + np.arange(100) * 0.1])
    times = ClipTimes(seconds, clock=ClipClock(RECORDED_AT))
    scale = Scale.fitted(200, 1024)
    ticks = ruler_ticks(scale, mode=RulerMode.CLOCK, times=times, label_gap_px=96)
    texts = [tick.text for tick in ticks if tick.text]
    assert {"23:59:52", "23:59:54", "00:59:52", "00:59:54"} <= set(texts)
    assert not [tick for tick in ticks if 99.01 < tick.position < 99.99]
    assert len(ticks) < 200


def test_a_clip_of_nothing_but_gaps_keeps_a_ruler_of_few_marks() -> None:
    steps = np.where(np.arange(2000) % 10 == 9, 3600.0, 0.1)
    times = ClipTimes(np.concatenate([[0.0], np.cumsum(steps)]))
    assert len(times.gaps) == 200
    ticks = ruler_ticks(Scale.fitted(2001, 1024), mode=RulerMode.TIME, times=times, label_gap_px=96)
    assert 5 < len(ticks) < 500


def test_marks_of_the_wall_clock_follow_its_drift() -> None:
    clock = ClipClock(datetime(2026, 11, 22, 8, 0, tzinfo=UTC), 2500.0)
    times = ClipTimes(np.arange(10_000, dtype=np.float64), clock=clock)
    ticks = ruler_ticks(
        Scale.fitted(10_000, 1024), mode=RulerMode.CLOCK, times=times, label_gap_px=96
    )
    labelled = {tick.text: tick.position for tick in ticks if tick.text}
    assert labelled["10:00:00"] == pytest.approx(7200 / 1.0025)


def test_marks_of_the_wall_clock_show_the_end_of_summer_time() -> None:
    clock = ClipClock(datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")))
    times = ClipTimes(np.arange(3601, dtype=np.float64), clock=clock)
    ticks = ruler_ticks(
        Scale.fitted(3601, 1024), mode=RulerMode.CLOCK, times=times, label_gap_px=96
    )
    texts = [tick.text for tick in ticks if tick.text]
    assert texts[0] == "02:30:00"
    assert texts[-1] == "02:30:00"
    assert "02:00:00" in texts
    assert "03:00:00" not in texts


@pytest.mark.parametrize("zoomed", [False, True], ids=["whole", "near"])
def test_timecodes_are_marked_at_round_ones_also_where_numbers_are_dropped(zoomed: bool) -> None:
    seconds = np.arange(20_000) * 1001 / 30_000
    times = ClipTimes(seconds, timecode=timecode_of(seconds))
    scale = Scale.fitted(20_000, 1024)
    if zoomed:
        scale = scale.zoomed(4000, at_x=scale.x_of(1800))
    ticks = ruler_ticks(scale, mode=RulerMode.TIMECODE, times=times, label_gap_px=84)
    labelled = [tick for tick in ticks if tick.text]
    assert len(labelled) >= 5
    for tick in labelled:
        assert tick.text == times.timecode_text(round(tick.position))
        assert tick.position == pytest.approx(round(tick.position), abs=0.01)
    texts = [tick.text for tick in labelled]
    assert "00:01:00;02" in texts
    assert zoomed or "00:10:00;00" in texts
