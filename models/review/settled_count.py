"""How many rules were settled, told in the row of every person beside the rules themselves.

A rule whose row is gone would be taken for one that nobody ever settled: masks would fall, and no
tag would miss it. So the number stands sealed where it cannot be taken away without taking away the
people too, and of those the audit log knows.
"""

from sqlalchemy import Connection

from crypto.keyring import Keyring
from models.tables.people import PersonRow
from models.unit_of_work import UnitOfWork
from models.verified_table import VerifiedTable

RULES = "rules"
"""Its name in a person's details."""


class SettledCount:
    """Reads and writes the number, in connections of the caller's."""

    def __init__(self, keyring: Keyring) -> None:
        self._table = VerifiedTable(keyring, PersonRow)

    def read(self, connection: Connection) -> int:
        """Return the number that somebody's row tells; the highest counts.

        Raises:
            RowAlteredError, UnknownKeyError: a person's row does not open.
        """
        rows = [row for row in self._table.read_named(connection) if not row["deleted"]]
        details = [self._table.open_json(row, "details") or {} for row in rows]
        return max((int(one.get(RULES, 0)) for one in details), default=0)

    def write(self, work: UnitOfWork, count: int) -> None:
        """Put the number into every person's row."""
        for row in self._table.read_named(work.connection, lock=True):
            details = self._table.open_json(row, "details") or {}
            if row["deleted"] or details.get(RULES, 0) == count:
                continue
            sealed = self._table.seal_json("details", {**details, RULES: count})
            work.replace(self._table, row, {"details": sealed})
