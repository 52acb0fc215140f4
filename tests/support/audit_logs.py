"""A device at a database, for tests of the audit log."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from crypto.device_key import DeviceKey
from crypto.keyring import Keyring
from crypto.secret import SecretKey
from models.audit.chain import Head
from models.audit.entry import Entry, Event, Kind, Signer
from models.audit.findings import Report, Trouble
from models.audit.folder import AuditFolder
from models.audit.reading import AuditReader, UnreadableEntry
from models.audit.verify import still_there, verify
from models.audit.writer import AuditWriter
from models.engine import Database
from tests.support.databases import AUTHOR


@dataclass
class AuditDevice:
    """One device: its key, its state folder, and the database that it shares with others."""

    database: Database
    keyring: Keyring
    folder: AuditFolder
    writer: AuditWriter

    @classmethod
    def at(
        cls, database: Database, keyring: Keyring, state: Path, *, number: int = 1
    ) -> "AuditDevice":
        """Make the device of this number known; the same number is the same device."""
        folder = AuditFolder(state / f"audit-{number}", keyring)
        writer = AuditWriter(
            keyring,
            DeviceKey(SecretKey(bytes([number]) * 32)),
            Signer(UUID(int=AUTHOR.int + number), "test"),
        )
        made = cls(database, keyring, folder, writer)
        writer.on_committed = made.note
        with database.writing() as connection:
            writer.register(connection, {"computer": f"computer {number}", "person": ""})
        return made

    @property
    def device_id(self) -> bytes:
        return self.writer.device.device_id

    def note(self, heads: Sequence[Head]) -> None:
        self.folder.note(*heads, still_there=self.bears)

    def bears(self, head: Head) -> bool:
        with self.reading() as connection:
            return still_there(connection, [head])[head]

    def reading(self) -> AbstractContextManager[Connection]:
        return self.database.reading()

    def append(self, *events: Event) -> None:
        """Write events, each in a transaction of its own."""
        for event in events:
            with self.database.writing() as connection:
                self.writer.append(connection, event)
            self.writer.committed(connection)

    def append_some(self, count: int) -> None:
        self.append(*(Event(Kind.VIEWED, frames=((n, n),)) for n in range(count)))

    def append_together(self, count: int) -> None:
        """Write events in one transaction."""
        with self.database.writing() as connection:
            for _ in range(count):
                self.writer.append(connection, Event(Kind.EDIT))
        self.writer.committed(connection)

    def sign(self) -> Head | None:
        with self.database.writing() as connection:
            head = self.writer.sign(connection)
        self.writer.committed(connection)
        return head

    def verify(self) -> Report:
        with self.reading() as connection:
            return verify(connection, self.keyring, self.folder)

    def named(self) -> set[tuple[Trouble, bytes, int, int]]:
        """Return what verifying finds, without remarks about devices that nobody vouches for."""
        return {
            (one.trouble, one.device_id, one.seq, one.until)
            for one in self.verify().findings
            if one.trouble is not Trouble.NOT_ENDORSED
        }

    def entries(self) -> list[Entry | UnreadableEntry]:
        """Return all entries, the oldest first."""
        return list(AuditReader(self.reading, self.keyring, page=7).newest_first())[::-1]
