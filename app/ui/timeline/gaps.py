"""Gaps: where the step from one frame to the next is far above the usual. Pure.

There the recording paused: a camera that records motion only, a lost connection. The frame before a
gap is no picture of what happened in it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# A step is a gap above both: what a person would call a pause, and what the clip is not used to.
LEAST_GAP_S = 1.0
_TIMES_THE_USUAL = 4.0
# The usual step of a clip of hours is known from some of its steps as well as from all.
_STEPS_LOOKED_AT = 16_384


@dataclass(frozen=True, slots=True)
class Gap:
    """No frame between `frame`, shown at `start_s`, and the next one, at `end_s`."""

    frame: int
    start_s: float
    end_s: float

    @property
    def seconds(self) -> float:
        return self.end_s - self.start_s


def find_gaps(seconds: npt.NDArray[np.float64]) -> tuple[Gap, ...]:
    """List the gaps between frames at these seconds, in order."""
    if len(seconds) < 3:
        return ()
    steps = np.diff(seconds)
    usual = float(np.median(steps[:: max(len(steps) // _STEPS_LOOKED_AT, 1)]))
    frames = np.flatnonzero(steps > max(LEAST_GAP_S, _TIMES_THE_USUAL * usual))
    return tuple(
        Gap(frame, float(seconds[frame]), float(seconds[frame + 1])) for frame in frames.tolist()
    )


def gaps_between(gaps: Sequence[Gap], first: float, last: float) -> Sequence[Gap]:
    """List those gaps that lie, in part at least, between two (fractional) frames."""
    start = bisect_right(gaps, first - 1, key=_frame_of)
    return gaps[start : bisect_left(gaps, last, lo=start, key=_frame_of)]


def _frame_of(gap: Gap) -> int:
    return gap.frame
