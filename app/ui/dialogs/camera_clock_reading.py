"""What a person read off the camera's clock, and whether a clock can show it. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from app.media.clip_clock import LEAST_APART_S, ClipClock, ClockReadingError, Reading
from app.session.clocks import wall_times, zone_of

# Surveillance tapes that were digitised may be old; before this nobody burnt clocks in.
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
_AHEAD = timedelta(days=1)
# How far two readings may be off together: each by half of what the clock's face shows last.
_WHOLE_S, _PARTS_S = 1.0, 0.1


class Flaw(StrEnum):
    """What is wrong with the readings."""

    ZONE = "zone"
    NEVER_SHOWN = "never shown"
    FUTURE = "future"
    LONG_AGO = "long ago"
    SAME_FRAME = "same frame"
    NO_CLOCK = "no clock"


@dataclass(frozen=True, slots=True)
class ReadingFields:
    """The naive `face` of the clock, at so many seconds of the clip."""

    seconds: float
    face: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """The clock that the readings tell, or the first flaw.

    Attributes:
        twice: the clock showed the face twice, because it was set back; the first time is taken.
        apart_s: how far the two readings lie apart in the clip; 0 with one.
        unsure_ppm: how well two readings so far apart can tell a drift; one that is smaller was
            not measured and is none.
        clip_s, clock_s: with `NO_CLOCK`, what passed between the two in the clip and on the clock.
    """

    clock: ClipClock | None = None
    flaw: Flaw | None = None
    twice: bool = False
    apart_s: float = 0.0
    unsure_ppm: float = 0.0
    clip_s: float = 0.0
    clock_s: float = 0.0


def judged(
    first: ReadingFields,
    second: ReadingFields | None,
    *,
    zone_name: str,
    known_drift_ppm: float,
    now: datetime,
) -> Verdict:
    """Judge one reading, which keeps the drift that is known, or two, which measure it anew."""
    zone = zone_of(zone_name)
    if zone is None:
        return Verdict(flaw=Flaw.ZONE)
    moments = wall_times(first.face, zone)
    if not moments:
        return Verdict(flaw=Flaw.NEVER_SHOWN)
    one = Reading(first.seconds, moments[0])
    if second is None:
        clock = ClipClock.from_readings(one, drift_ppm=known_drift_ppm)
        return _in_its_time(Verdict(clock, twice=len(moments) > 1), now)
    return _in_its_time(_measured(one, second, zone), now)


def _measured(one: Reading, second: ReadingFields, zone: tzinfo) -> Verdict:
    apart_s = second.seconds - one.seconds
    if abs(apart_s) < LEAST_APART_S:
        return Verdict(flaw=Flaw.SAME_FRAME)
    moments = wall_times(second.face, zone)
    if not moments:
        return Verdict(flaw=Flaw.NEVER_SHOWN)
    # In UTC: within one zone Python subtracts faces.
    expected = ClipClock.from_readings(one).at(second.seconds).astimezone(UTC)
    nearest = min(moments, key=lambda moment: abs(moment.astimezone(UTC) - expected))
    try:
        clock = ClipClock.from_readings(one, Reading(second.seconds, nearest))
    except ClockReadingError as error:
        return Verdict(flaw=Flaw.NO_CLOCK, clip_s=error.clip_s, clock_s=error.clock_s)
    whole_seconds = not one.moment.microsecond and not second.face.microsecond
    unsure_ppm = (_WHOLE_S if whole_seconds else _PARTS_S) / abs(apart_s) * 1_000_000
    if abs(clock.drift_ppm) < unsure_ppm:
        clock = ClipClock.from_readings(one)
    return Verdict(clock, apart_s=abs(apart_s), unsure_ppm=unsure_ppm)


def _in_its_time(verdict: Verdict, now: datetime) -> Verdict:
    if verdict.clock is None:
        return verdict
    if verdict.clock.started_at > now + _AHEAD:
        return Verdict(flaw=Flaw.FUTURE)
    return Verdict(flaw=Flaw.LONG_AGO) if verdict.clock.started_at < _EARLIEST else verdict
