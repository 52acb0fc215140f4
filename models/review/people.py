"""The people of a project, from and to their rows.

- Who opens a project that nobody works on yet becomes its admin; whoever comes later, an annotator.
  Where there is no admin but the audit log knows of roles, rows are gone: its word counts then.
- A project always keeps an admin.
- Who is removed keeps their row, and with it their name: it says that they have left, sealed and
  tagged as their role is. Where the row itself is gone, the audit log's word counts.
- Who manages people is asked once more of their own row, in the transaction that does it: of two
  admins who remove each other, one stays.
- Reading one person checks that row only: what was altered elsewhere locks nobody out.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models.access import StoreAccess
from models.audit import events
from models.errors import RowMissingError, StaleRevisionError
from models.integrity import StoredValue
from models.review.errors import HasLeftError, LastAdminError, OwnRemovalError
from models.review.logged_roles import Logged, read_logged
from models.review.membership import LEFT, Membership
from models.review.person import Person, Role
from models.review.rights import Right
from models.review.settled_count import RULES, SettledCount
from models.review.writing_alone import write_alone
from models.tables.people import PersonRow
from models.unit_of_work import UnitOfWork
from models.verified_table import NamedRow, VerifiedTable, uuid_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
# More often nobody needs to know it, and each time is a write.
_SEEN_EVERY = timedelta(hours=1)


def _now() -> datetime:
    return datetime.now(UTC)


class PeopleStore:
    """Every method blocks and is one transaction.

    Raises (from every method): see `ProjectStore`.
    """

    def __init__(self, access: StoreAccess, *, now: Callable[[], datetime] = _now) -> None:
        self._access = access
        self._now = now
        self._table = VerifiedTable(access.keyring, PersonRow)
        self._settled = SettledCount(access.keyring)
        self._author = Membership(access.keyring, access.author)

    def all(self) -> tuple[Person, ...]:
        """Return everybody, those who have left too, in the order in which they joined."""
        with self._access.reading() as connection:
            return self._all(connection)

    def one(self, person_id: UUID) -> Person | None:
        """Return a person, None where nobody of this id has joined."""
        with self._access.reading() as connection:
            row = self._row(connection, person_id)
            return None if row is None else self._person(row)

    def join(self, name: str) -> tuple[Person, bool]:
        """Note that the author of the access is here; return them, and whether they are new.

        `name` is what somebody new is called at first. Of who has left nothing is noted.

        Raises:
            HasLeftError: there is no row of them, and the audit log says that they were removed.
        """
        known = self.one(self._access.author)
        seen_at = None if known is None else known.last_seen_at
        if known is not None and known.has_left:
            return known, False
        if known is not None and seen_at is not None and self._now() - seen_at < _SEEN_EVERY:
            return known, False
        # Once for each person: then their row tells.
        logged = read_logged(self._access) if known is None else Logged()
        if self._access.author in logged.left:
            raise HasLeftError
        lacks_admin = known is None and not any(map(is_admin, self.all()))
        with self._access.working() as work:
            write_alone(work.connection)
            row = self._row(work.connection, self._access.author, lock=True)
            if row is None:
                role = self._first_role(self._all(work.connection), logged.roles)
                settled = self._settled.read(work.connection)
                if lacks_admin:
                    settled = max(len(logged.rules), settled)
                person = Person(self._access.author, name, role, self._now(), self._now())
                values = self._values(person, settled)
                work.insert(self._table, {"id": person.id.bytes, **values})
            else:
                values = {"details": self._details(row, self._now())}
                work.replace(self._table, row, values)
            work.flush()
            if row is None:
                joined = events.role_changed(
                    person.id, before="", after=str(person.role), revision=1
                )
                work.note(joined)
        return self._stored(self._access.author), row is None

    def rename(self, person_id: UUID, name: str) -> Person:
        """Call a person otherwise.

        Raises:
            NotAllowedError: it is somebody else, and the author is no admin any more.
            RowMissingError: nobody of this id has joined.
        """
        with self._access.working() as work:
            write_alone(work.connection)
            if person_id != self._access.author:
                self._author.require(work.connection, Right.MANAGE_PEOPLE)
            row = self._there(work.connection, person_id)
            work.replace(self._table, row, {"name": self._table.seal_text("name", name)})
            work.flush()
        return self._stored(person_id)

    def give_role(self, person: Person, role: Role, *, above: int = 0) -> Person:
        """Give a person another role; for `above` see `remove`.

        Raises:
            NotAllowedError: the author is no admin any more.
            LastAdminError: nobody would be left who may give roles.
            HasLeftError: they are not of the project any more.
            StaleRevisionError: somebody changed it since `person` was read.
            RowMissingError: nobody of this id has joined.
        """
        with self._access.working() as work:
            write_alone(work.connection)
            self._author.require(work.connection, Right.MANAGE_PEOPLE)
            row = self._there(work.connection, person.id)
            now = self._person(row)
            if now.role is not person.role:
                raise StaleRevisionError(self._table.name, [person.id])
            if now.has_left:
                raise HasLeftError(me=False)
            if role is not Role.ADMIN:
                self._check_admin_stays(work.connection, now)
            values = {"role": self._table.seal_text("role", str(role))}
            self._write_role(work, row, values, (str(now.role), str(role)), above=above)
        return self._stored(person.id)

    def remove(self, person_id: UUID, *, above: int = 0) -> Person:
        """Remove a person from the project; who has left already stays so.

        Their row gets a revision `above` that which the audit log told last, where an older one was
        put back: so what was done last is known, on any clock.

        Raises:
            OwnRemovalError: it is the author of the access.
            NotAllowedError: the author is no admin any more.
            LastAdminError: nobody would be left who may give roles.
            RowMissingError: nobody of this id has joined.
        """
        if person_id == self._access.author:
            raise OwnRemovalError
        with self._access.working() as work:
            write_alone(work.connection)
            self._author.require(work.connection, Right.MANAGE_PEOPLE)
            row = self._there(work.connection, person_id)
            person = self._person(row)
            if person.has_left:
                return person
            self._check_admin_stays(work.connection, person)
            details = {**self._known(row), LEFT: (self._now() - _EPOCH) // _TICK}
            values = {"details": self._table.seal_json("details", details)}
            self._write_role(work, row, values, (str(person.role), ""), above=above)
        return self._stored(person_id)

    def take_back(self, person_id: UUID, *, above: int = 0) -> Person:
        """Make a person who has left one of the project again, with the role that they had.

        For `above` see `remove`.

        Raises:
            NotAllowedError: the author is no admin any more.
            RowMissingError: nobody of this id has joined.
        """
        with self._access.working() as work:
            write_alone(work.connection)
            self._author.require(work.connection, Right.MANAGE_PEOPLE)
            row = self._there(work.connection, person_id)
            person = self._person(row)
            if not person.has_left:
                return person
            details = self._known(row)
            del details[LEFT]
            values = {"details": self._table.seal_json("details", details)}
            self._write_role(work, row, values, ("", str(person.role)), above=above)
        return self._stored(person_id)

    def _write_role(
        self,
        work: UnitOfWork,
        row: NamedRow,
        values: Mapping[str, StoredValue],
        what: tuple[str, str],
        *,
        above: int,
    ) -> None:
        """Write a row anew and note it; `what` is from which role to which."""
        revision = max(int(row["revision"]), above) + 1
        work.replace(self._table, row, values, revision=revision)
        work.flush()
        before, after = what
        person = uuid_of(row["id"])
        work.note(events.role_changed(person, before=before, after=after, revision=revision))

    def _check_admin_stays(self, connection: Connection, person: Person) -> None:
        """Make sure that there is an admin besides this person, if they are one."""
        if person.role is not Role.ADMIN:
            # Another row that does not open keeps nobody in who is to leave.
            return
        others = (one for one in self._all(connection) if one.id != person.id)
        if not any(map(is_admin, others)):
            raise LastAdminError

    def _first_role(self, there: Sequence[Person], logged: Mapping[UUID, Role]) -> Role:
        """Return the role of somebody who has no row, where these are there."""
        if any(map(is_admin, there)):
            return Role.ANNOTATOR
        if there or logged:
            return logged.get(self._access.author, Role.ANNOTATOR)
        return Role.ADMIN

    def _stored(self, person_id: UUID) -> Person:
        if (person := self.one(person_id)) is None:
            raise RowMissingError(self._table.name, person_id)
        return person

    def _all(self, connection: Connection) -> tuple[Person, ...]:
        rows = self._table.read_named(connection)
        people = [self._person(row) for row in rows if not row["deleted"]]
        return tuple(sorted(people, key=lambda person: (person.joined_at, person.id)))

    def _row(
        self, connection: Connection, person_id: UUID, *, lock: bool = False
    ) -> NamedRow | None:
        own = self._table.c.id == person_id.bytes
        found = self._table.read_named(connection, own, lock=lock)
        return found[0] if found and not found[0]["deleted"] else None

    def _there(self, connection: Connection, person_id: UUID) -> NamedRow:
        if (row := self._row(connection, person_id, lock=True)) is None:
            raise RowMissingError(self._table.name, person_id)
        return row

    def _values(self, person: Person, settled: int) -> dict[str, StoredValue]:
        return {
            "name": self._table.seal_text("name", person.name),
            "role": self._table.seal_text("role", str(person.role)),
            "details": self._table.seal_json(
                "details", {**_seen(person.last_seen_at), RULES: settled}
            ),
            "joined_at_us": (person.joined_at - _EPOCH) // _TICK,
        }

    def _details(self, row: NamedRow, seen: datetime) -> StoredValue:
        return self._table.seal_json("details", {**self._known(row), **_seen(seen)})

    def _known(self, row: NamedRow) -> dict[str, Any]:
        return self._table.open_json(row, "details") or {}

    def _person(self, row: NamedRow) -> Person:
        with self._table.naming(row["id"]):
            details = self._known(row)
            return Person(
                uuid_of(row["id"]),
                self._table.open_text(row, "name") or "",
                Role(self._table.open_text(row, "role") or ""),
                _EPOCH + row["joined_at_us"] * _TICK,
                _moment(details.get("seen_us")),
                row["revision"],
                _moment(details.get(LEFT)),
            )


def is_admin(person: Person) -> bool:
    """Tell whether a person looks after the project."""
    return person.role is Role.ADMIN and not person.has_left


def _moment(us: Any) -> datetime | None:
    return None if us is None else _EPOCH + int(us) * _TICK


def _seen(moment: datetime | None) -> dict[str, int]:
    return {} if moment is None else {"seen_us": (moment - _EPOCH) // _TICK}
