"""Which roles the audit log says that people were given, and how often rules were settled.

The rows of people say who may do what. A row that is deleted, or an older one that is put back, by
whoever can write the database is not missed by any tag. The log is: what it told last counts, by
the revision of the row that it came with. So it is read before somebody is made admin, and at each
opening.

It holds no rule, only how often each was settled: the revision of the rule's row is no less.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from models.access import StoreAccess
from models.audit import rows
from models.audit.entry import Entry, Kind
from models.audit.reading import AuditReader
from models.review.person import Role
from models.review.rules import Rules

_RULES = frozenset(one.name for one in fields(Rules))

Place = tuple[int, bytes]
"""The number of an entry in its chain, and its MAC."""


@dataclass(slots=True)
class Logged:
    """What the log tells, as far as it was read.

    Attributes:
        roles: the one that each person was given last.
        left: who was removed from the project, and not taken back.
        settled: how often each rule was settled, of those that were.
        given: at which revision of their row each person's role was noted, and when, in µs UTC; of
            two, the higher one was later, whatever the clocks said. Older logs tell no revision.
        places: how far each device's chain was read, and by the MAC there whether it is still that.
    """

    roles: dict[UUID, Role] = field(default_factory=dict)
    left: set[UUID] = field(default_factory=set)
    settled: dict[str, int] = field(default_factory=dict)
    given: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    places: dict[bytes, Place] = field(default_factory=dict)

    @property
    def rules(self) -> frozenset[str]:
        """The names of the rules that were settled."""
        return frozenset(self.settled)

    def revision_of(self, person: UUID) -> int:
        """Return the revision of a person's row that the log told last; 0 where it told none."""
        return self.given.get(person, (0, 0))[0]

    def take(self, entry: Entry, *, again: bool = False) -> None:
        """Take in what one more entry tells, or one that may have been taken in before."""
        told = entry.event.detail
        if entry.event.kind is Kind.SETTINGS_CHANGED and not again:
            for name in _RULES & set(map(str, told.get("settings", ()))):
                self.settled[name] = self.settled.get(name, 0) + 1
        elif entry.event.kind is Kind.ROLE_CHANGED:
            self._take_role(told, entry.moment.at_us)

    def _take_role(self, told: Mapping[str, Any], at_us: int) -> None:
        try:
            person, to = UUID(str(told.get("person"))), str(told.get("to"))
            role = None if not to else Role(to)
            given = int(told.get("revision", 0)), at_us
        except (ValueError, TypeError):
            return
        if given < self.given.get(person, given):
            # Of another device, that tells what is older than what is known.
            return
        self.given[person] = given
        if role is None:
            self.left.add(person)
        else:
            self.roles[person] = role
            self.left.discard(person)

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept; `logged_of` gives back an equal one."""
        return {
            "roles": {key.hex: str(role) for key, role in self.roles.items()},
            "left": sorted(one.hex for one in self.left),
            "settled": dict(self.settled),
            "given": {key.hex: list(given) for key, given in self.given.items()},
            "places": {key.hex(): [seq, mac.hex()] for key, (seq, mac) in self.places.items()},
        }


def logged_of(told: Mapping[str, Any]) -> Logged:
    """Return what `to_json` told.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it is nothing that this version knows.
    """
    return Logged(
        {UUID(key): Role(role) for key, role in told["roles"].items()},
        {UUID(one) for one in told["left"]},
        {str(key): int(count) for key, count in told["settled"].items()},
        {UUID(key): (int(at), int(at_us)) for key, (at, at_us) in told["given"].items()},
        {
            bytes.fromhex(key): (int(seq), bytes.fromhex(mac))
            for key, (seq, mac) in told["places"].items()
        },
    )


def read_logged(access: StoreAccess, known: Logged | None = None) -> Logged:
    """Return what the log tells of roles and rules; blocks.

    It reads the whole of it, or only what came behind what is `known`, which is changed. What does
    not open is left out. A chain that is another up to there, as after a back-up was restored, is
    read whole, and what is known stays known.

    Raises:
        LockedError, DatabaseError: see `AuditReader`.
    """
    found = known or Logged()
    behind = {
        chain: seq
        for chain, (seq, mac) in found.places.items()
        if mac and _mac_at(access, chain, seq) == mac
    }
    # Up to there, entries of another chain may have been counted already.
    counted = {chain: seq for chain, (seq, _) in found.places.items()}
    seen = dict(behind)
    reader = AuditReader(access.database.reading, access.keyring)
    for entry in reader.oldest_first(behind=behind):
        if isinstance(entry, Entry):
            found.take(entry, again=entry.seq <= counted.get(entry.device_id, 0))
            seen[entry.device_id] = max(entry.seq, seen.get(entry.device_id, 0))
    found.places |= {chain: (seq, _mac_at(access, chain, seq)) for chain, seq in seen.items()}
    return found


def _mac_at(access: StoreAccess, chain: bytes, seq: int) -> bytes:
    """Return the MAC of an entry, b"" where it is not there."""
    with access.database.reading() as connection:
        page = rows.page_after(connection, chain, seq - 1, 1)
    fits = bool(page) and page[0][0] == seq and isinstance(page[0][1], bytes)
    return bytes(page[0][1]) if fits else b""
