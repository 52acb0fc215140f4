"""Which marks the ruler carries: at round frames, round seconds or round wall-clock times.

Pure. Steps are "nice" (1, 2, 5, 10, 20, 50 … frames; seconds, minutes and hours as a clock divides
them) and the smallest whose labels keep their distance.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.ui.timeline.scale import Scale
from app.ui.timeline.times import ClipTimes, short_clock_text, short_time_text


class RulerMode(StrEnum):
    FRAMES = "frames"
    TIME = "time"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark at a (fractional) frame; a minor one has no text."""

    position: float
    text: str


_SECOND_STEPS = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400),
)
# How many minor marks share a step, so that they fall on round values too.
_PARTS_OF_MANTISSA = {1: 5, 2: 4, 5: 5}
_CLOCK_PARTS = {15: 3, 30: 3, 60: 4, 120: 4, 300: 5, 600: 5, 900: 3, 1800: 3, 3600: 4}


def nice_frame_step(least: float) -> int:
    """Give the smallest of 1, 2, 5, 10, 20, 50 … that is at least `least`."""
    if least <= 1:
        return 1
    power = int(10.0 ** math.floor(math.log10(least)))
    for mantissa in (1, 2, 5, 10):
        if mantissa * power >= least * (1 - 1e-9):
            return mantissa * power
    return 10 * power


def nice_second_step(least_s: float) -> float:
    """Give the smallest step of a clock that is at least `least_s`; whole days above one."""
    at = bisect_left(_SECOND_STEPS, least_s * (1 - 1e-9))
    if at < len(_SECOND_STEPS):
        return _SECOND_STEPS[at]
    return 86_400.0 * nice_frame_step(least_s / 86_400)


def ruler_ticks(
    scale: Scale, *, mode: RulerMode, times: ClipTimes, label_gap_px: float
) -> tuple[Tick, ...]:
    """List the marks in view, in order, labels at least `label_gap_px` apart.

    With a variable frame rate round seconds lie unevenly; a label that would come too close to
    the one before it stays out and leaves its mark.
    """
    if scale.frame_count <= 0:
        return ()
    first, last = scale.visible()
    first, last = max(first, 0.0), min(last, float(scale.last_frame))
    if mode is RulerMode.FRAMES or len(times) < 2:
        return _frame_ticks(first, last, label_gap_px / scale.px_per_frame)
    return _time_ticks(scale, times, mode, (first, last), label_gap_px)


def _frame_ticks(first: float, last: float, gap_frames: float) -> tuple[Tick, ...]:
    step = nice_frame_step(gap_frames)
    mantissa = int(str(step)[0])
    parts = min(_PARTS_OF_MANTISSA[mantissa], step)
    while step % parts:
        parts -= 1
    minor = step // parts
    start = math.ceil(first / minor)
    stop = math.floor(last / minor)
    return tuple(
        Tick(float(i * minor), str(i * minor) if i % parts == 0 else "")
        for i in range(start, stop + 1)
    )


def _time_ticks(
    scale: Scale,
    times: ClipTimes,
    mode: RulerMode,
    frames: tuple[float, float],
    label_gap_px: float,
) -> tuple[Tick, ...]:
    start_s, end_s = times.at(frames[0]), times.at(frames[1])
    shown_px = max(scale.x_of(frames[1]) - scale.x_of(frames[0]), 1.0)
    step = nice_second_step((end_s - start_s) * label_gap_px / shown_px)
    parts = _clock_parts(step)
    text, origin_s = _writing(times, mode, step)
    minor = step / parts
    ticks = []
    free_from_px = -math.inf
    for i in range(
        math.ceil((start_s + origin_s) / minor - 1e-6),
        math.floor((end_s + origin_s) / minor + 1e-6) + 1,
    ):
        position = times.position_of(i * minor - origin_s)
        x = scale.x_of(position)
        labelled = i % parts == 0 and x >= free_from_px
        if labelled:
            # A hair of tolerance, or evenly spaced labels drop out on rounding.
            free_from_px = x + label_gap_px * 0.8
        ticks.append(Tick(position, text(i * minor) if labelled else ""))
    return tuple(ticks)


def _writing(
    times: ClipTimes, mode: RulerMode, step_s: float
) -> tuple[Callable[[float], str], float]:
    """Give the label writer, and how far its zero lies before the clip's first frame."""
    if mode is RulerMode.CLOCK and times.clock is not None:
        recorded_at = times.clock.started_at
        midnight = recorded_at.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        origin_s = (recorded_at.replace(tzinfo=None) - midnight).total_seconds()
        return (lambda seconds: short_clock_text(seconds, step_s=step_s)), origin_s
    return (lambda seconds: short_time_text(seconds, step_s=step_s)), 0.0


def _clock_parts(step_s: float) -> int:
    if step_s in _CLOCK_PARTS:
        return _CLOCK_PARTS[int(step_s)]
    if step_s >= 3600:
        return 4
    mantissa = int(f"{step_s:e}"[0])
    return _PARTS_OF_MANTISSA.get(mantissa, 5)
