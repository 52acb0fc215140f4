"""SMPTE timecode: how frames are named by hours, minutes, seconds and a count within the second.

Pure; the counting follows SMPTE ST 12-1. It is for display and entry only: a timecode means a time
in the clip, and the frame is the one on screen then. No frame is found by its number times a rate.

- At 29.97 and 59.94 frames a second 2 (or 4) numbers a minute are dropped, except in each tenth, so
  that the count keeps pace with the clock; a ";" before the frames says so. No frame is dropped.
- A clip has a timecode where its frames are evenly spaced, or where its file states one for the
  first frame.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

_FORM = re.compile(r"(\d{1,2}):(\d\d):(\d\d)([:;.])(\d{2,3})", re.ASCII)
_DROPPING_BASES = (30, 60)
_NTSC_BASES = (24, 30, 48, 60, 120)
_FASTEST = 120
_NTSC = Fraction(1000, 1001)
# Time stamps are rounded, at the worst to milliseconds: 0.06 of a frame at 60 frames a second.
_ROUNDING = 0.1
_MOST_OFF_GRID = 0.2


@dataclass(frozen=True, slots=True)
class Counting:
    """How the frames of a second are counted.

    `base` is the numbers in a second: 30 for 29.97 frames a second too.
    """

    base: int
    drops: bool = False

    @property
    def _dropped(self) -> int:
        return self.base // 15 if self.drops else 0

    @property
    def day(self) -> int:
        """The frames of 24 hours, after which the count starts anew."""
        return 144 * (600 * self.base - 9 * self._dropped)

    def text(self, count: int) -> str:
        """Write the timecode of a count of frames since 00:00:00:00."""
        second, frames = self.split(count % self.day)
        minutes, seconds = divmod(second, 60)
        hours, minutes = divmod(minutes, 60)
        mark = ";" if self.drops else ":"
        digits = max(2, len(str(self.base - 1)))
        return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:0{digits}}"

    def split(self, count: int) -> tuple[int, int]:
        """Give a count's second and the frame in it, as the timecode numbers them."""
        days, number = divmod(count, self.day)
        if self.drops:
            tens, rest = divmod(number, 600 * self.base - 9 * self._dropped)
            # The first minute of ten drops nothing, each of the nine others at its beginning.
            minutes = max(rest - self._dropped, 0) // (60 * self.base - self._dropped)
            number += self._dropped * (9 * tens + minutes)
        second, frames = divmod(number, self.base)
        return days * 86_400 + second, frames

    def count(self, text: str) -> int | None:
        """Read a timecode; None for what is none, and for a number that is dropped."""
        match = _FORM.fullmatch(text)
        if match is None:
            return None
        hours, minutes, seconds, _, frames = match.groups()
        h, m, s, f = int(hours), int(minutes), int(seconds), int(frames)
        if h > 23 or m > 59 or s > 59 or f >= self.base:
            return None
        if s == 0 and m % 10 and f < self._dropped:
            return None
        return self.count_at(h * 3600 + m * 60 + s, f)

    def count_at(self, second: int, frames: int = 0) -> int:
        """Give the count of a frame in a second; the next that there is, if it is dropped."""
        minutes, rest = divmod(second, 60)
        if not rest and minutes % 10:
            frames = max(frames, self._dropped)
        return second * self.base + frames - self._dropped * (minutes - minutes // 10)


@dataclass(frozen=True, slots=True)
class Timecode:
    """The timecode of a clip: `rate` frames a second, `start` the count of its first frame."""

    rate: Fraction
    counting: Counting
    start: int = 0

    def text_at(self, seconds: float) -> str:
        """Write the timecode of what is on screen after so many seconds of the clip."""
        return self.counting.text(self.start + self.count_at(seconds))

    def count_at(self, seconds: float) -> int:
        """Give how many frames of the rate have begun since the first."""
        return int(np.floor(seconds * float(self.rate) + _ROUNDING))

    def seconds_of(self, text: str) -> float | None:
        """Give the seconds of the clip that a timecode means; None for what is no timecode.

        One before the clip's first frame means the next day: the count starts anew at midnight.
        """
        count = self.counting.count(text)
        if count is None:
            return None
        return self.seconds_at((count - self.start) % self.counting.day)

    def seconds_at(self, count: int) -> float:
        """Give the seconds at which a frame, counted from the first, is on screen for certain."""
        return (count + _ROUNDING) / float(self.rate)


def timecode_of(
    seconds: npt.NDArray[np.float64],
    *,
    start_text: str = "",
    average_rate: Fraction | None = None,
) -> Timecode | None:
    """Give a clip's timecode from its frames' seconds and what its file states, or None."""
    rate = constant_rate(seconds, stated=average_rate)
    if start_text and (stated := rate or _standard(average_rate)) is not None:
        base = _base(stated)
        drops = ";" in start_text and _drops(stated)
        counting = Counting(base, drops)
        start = counting.count(start_text)
        if start is not None:
            return Timecode(stated, counting, start)
    if rate is None:
        return None
    return Timecode(rate, Counting(_base(rate), _drops(rate)))


def constant_rate(
    seconds: npt.NDArray[np.float64], *, stated: Fraction | None = None
) -> Fraction | None:
    """Give the rate at which the frames are evenly spaced; None where they are not.

    It is a whole number of frames a second, or such a number by 1.001.
    """
    if len(seconds) < 2 or seconds[-1] <= 0:
        return None
    steps = len(seconds) - 1
    measured = steps / float(seconds[-1])
    base = round(measured)
    if not 1 <= base <= _FASTEST:
        return None
    candidates = [Fraction(base)]
    if base in _NTSC_BASES:
        candidates.append(base * _NTSC)
    off = {rate: _most_off_grid(seconds, float(rate)) for rate in candidates}
    fitting = [rate for rate in candidates if off[rate] <= _MOST_OFF_GRID]
    if stated in fitting:
        return stated
    return min(fitting, key=lambda rate: off[rate], default=None)


def _most_off_grid(seconds: npt.NDArray[np.float64], rate: float) -> float:
    """Give how far, in frames, a frame lies at most from its place on an even grid."""
    last = len(seconds) - 1
    at_the_end = abs(float(seconds[-1]) * rate - last)
    # Most clips that are not even show it there, and need not be looked through.
    if at_the_end > _MOST_OFF_GRID:
        return at_the_end
    return float(np.max(np.abs(seconds * rate - np.arange(last + 1))))


def _standard(rate: Fraction | None) -> Fraction | None:
    """Give the standard rate that a stated one means."""
    if rate is None or not 0.5 < rate <= _FASTEST:
        return None
    base = round(rate)
    near = (Fraction(base), *((base * _NTSC,) if base in _NTSC_BASES else ()))
    best = min(near, key=lambda one: abs(one - rate))
    return best if abs(best - rate) < best / 2000 else None


def _base(rate: Fraction) -> int:
    return round(rate)


def _drops(rate: Fraction) -> bool:
    return rate.denominator != 1 and _base(rate) in _DROPPING_BASES
