"""Which entries of the audit log a person wants to see. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from models.audit.entry import Entry, Kind
from models.audit.reading import UnreadableEntry


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is left of the log; None wants all.

    Attributes:
        since_us: µs since 1970 in UTC; that moment is wanted, too.
        until_us: likewise; that moment is not wanted any more.
    """

    kind: Kind | None = None
    person: UUID | None = None
    device: bytes | None = None
    clip: UUID | None = None
    since_us: int | None = None
    until_us: int | None = None

    def takes(self, entry: Entry | UnreadableEntry) -> bool:
        """Tell whether an entry is wanted; one that cannot be read is, unless by its device."""
        if self.device is not None and entry.device_id != self.device:
            return False
        if isinstance(entry, UnreadableEntry):
            return True
        at_us = entry.moment.at_us
        return (
            (self.kind is None or entry.event.kind is self.kind)
            and (self.person is None or entry.signer.person == self.person)
            and (self.clip is None or entry.event.clip_id == self.clip)
            and (self.since_us is None or at_us >= self.since_us)
            and (self.until_us is None or at_us < self.until_us)
        )

    @property
    def told(self) -> dict[str, str]:
        """To what the log is narrowed, as it is written to a file: ids in hex, times in UTC."""
        told = {
            "what": None if self.kind is None else self.kind.value,
            "who": None if self.person is None else self.person.hex,
            "device": None if self.device is None else self.device.hex(),
            "clip": None if self.clip is None else self.clip.hex,
            "since": _moment(self.since_us),
            "until": _moment(self.until_us),
        }
        return {name: value for name, value in told.items() if value is not None}


def _moment(at_us: int | None) -> str | None:
    if at_us is None:
        return None
    return datetime.fromtimestamp(at_us / 1_000_000, UTC).isoformat(timespec="seconds")
