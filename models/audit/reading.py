"""Gives the entries of all devices, the newest first, as they are asked for.

When an entry was written stands in its sealed body, so no database can put them in order. Each
chain is read backwards, a page at a time, and the pages are merged. Each page is a transaction of
its own: nobody waits for somebody who reads.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from crypto.device_key import device_id_of
from crypto.errors import DecryptionError, UnknownKeyError
from crypto.field import field_cipher
from crypto.keyring import Keyring
from models.audit import rows
from models.audit.chain import LARGEST_SEQ
from models.audit.entry import Entry, Moment, entry_of
from models.audit.errors import AuditFormatError
from models.audit.opening import opened_form

Reading = Callable[[], AbstractContextManager[Connection]]
_PageOf = Callable[[Connection, bytes, int, int], list[rows.UntrustedRow]]


@dataclass(frozen=True, slots=True)
class UnreadableEntry:
    """An entry that does not open, or tells of another place than its own."""

    device_id: bytes
    seq: int


_Read = Entry | UnreadableEntry


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device of the project.

    Attributes:
        computer, person: what it told of itself; empty where that is altered.
    """

    device_id: bytes
    public_key: bytes
    endorsed_by: bytes | None
    endorsement: bytes | None = None
    computer: str = ""
    person: str = ""

    @property
    def is_altered(self) -> bool:
        """Whether the key is another than the one that the device has its id from."""
        return device_id_of(self.public_key) != self.device_id


class AuditReader:
    """Reads entries and devices; for one thread at a time.

    Raises (from every method):
        LockedError: the keyring is closed.
        DatabaseError: the database cannot be read.
    """

    def __init__(self, reading: Reading, keyring: Keyring, *, page: int = 500) -> None:
        self._reading = reading
        self._page = page
        self._cipher = field_cipher(keyring, "audit_entries", "body")
        self._device_cipher = field_cipher(keyring, "devices", "body")

    def count(self) -> int:
        """Return how many entries there are."""
        with self._reading() as connection:
            return rows.count_entries(connection)

    def devices(self) -> dict[bytes, KnownDevice]:
        """Return the project's devices by their ids."""
        with self._reading() as connection:
            found = rows.devices(connection)
        known = {}
        for device_id, public_key, endorsed_by, endorsement, body in found:
            try:
                about = opened_form(self._device_cipher, body)
                told = str(about.get("computer", "")), str(about.get("person", ""))
            except (DecryptionError, UnknownKeyError, AuditFormatError, AttributeError, TypeError):
                told = "", ""
            known[bytes(device_id)] = KnownDevice(
                bytes(device_id), bytes(public_key), endorsed_by, endorsement, *told
            )
        return known

    def first_moment(self, device_id: bytes) -> Moment | None:
        """Return when a device first noted something; None where that cannot be read."""
        with self._reading() as connection:
            page = rows.page_after(connection, device_id, 0, 1)
        entry = self._opened(device_id, page[0][0], page[0][2]) if page else None
        return entry.moment if isinstance(entry, Entry) else None

    def newest_first(self) -> Iterator[Entry | UnreadableEntry]:
        """Give all entries; what does not open stands where its neighbours of the chain do."""
        return self._merged(rows.page_before, lambda _chain: LARGEST_SEQ, sign=-1)

    def oldest_first(
        self, *, behind: Mapping[bytes, int] = MappingProxyType({})
    ) -> Iterator[Entry | UnreadableEntry]:
        """Give all entries in the other order; of each chain those behind this number."""
        return self._merged(rows.page_after, lambda chain: behind.get(chain, 0), sign=1)

    def _merged(
        self, page_of: _PageOf, start_of: Callable[[bytes], int], *, sign: int
    ) -> Iterator[_Read]:
        with self._reading() as connection:
            chains = [bytes(one) for one in rows.chain_ids(connection)]
        each = (self._one_chain(one, page_of, start_of(one), sign=sign) for one in chains)
        for _, entry in heapq.merge(*each, key=lambda pair: pair[0]):
            yield entry

    def _one_chain(
        self, device_id: bytes, page_of: _PageOf, start: int, *, sign: int
    ) -> Iterator[tuple[int, _Read]]:
        """Give a chain's entries, each with a number that never falls: its signed time at best."""
        place, rank = start, -(1 << 62)
        while True:
            with self._reading() as connection:
                page = page_of(connection, device_id, place, self._page)
            for seq, _, body in page:
                entry = self._opened(device_id, seq, body)
                if isinstance(entry, Entry):
                    # A clock may have been set back: the chain's order counts.
                    rank = max(rank, sign * entry.moment.at_us)
                yield rank, entry
            if len(page) < self._page or type(page[-1][0]) is not int:
                return
            place = page[-1][0]

    def _opened(self, device_id: bytes, seq: int, body: Any) -> Entry | UnreadableEntry:
        if not isinstance(body, bytes):
            return UnreadableEntry(device_id, seq)
        try:
            entry = entry_of(opened_form(self._cipher, body))
        except (DecryptionError, UnknownKeyError, AuditFormatError, TypeError):
            return UnreadableEntry(device_id, seq)
        if (entry.device_id, entry.seq) != (device_id, seq):
            return UnreadableEntry(device_id, seq)
        return entry
