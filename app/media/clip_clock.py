"""ClipClock: what a camera's clock said when a frame was taken. Pure arithmetic.

A clip's own seconds come from its time stamps. Wall-clock time is those seconds laid on the moment
of the first frame, stretched by what the camera's clock is known to gain or lose.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class ClipClock:
    """The wall clock of one clip.

    `started_at` is the moment of the first frame, aware, in the recording's own time zone.
    `drift_ppm` says how much faster than the clip's seconds wall-clock time runs, in millionths: a
    camera that loses a second a day has +11.6.
    """

    started_at: datetime
    drift_ppm: float = 0.0

    def at(self, seconds: float) -> datetime:
        """Give the moment when so many seconds of the clip have passed."""
        return self.started_at + timedelta(seconds=seconds * self._pace)

    def seconds_at(self, moment: datetime) -> float:
        """Give the seconds of the clip at a moment; below 0 before its first frame."""
        return (moment - self.started_at).total_seconds() / self._pace

    @property
    def _pace(self) -> float:
        return 1 + self.drift_ppm / _MILLION
