"""What verifying the audit log can find, as values. Words for people are made elsewhere."""

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """What is wrong at a place of the log."""

    ALTERED = "altered"  # the entry is not what the device wrote
    MISSING = "missing"  # entries were taken out
    MOVED = "moved"  # the entry belongs to another number
    REPEATED = "repeated"  # the entry stands at its own number as well
    FOREIGN = "foreign"  # the entry belongs to another device's chain
    CUT = "cut"  # the chain ends before an entry that was there
    REWRITTEN = "rewritten"  # up to here there was another chain, written with the project's keys
    HEAD_ALTERED = "head_altered"  # a signature is not the device's
    HEAD_MISSING = "head_missing"  # a signature that was there, or has to be, is not
    DEVICE_ALTERED = "device_altered"  # a device's row is not what it was
    DEVICE_MISSING = "device_missing"  # a chain whose device the project does not know
    ENDORSEMENT_MISSING = "endorsement_missing"  # the log tells of one that the device's row lacks
    NOT_ENDORSED = "not_endorsed"  # nobody vouches for the device: a remark, not damage
    NOTE_ALTERED = "note_altered"  # what this computer remembered was changed


REMARKS = frozenset({Trouble.NOT_ENDORSED})


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the log is not what it should be.

    Attributes:
        device_id: whose chain; empty where it is about this computer's own note.
        seq: the entry, or the first of those that are missing or cut off; 0 for the device itself.
        until: the last of those that are missing or cut off, else `seq`.
        origin: where a moved, repeated or foreign entry belongs: device and number.
    """

    trouble: Trouble
    device_id: bytes
    seq: int
    until: int
    origin: tuple[bytes, int] | None = None

    @classmethod
    def at(
        cls,
        trouble: Trouble,
        device_id: bytes,
        seq: int,
        *,
        until: int | None = None,
        origin: tuple[bytes, int] | None = None,
    ) -> "Finding":
        """Return a finding about one entry, or about several."""
        return cls(trouble, device_id, seq, seq if until is None else until, origin)


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found.

    Attributes:
        entries: how many were looked at; `chains`: of how many devices.
        complete: False where it was called off.
        remembered: whether this computer remembers how long the chains were; without that, entries
            that are cut off at the end show only by signatures.
    """

    entries: int
    chains: int
    findings: tuple[Finding, ...]
    complete: bool = True
    remembered: bool = True

    @property
    def sound(self) -> bool:
        """Whether the log is what was written, as far as it was looked at."""
        return all(finding.trouble in REMARKS for finding in self.findings)
