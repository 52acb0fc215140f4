"""Which marks the ruler carries: at round frames, seconds, wall-clock times or timecodes.

Pure. Steps are "nice" (1, 2, 5, 10, 20, 50 … frames; seconds, minutes and hours as a clock divides
them) and the smallest whose labels keep their distance.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.media.clip_clock import ClipClock
from app.ui.timeline.gaps import gaps_between
from app.ui.timeline.scale import Scale
from app.ui.timeline.timecode import Timecode
from app.ui.timeline.times import ClipTimes, short_clock_text, short_time_text


class RulerMode(StrEnum):
    FRAMES = "frames"
    TIME = "time"
    CLOCK = "clock"
    TIMECODE = "timecode"


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark at a (fractional) frame; a minor one has no text."""

    position: float
    text: str


_SECOND_STEPS = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400),
)
# With more gaps than this in view, each stretch between them is narrower than a label.
_MOST_GAPS = 64
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
    stretches = _stretches(times, frames)
    shown_s = sum(end_s - start_s for start_s, end_s in stretches)
    shown_px = max(scale.x_of(frames[1]) - scale.x_of(frames[0]), 1.0)
    face = _face(times, mode)
    step, minor = face.steps(shown_s * label_gap_px / shown_px)
    parts = round(step / minor)
    ticks = []
    free_from_px = -math.inf
    for start_s, end_s in stretches:
        first = math.ceil(face.shown_at(start_s) / minor - 1e-6)
        last = math.floor(face.shown_at(end_s) / minor + 1e-6)
        for i in range(first, last + 1):
            position = times.position_of(face.seconds_at(i * minor))
            x = scale.x_of(position)
            labelled = i % parts == 0 and x >= free_from_px
            if labelled:
                # A hair of tolerance, or evenly spaced labels drop out on rounding.
                free_from_px = x + label_gap_px * 0.8
            ticks.append(Tick(position, face.text(i * minor, step) if labelled else ""))
    return tuple(ticks)


def _stretches(times: ClipTimes, frames: tuple[float, float]) -> list[tuple[float, float]]:
    """List what is in view between the gaps of the recording, in seconds of the clip.

    A gap is no wider than one frame, however long it lasted: marks of the time in it would pile up.
    """
    start_s, end_s = times.at(frames[0]), times.at(frames[1])
    gaps = gaps_between(times.gaps, *frames)
    if len(gaps) > _MOST_GAPS:
        return [(start_s, end_s)]
    edges = [start_s]
    for gap in gaps:
        edges += [max(gap.start_s, start_s), min(gap.end_s, end_s)]
    edges.append(end_s)
    return list(zip(edges[::2], edges[1::2], strict=True))


class _TimeFace:
    """What a ruler in one unit shows: a number that rises with the clip's seconds."""

    def shown_at(self, seconds: float) -> float:
        return seconds

    def seconds_at(self, shown: float) -> float:
        return shown

    def steps(self, least: float) -> tuple[float, float]:
        """Give the step between labels, at least `least` seconds, and that between marks."""
        step = nice_second_step(least)
        return step, step / _clock_parts(step)

    def text(self, shown: float, step: float) -> str:
        return short_time_text(shown, step_s=step)


class _ClockFace(_TimeFace):
    """Seconds since the midnight before the clip, by the wall clock and its drift."""

    def __init__(self, clock: ClipClock) -> None:
        start = clock.started_at.replace(tzinfo=None)
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        self._clock = clock
        self._origin_s = (start - midnight).total_seconds()
        self._pace = 1 + clock.drift_ppm / 1_000_000

    def shown_at(self, seconds: float) -> float:
        return seconds * self._pace + self._origin_s

    def seconds_at(self, shown: float) -> float:
        return (shown - self._origin_s) / self._pace

    def text(self, shown: float, step: float) -> str:
        # Summer time may have begun or ended meanwhile.
        start = self._clock.started_at.utcoffset() or timedelta()
        now = self._clock.at(self.seconds_at(shown)).utcoffset() or timedelta()
        return short_clock_text(shown + (now - start).total_seconds(), step_s=step)


class _TimecodeFace(_TimeFace):
    """Seconds as the timecode numbers them: at 29.97 frames a second a little longer than others.

    Where numbers are dropped, it is them that the steps follow, not the count of frames.
    """

    def __init__(self, timecode: Timecode) -> None:
        self._timecode = timecode
        self._base = timecode.counting.base

    def shown_at(self, seconds: float) -> float:
        count = seconds * float(self._timecode.rate) + self._timecode.start
        second, frames = self._timecode.counting.split(math.floor(count))
        return second + (frames + count % 1) / self._base

    def seconds_at(self, shown: float) -> float:
        return (self._count_at(shown) - self._timecode.start) / float(self._timecode.rate)

    def steps(self, least: float) -> tuple[float, float]:
        frames = nice_frame_step(least * self._base)
        if frames <= self._base / 2 and self._base % frames == 0:
            return frames / self._base, 1 / self._base
        step = nice_second_step(max(least, 1.0))
        return step, step / _clock_parts(step) if step > 1 else step

    def text(self, shown: float, step: float) -> str:  # noqa: ARG002 - a timecode is written whole
        return self._timecode.counting.text(self._count_at(shown))

    def _count_at(self, shown: float) -> int:
        second, frames = divmod(round(shown * self._base), self._base)
        return self._timecode.counting.count_at(second, frames)


def _face(times: ClipTimes, mode: RulerMode) -> _TimeFace:
    if mode is RulerMode.CLOCK and times.clock is not None:
        return _ClockFace(times.clock)
    if mode is RulerMode.TIMECODE and times.timecode is not None:
        return _TimecodeFace(times.timecode)
    return _TimeFace()


def _clock_parts(step_s: float) -> int:
    if step_s in _CLOCK_PARTS:
        return _CLOCK_PARTS[int(step_s)]
    if step_s >= 3600:
        return 4
    mantissa = int(f"{step_s:e}"[0])
    return _PARTS_OF_MANTISSA.get(mantissa, 5)
