"""The wall clock of a clip: from its row, into its row, and the time zones it can be in.

Zones are names of the IANA database ("Europe/Berlin"), which know of summer time, or fixed
offsets ("+01:00"). A name comes from rows and from people: it is looked up, never used as a path.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from app.media.clip_clock import ClipClock
from app.media.clip_facts import ClipFacts
from app.session.people.rights import Rights
from models.errors import StaleRevisionError
from models.records import ClipRecord, ClockSource
from models.review.rights import Right
from models.review.workflow import HANDED_IN
from models.store import ProjectStore

_log = logging.getLogger(__name__)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,31}(?:/[A-Za-z0-9_+-]{1,32}){0,2}")
_OFFSET = re.compile(r"(?:UTC)?([+-])(\d\d?)(?::?([0-5]\d))?")
_UTC_NAMES = frozenset({"UTC", "Z", "Etc/UTC"})
_FARTHEST = timedelta(hours=15)
_TRIES = 4


@dataclass(frozen=True, slots=True)
class ClockFields:
    """What a clip's row says of its clock; `recorded_at` is aware, None without a clock."""

    recorded_at: datetime | None = None
    zone: str = ""
    drift_ppm: float = 0.0
    source: ClockSource = ClockSource.UNKNOWN

    @classmethod
    def of(cls, clip: ClipRecord) -> "ClockFields":
        return cls(clip.recorded_at, clip.clock_zone, clip.clock_drift_ppm, clip.clock_source)

    def put_into(self, clip: ClipRecord) -> ClipRecord:
        """Return the clip with this clock."""
        return replace(
            clip,
            recorded_at=_with_fixed_offset(self.recorded_at),
            clock_zone=self.zone,
            clock_drift_ppm=self.drift_ppm,
            clock_source=self.source,
        )


def clock_of(clip: ClipRecord) -> ClipClock | None:
    """Return the clip's wall clock, or None where nobody knows when it was recorded.

    Its moments are in the recording's own zone; a zone that this computer does not know falls back
    to the offset that the start was stored with.
    """
    if clip.recorded_at is None:
        return None
    zone = zone_of(clip.clock_zone) or clip.recorded_at.tzinfo
    return ClipClock(clip.recorded_at.astimezone(zone), clip.clock_drift_ppm)


def load_zones(clips: Iterable[ClipRecord]) -> None:
    """Read the zones of these clips from the disk, so that `clock_of` need not: for workers."""
    for name in {clip.clock_zone for clip in clips}:
        zone_of(name)


def set_by_person(clock: ClipClock | None, zone: str) -> ClockFields:
    """Return what the row says once a person has set this clock, or has cleared it."""
    if clock is None:
        return ClockFields()
    return ClockFields(clock.started_at, zone, clock.drift_ppm, ClockSource.PERSON)


def first_clock(told: datetime | None, zone: str, facts: ClipFacts) -> ClockFields:
    """Return the clock of a clip that is imported: what a person told goes before the file.

    `zone` is the camera's. What a file's clock showed in a zone that nobody knows is no moment and
    is left out.
    """
    known = zone_of(zone)
    moment, source = (told, ClockSource.PERSON) if told else (facts.recorded_at, ClockSource.FILE)
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=known) if known is not None else None
    if moment is None:
        return ClockFields()
    if known is None:
        return ClockFields(moment, "", 0.0, source)
    return ClockFields(moment.astimezone(known), zone, 0.0, source)


def change_clock(
    store: ProjectStore, seen: ClipRecord, fields: ClockFields, *, rights: Rights
) -> ClipRecord:
    """Write a clip's clock in one transaction and return the clip as stored.

    What else was changed of the row since it was `seen` is kept. The clock of a clip that was
    handed in is changed only by who may reopen it.

    Raises:
        NotAllowedError: the person's role does not allow it.
        StaleRevisionError: somebody else has set its clock meanwhile.
        RowMissingError: it was deleted.
    """
    for _ in range(_TRIES - 1):
        try:
            return _change_clock(store, seen, fields, rights)
        except StaleRevisionError:
            _log.info("clip %s was changed by somebody else meanwhile", seen.id)
    return _change_clock(store, seen, fields, rights)


def _change_clock(
    store: ProjectStore, seen: ClipRecord, fields: ClockFields, rights: Rights
) -> ClipRecord:
    rights.require(Right.ANNOTATE)
    clip = store.clip(seen.id)
    if clip.state in HANDED_IN:
        rights.require(Right.REOPEN)
    if ClockFields.of(clip) != ClockFields.of(seen):
        raise StaleRevisionError("clips", [seen.id])
    return store.update_clip(fields.put_into(clip))


def zone_of(untrusted_name: str) -> tzinfo | None:
    """Return the zone of a name or an offset; None for what is none, or is not known here."""
    name = untrusted_name.strip()
    if name in _UTC_NAMES:
        return UTC
    if (match := _OFFSET.fullmatch(name)) is not None:
        sign, hours, minutes = match.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if offset > _FARTHEST:
            return None
        return timezone(-offset if sign == "-" else offset)
    return _named_zone(name) if _NAME.fullmatch(name) else None


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names of all zones, sorted. Reads a small file once."""
    listed = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return tuple(sorted(name for name in listed if "/" in name and not name.startswith("Etc/")))


def wall_times(shown: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """Return the moments at which a clock in `zone` shows the naive `shown`: one as a rule.

    None where the clock jumps over it, two where it is set back and shows it again.
    """
    both = (shown.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    true = [
        one for one in both if one.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == shown
    ]
    if len(true) == 2 and true[0].utcoffset() == true[1].utcoffset():
        del true[1]
    return tuple(true)


@cache
def _named_zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        # Also a folder of zones, such as "Europe".
        return None


def _with_fixed_offset(moment: datetime | None) -> datetime | None:
    """A row keeps the offset alone; a moment that is in it compares as plainly as it reads."""
    if moment is None:
        return None
    offset = moment.utcoffset() or timedelta()
    return moment.astimezone(timezone(offset))
