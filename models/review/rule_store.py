"""The rules of a project, from and to their rows: one row each, those at their default none.

Rules are read whole. A value that is none is refused like an altered row: a rule that is not
understood must not be taken for a lax one.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from crypto.errors import UnknownKeyError
from models.access import StoreAccess
from models.audit import events
from models.errors import RowAlteredError
from models.review.errors import RowsGoneError
from models.review.membership import Membership
from models.review.rights import Right
from models.review.rules import Rules
from models.review.settled_count import SettledCount
from models.review.writing_alone import write_alone
from models.tables.people import ProjectRuleRow
from models.verified_table import NamedRow, VerifiedTable

_MOST_MINUTES = 24 * 60
_LONGEST_TEXT = 4000


class RuleStore:
    """Every method blocks and is one transaction. Raises: see `ProjectStore`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access
        self._table = VerifiedTable(access.keyring, ProjectRuleRow)
        self._settled = SettledCount(access.keyring)
        self._author = Membership(access.keyring, access.author)

    def rules(self) -> Rules:
        """Return the rules.

        Raises:
            RowAlteredError: a row's value is not what Safelight writes.
            RowsGoneError: there are fewer than were settled.
        """
        found: dict[str, Any] = {}
        with self._access.reading() as connection:
            rows = self._rows(connection)
            if len(rows) < self._settled_count(connection):
                raise RowsGoneError(self._table.name)
            for row in rows:
                if (read := _READ.get(row["kind"])) is not None:
                    with self._table.naming(row["id"]):
                        found[row["kind"]] = read(self._table.open_json(row, "value"))
        return Rules(**found)

    def put_back(self, settled: Mapping[str, int]) -> frozenset[str]:
        """Return the rules whose rows are older than those that were settled so often."""
        with self._access.reading() as connection:
            revisions = {row["kind"]: int(row["revision"]) for row in self._rows(connection)}
        return frozenset(
            kind for kind, at in revisions.items() if at < settled.get(kind, 0) and kind in _READ
        )

    def save(
        self,
        rules: Rules,
        *,
        seen: Rules,
        anew: Collection[str] = (),
        settled: Mapping[str, int] = MappingProxyType({}),
    ) -> Rules:
        """Settle what differs from `seen`, and return what holds now.

        What others settled meanwhile stays, where it is about something else. Rules `anew` are
        settled though they do not differ. `settled` is how often each was, as the audit log tells:
        rows that were put back are counted on from there.

        Raises:
            NotAllowedError: the author is no admin any more.
            ValueError: a value is none that a rule can have.
            RowsGoneError: rules are gone that whoever settles still sees. Who sees none may settle
                them anew.
        """
        told: dict[str, Any] = {}
        for field in fields(Rules):
            value = getattr(rules, field.name)
            if value != getattr(seen, field.name) or field.name in anew:
                told[field.name] = _WRITE.get(field.name, lambda same: same)(value)
                _READ[field.name](told[field.name])
        with self._access.working() as work:
            write_alone(work.connection)
            self._author.require(work.connection, Right.CHANGE_RULES)
            rows = {row["kind"]: row for row in self._rows(work.connection, lock=True)}
            if len(rows) < self._settled_count(work.connection) and seen != Rules():
                raise RowsGoneError(self._table.name)
            for kind, value in told.items():
                sealed = self._table.seal_json("value", value)
                before = int(rows[kind]["revision"]) if kind in rows else 0
                revision = max(before, settled.get(kind, 0)) + 1
                if kind in rows:
                    work.replace(self._table, rows[kind], {"value": sealed}, revision=revision)
                else:
                    new = {"id": uuid4().bytes, "kind": kind, "value": sealed}
                    work.insert(self._table, new, revision=revision)
            if told:
                self._settled.write(work, len(rows.keys() | told.keys()))
            work.flush()
            if told:
                work.note(events.settings_changed(told))
        return self.rules()

    def _settled_count(self, connection: Connection) -> int:
        try:
            return self._settled.read(connection)
        except (RowAlteredError, UnknownKeyError):
            # A damaged row of people is told by whoever reads people; rules are another matter.
            return 0

    def _rows(self, connection: Connection, *, lock: bool = False) -> list[NamedRow]:
        rows = self._table.read_named(connection, lock=lock)
        return [row for row in rows if not row["deleted"]]


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("a rule that is yes or no is neither")
    return value


def _number(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"a rule's number is not from {least} to {most}")
        return value

    return read


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise ValueError("a rule's text is none, or too long")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(one) for one in value)


def _ids(value: Any) -> frozenset[UUID]:
    return frozenset(UUID(one) for one in value)


_READ: dict[str, Callable[[Any], Any]] = {
    "own_work": _flag,
    "share_percent": _number(0, 100),
    "seed": _text,
    "all_of_new": _number(0, 1_000_000),
    "opinions": _number(1, 2),
    "reasons": _texts,
    "notice": _text,
    "private_labels": _ids,
    "idle_minutes": _number(0, _MOST_MINUTES),
    "count_time": _flag,
}
_WRITE: dict[str, Callable[[Any], Any]] = {
    "reasons": list,
    "private_labels": lambda ids: sorted(one.hex for one in ids),
}
