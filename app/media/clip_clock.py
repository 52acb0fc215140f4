"""ClipClock: what a camera's clock said when a frame was taken. Pure arithmetic.

A clip's own seconds come from its time stamps. Wall-clock time is those seconds laid on the moment
of the first frame, stretched by what the camera's clock is known to gain or lose.

- Seconds are added and taken in UTC: within one zone Python would count on the clock's face, and
  be an hour wrong across a change to or from summer time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_MILLION = 1_000_000
# Seven minutes a day. What a frame rate that is labelled a little wrong can still explain.
MOST_DRIFT_PPM = 5_000.0
# A clock's face shows whole seconds: two readings nearer than this say nothing of drift.
LEAST_APART_S = 1.0


class ClockReadingError(Exception):
    """Two readings that no clock gives: too near to each other, or too far from the clip's pace.

    Attributes:
        clip_s, clock_s: how much time passed between them in the clip, and on the clock.
    """

    def __init__(self, clip_s: float, clock_s: float) -> None:
        super().__init__(f"{clock_s:.3f} s passed on the clock in {clip_s:.3f} s of the clip")
        self.clip_s = clip_s
        self.clock_s = clock_s


@dataclass(frozen=True, slots=True)
class Reading:
    """What the camera's clock showed when so many seconds of the clip had passed; aware."""

    seconds: float
    moment: datetime


@dataclass(frozen=True, slots=True)
class ClipClock:
    """The wall clock of one clip.

    `started_at` is the moment of the first frame, aware, in the recording's own time zone: where
    that is a `ZoneInfo`, moments follow its summer time.
    `drift_ppm` says how much faster than the clip's seconds wall-clock time runs, in millionths: a
    camera that loses a second a day has +11.6.
    """

    started_at: datetime
    drift_ppm: float = 0.0

    @classmethod
    def from_readings(
        cls, first: Reading, second: Reading | None = None, *, drift_ppm: float = 0.0
    ) -> "ClipClock":
        """Give the clock that shows `first`; a second reading tells its drift in place of ours.

        Raises:
            ClockReadingError: the two are no readings of one clock.
        """
        if second is not None:
            clip_s = second.seconds - first.seconds
            clock_s = _passed_s(first.moment, second.moment)
            if abs(clip_s) < LEAST_APART_S:
                raise ClockReadingError(clip_s, clock_s)
            drift_ppm = (clock_s / clip_s - 1) * _MILLION
            if abs(drift_ppm) > MOST_DRIFT_PPM:
                raise ClockReadingError(clip_s, clock_s)
        before = first.seconds * (1 + drift_ppm / _MILLION)
        return cls(_later(first.moment, -before), drift_ppm)

    def at(self, seconds: float) -> datetime:
        """Give the moment when so many seconds of the clip have passed."""
        return _later(self.started_at, seconds * self._pace)

    def seconds_at(self, moment: datetime) -> float:
        """Give the seconds of the clip at a moment; below 0 before its first frame."""
        return _passed_s(self.started_at, moment) / self._pace

    @property
    def _pace(self) -> float:
        return 1 + self.drift_ppm / _MILLION


def drift_s_a_day(drift_ppm: float) -> float:
    """Give a drift in seconds a day."""
    return drift_ppm * 86_400 / _MILLION


def _later(moment: datetime, seconds: float) -> datetime:
    return (moment.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(moment.tzinfo)


def _passed_s(start: datetime, end: datetime) -> float:
    return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds()
