"""Clips side by side: which clips go together, and the offsets that people gave them.

The clip that is worked on is the *master*; up to three *companions* are shown beside it. An offset
belongs to a pair of clips, whichever of them is the master, and is remembered on this machine under
the clips' ids: it says nothing of what they show.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

from app.session.clocks import clock_of
from app.settings import toml_file
from models.records import ClipRecord

MOST_COMPANIONS = 3
_FILE = "side-by-side.toml"
_LARGEST_OFFSET_MS = 100 * 365 * 86_400_000.0
_Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clip that may be shown beside another.

    `shared_s` are the seconds that both recorded, 0 where there are none. `away_s` is how long
    after the other's end it begins, or, below 0, how long before its start it ended. Both are None
    where a wall clock is missing.
    """

    clip: ClipRecord
    shared_s: float | None
    away_s: float | None


def candidates(
    clips: Iterable[ClipRecord], master: ClipRecord, taken: Iterable[UUID] = ()
) -> tuple[Candidate, ...]:
    """Return the other clips: first those with the most time in common, then the nearest."""
    left_out = {master.id, *taken}
    found = [_candidate(clip, master) for clip in clips if clip.id not in left_out]
    return tuple(sorted(found, key=_order))


def share_time(one: ClipRecord, other: ClipRecord) -> bool:
    """Tell whether both cameras recorded at the same time, as far as their clocks tell."""
    return bool(_candidate(one, other).shared_s)


@dataclass(frozen=True, slots=True)
class Offsets:
    """The offsets of pairs of clips, in milliseconds. Immutable."""

    by_pair: Mapping[_Pair, float] = field(default_factory=lambda: MappingProxyType({}))

    def offset_ms(self, master: UUID, companion: UUID) -> float:
        """Return how much later than the master's moment the companion is shown."""
        pair, sign = _ordered(master, companion)
        return sign * self.by_pair.get(pair, 0.0)

    def with_offset(self, master: UUID, companion: UUID, offset_ms: float) -> "Offsets":
        """Return these offsets with that of one pair replaced; 0 is forgotten."""
        pair, sign = _ordered(master, companion)
        changed = {other: value for other, value in self.by_pair.items() if other != pair}
        if offset_ms:
            changed[pair] = sign * offset_ms
        return Offsets(MappingProxyType(changed))


def load_offsets(folder: Path) -> Offsets:
    """Read the offsets that are remembered in a project's state folder.

    Entries that make no sense are left out.

    Raises:
        SettingsFileError: the file cannot be read or is not TOML.
    """
    pairs = (_sound(name, value) for name, value in toml_file.read(folder / _FILE).items())
    return Offsets(MappingProxyType(dict(pair for pair in pairs if pair is not None)))


def save_offsets(folder: Path, offsets: Offsets) -> None:
    """Remember the offsets.

    Raises:
        SettingsFileError: the disk refuses.
    """
    table = {f"{one} {other}": value for (one, other), value in offsets.by_pair.items()}
    toml_file.write(folder / _FILE, table)


def shares_of_cache(total_bytes: int, companions: int) -> tuple[int, int]:
    """Split what decoded frames may take: for the master, and for each of its companions.

    The master keeps half: it is the one that is stepped and drawn on.
    """
    if not companions:
        return total_bytes, 0
    return total_bytes // 2, total_bytes // 2 // companions


def _candidate(clip: ClipRecord, master: ClipRecord) -> Candidate:
    ours, theirs = _span(master), _span(clip)
    if ours is None or theirs is None:
        return Candidate(clip, None, None)
    shared_s = min(ours[1], theirs[1]) - max(ours[0], theirs[0])
    if shared_s > 0:
        return Candidate(clip, shared_s, 0.0)
    away_s = -shared_s if theirs[0] >= ours[1] else shared_s
    return Candidate(clip, 0.0, away_s)


def _span(clip: ClipRecord) -> tuple[float, float] | None:
    """Return when a clip began and ended, in seconds since the epoch."""
    clock = clock_of(clip)
    if clock is None:
        return None
    duration_s = float(clip.duration_pts * clip.time_base)
    return clock.started_at.timestamp(), clock.at(duration_s).timestamp()


def _order(one: Candidate) -> tuple[bool, float, float, str]:
    if one.shared_s is None or one.away_s is None:
        return True, 0.0, 0.0, one.clip.name
    return False, -one.shared_s, abs(one.away_s), one.clip.name


def _ordered(one: UUID, other: UUID) -> tuple[_Pair, int]:
    return ((one, other), 1) if one.int <= other.int else ((other, one), -1)


def _sound(name: str, untrusted_value: Any) -> tuple[_Pair, float] | None:
    try:
        one, other = (UUID(part) for part in name.split())
    except ValueError:
        return None
    if isinstance(untrusted_value, bool) or not isinstance(untrusted_value, int | float):
        return None
    # Not a number compares as False.
    if not abs(untrusted_value) < _LARGEST_OFFSET_MS:
        return None
    return ((one, other), float(untrusted_value)) if one.int <= other.int else None
