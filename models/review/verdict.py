r"""A verdict: what a reviewer decided on a clip, or on one of its objects. Pure.

- A verdict on an object names the revision that was looked at. When the object is changed later,
  the verdict is an old one: the object is to be judged again.
- A rejection counts for the round in which it was given. Handed in again unchanged, the object is
  still to be judged, for nobody knows whether it was overlooked.
- Of several verdicts on one object the newest counts. Where the project asks for second opinions,
  only a person's own do, so that the one opinion does not lead the other.

What a device signs, big-endian; the table is drawn in docs/formats.md too:

======================================  ===================================================
"safelight/verdict/v1\0"                the use of the signature
id, clip, object, person                16 bytes each; the object is 16 zeros on a whole clip
time                                    u64, µs since 1970 UTC
round                                   u32
judged revision                         u64; 0 on a whole clip
outcome                                 one byte, 1 accepted, 0 rejected
reasons                                 u32 number, then of each a u32 length and its UTF-8
======================================  ===================================================
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

MOST_REASONS = 20
LONGEST_REASON = 1_000
"""In characters."""

_USE = b"safelight/verdict/v1\0"
_NOBODY = bytes(16)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Outcome(StrEnum):
    """What was decided."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Standing(StrEnum):
    """Where an object stands in review."""

    UNJUDGED = "unjudged"
    CHANGED = "changed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def is_judged(self) -> bool:
        """Whether nobody has to look at it again."""
        return self in (Standing.ACCEPTED, Standing.REJECTED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict.

    Attributes:
        at: aware, UTC, to the microsecond.
        round: the how-manieth handing-in it judges.
        track_id: the object; None where it is on the whole clip.
        judged_revision: the object's, when it was looked at; None on a clip.
        reasons: why, in people's words; chosen and own.
        device, signature: who signed it; None where no device did.
    """

    id: UUID
    clip_id: UUID
    person: UUID
    at: datetime
    outcome: Outcome
    round: int
    track_id: UUID | None = None
    judged_revision: int | None = None
    reasons: tuple[str, ...] = ()
    device: bytes | None = None
    signature: bytes | None = None

    @property
    def is_accepted(self) -> bool:
        return self.outcome is Outcome.ACCEPTED

    @property
    def at_us(self) -> int:
        """When it was given, in µs since 1970 UTC."""
        return (self.at - _EPOCH) // _TICK

    def message(self) -> bytes:
        """Return the bytes that a device signs."""
        track = _NOBODY if self.track_id is None else self.track_id.bytes
        said = [reason.encode() for reason in self.reasons]
        return b"".join(
            (
                _USE,
                self.id.bytes,
                self.clip_id.bytes,
                track,
                self.person.bytes,
                self.at_us.to_bytes(8, "big"),
                self.round.to_bytes(4, "big"),
                (self.judged_revision or 0).to_bytes(8, "big"),
                bytes([self.is_accepted]),
                len(said).to_bytes(4, "big"),
                *(len(one).to_bytes(4, "big") + one for one in said),
            )
        )

    def signed(self, device: bytes, signature: bytes) -> "Verdict":
        """Return the verdict with a signature under `message`."""
        return replace(self, device=device, signature=signature)


def moment_of(at_us: int) -> datetime:
    """Return the moment so many µs after 1970 UTC."""
    return _EPOCH + at_us * _TICK


def told_reasons(reasons: Iterable[str]) -> tuple[str, ...]:
    """Return reasons as they are kept: without blanks around, each once, no more than bearable."""
    told = (reason.strip()[:LONGEST_REASON] for reason in reasons)
    return tuple(dict.fromkeys(reason for reason in told if reason))[:MOST_REASONS]


def newest(verdicts: Iterable[Verdict], *, person: UUID | None = None) -> dict[UUID, Verdict]:
    """Return the verdict that counts for each object; `person` counts theirs alone."""
    found: dict[UUID, Verdict] = {}
    for verdict in sorted(verdicts, key=lambda one: (one.round, one.at, one.id)):
        if verdict.track_id is not None and person in (None, verdict.person):
            found[verdict.track_id] = verdict
    return found


def standing(verdict: Verdict | None, revision: int | None, *, in_round: int) -> Standing:
    """Tell where an object stands, by its newest verdict and its revision as it is shown."""
    if verdict is None:
        return Standing.UNJUDGED
    if revision is None or revision != verdict.judged_revision:
        return Standing.CHANGED
    if verdict.is_accepted:
        return Standing.ACCEPTED
    return Standing.REJECTED if verdict.round == in_round else Standing.CHANGED


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a clip's objects stand where."""

    accepted: int = 0
    rejected: int = 0
    changed: int = 0
    unjudged: int = 0

    @classmethod
    def of(cls, standings: Mapping[UUID, Standing]) -> "Tally":
        counted = dict.fromkeys(Standing, 0)
        for one in standings.values():
            counted[one] += 1
        return cls(**{str(key): count for key, count in counted.items()})

    @property
    def judged(self) -> int:
        return self.accepted + self.rejected

    @property
    def left(self) -> int:
        """How many are still to be judged."""
        return self.changed + self.unjudged

    @property
    def total(self) -> int:
        return self.judged + self.left
