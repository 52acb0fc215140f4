"""When a frame was shown, and how that is written.

Pure. A clip's frames need not be evenly spaced (variable frame rate), so seconds come from the
index's time stamps and never from frame / rate.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from app.media.clip_clock import ClipClock
from app.media.index.frame_index import FrameIndex
from app.ui.timeline.gaps import Gap, find_gaps
from app.ui.timeline.timecode import Timecode, timecode_of


class ClipTimes:
    """The seconds of each frame, relative to the first; strictly rising.

    Attributes:
        clock: the wall clock, None where it is not known.
        pts: the frames' time stamps; None where there are only seconds.
        timecode: None for a clip that has none.
    """

    __slots__ = ("_gaps", "clock", "pts", "seconds", "timecode")

    def __init__(
        self,
        seconds: npt.NDArray[np.float64],
        *,
        clock: ClipClock | None = None,
        pts: npt.NDArray[np.int64] | None = None,
        timecode: Timecode | None = None,
    ) -> None:
        self.seconds = seconds
        self.clock = clock
        self.pts = pts
        self.timecode = timecode
        self._gaps: tuple[Gap, ...] | None = None

    @classmethod
    def none(cls) -> ClipTimes:
        """Give the times of no clip: none."""
        return cls(np.zeros(0))

    @classmethod
    def for_index(cls, index: FrameIndex | None) -> ClipTimes:
        """Give what a clip's time stamps tell, and of no clip nothing."""
        return cls.none() if index is None else cls.from_pts(index.pts, index.time_base)

    @classmethod
    def from_pts(
        cls,
        pts: npt.NDArray[np.int64],
        time_base: Fraction,
        *,
        clock: ClipClock | None = None,
    ) -> ClipTimes:
        first = pts[0] if len(pts) else 0
        return cls((pts - first) * float(time_base), clock=clock, pts=pts)

    @classmethod
    def of_clip(
        cls, index: FrameIndex, *, clock: ClipClock | None = None, start_timecode: str = ""
    ) -> ClipTimes:
        """Give all that is known of when a clip's frames were shown."""
        times = cls.from_pts(index.pts, index.time_base, clock=clock)
        times.timecode = timecode_of(
            times.seconds, start_text=start_timecode, average_rate=index.average_rate
        )
        return times

    def with_clock(self, clock: ClipClock | None) -> ClipTimes:
        """Give the same times by another wall clock."""
        changed = ClipTimes(self.seconds, clock=clock, pts=self.pts, timecode=self.timecode)
        changed._gaps = self._gaps
        return changed

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where the recording paused, in order."""
        if self._gaps is None:
            self._gaps = find_gaps(self.seconds)
        return self._gaps

    def __len__(self) -> int:
        return len(self.seconds)

    def at(self, frame: float) -> float:
        """Give the seconds at a fractional frame; outside the clip, its nearest end."""
        if not len(self.seconds):
            return 0.0
        bounded = min(max(frame, 0.0), len(self.seconds) - 1.0)
        left = int(bounded)
        right = min(left + 1, len(self.seconds) - 1)
        share = bounded - left
        return float(self.seconds[left] * (1 - share) + self.seconds[right] * share)

    def position_of(self, seconds: float) -> float:
        """Give the fractional frame at which `seconds` have passed; the inverse of `at`."""
        right = int(np.searchsorted(self.seconds, seconds, side="right"))
        if right == 0:
            return 0.0
        if right == len(self.seconds):
            return len(self.seconds) - 1.0
        before, after = float(self.seconds[right - 1]), float(self.seconds[right])
        return right - 1 + (seconds - before) / (after - before)

    def on_screen_at(self, seconds: float) -> int:
        """Give the frame that is on screen at a time; in a gap, the last one before it."""
        at = int(np.searchsorted(self.seconds, seconds, side="right")) - 1
        return min(max(at, 0), max(len(self.seconds) - 1, 0))

    def pts_of(self, frame: int) -> int:
        """Give a frame's time stamp; 0 where there are only seconds."""
        return 0 if self.pts is None or not len(self.pts) else int(self.pts[frame])

    def timecode_text(self, frame: float) -> str:
        """Write a frame's timecode; "" where the clip has none."""
        return "" if self.timecode is None else self.timecode.text_at(self.at(frame))

    def wall_clock(self, frame: float) -> datetime | None:
        """Give the moment of a frame, in the recording's own time zone."""
        return None if self.clock is None else self.clock.at(self.at(frame))


def clip_time_text(seconds: float) -> str:
    """Write a time in the clip: `00:32.000`, and with hours from one hour on."""
    milliseconds = round(max(seconds, 0.0) * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    whole, fraction = divmod(rest, 1000)
    head = f"{hours}:" if hours else ""
    return f"{head}{minutes:02}:{whole:02}.{fraction:03}"


def span_text(seconds: float) -> str:
    """Write how long something lasted: `12.4 s`, `3 min 05 s`, `2 h 05 min`."""
    if round(seconds, 1) < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min"


def wall_clock_text(moment: datetime, *, milliseconds: bool = False) -> str:
    """Write a moment: `08:14:35 +01:00`, without an offset where none is known.

    What is cut off is later, as on a clock: with `milliseconds` it is `08:14:35.920 +01:00`.
    """
    offset = moment.utcoffset()
    clock = moment.strftime("%H:%M:%S")
    if milliseconds:
        clock += f".{moment.microsecond // 1000:03}"
    if offset is None:
        return clock
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{clock} {sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def short_time_text(seconds: float, *, step_s: float) -> str:
    """Write a ruler's label: `0:32`, `1:02:03`, and as many parts of a second as `step_s` has."""
    hours, minutes, rest = _clock_parts(seconds, step_s)
    if hours:
        return f"{hours}:{minutes:02}:{rest}"
    return f"{minutes}:{rest}"


def short_clock_text(seconds_of_day: float, *, step_s: float) -> str:
    """Write a ruler's wall-clock label: `08:14:35`, past midnight from zero again."""
    hours, minutes, rest = _clock_parts(seconds_of_day, step_s)
    return f"{hours % 24:02}:{minutes:02}:{rest}"


def _clock_parts(seconds: float, step_s: float) -> tuple[int, int, str]:
    """Split into hours, minutes and the text of the seconds, rounded before it is split."""
    decimals = 0 if step_s >= 1 else 1 if step_s >= 0.1 else 2 if step_s >= 0.01 else 3
    whole, fraction = divmod(round(seconds * 10**decimals), 10**decimals)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    tail = f".{fraction:0{decimals}}" if decimals else ""
    return hours, minutes, f"{rest:02}{tail}"
