"""Which entries of the audit log a person wants to see. Pure."""

from dataclasses import dataclass
from uuid import UUID

from models.audit.entry import Entry, Kind
from models.audit.reading import UnreadableEntry


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is left of the log; None wants all. `since_us` is µs since 1970 in UTC."""

    kind: Kind | None = None
    person: UUID | None = None
    device: bytes | None = None
    clip: UUID | None = None
    since_us: int | None = None

    def takes(self, entry: Entry | UnreadableEntry) -> bool:
        """Tell whether an entry is wanted; one that cannot be read is, unless by its device."""
        if self.device is not None and entry.device_id != self.device:
            return False
        if isinstance(entry, UnreadableEntry):
            return True
        return (
            (self.kind is None or entry.event.kind is self.kind)
            and (self.person is None or entry.signer.person == self.person)
            and (self.clip is None or entry.event.clip_id == self.clip)
            and (self.since_us is None or entry.moment.at_us >= self.since_us)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """By what the log is narrowed."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is not None)
