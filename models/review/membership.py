"""Whether the author of a write is of the project still, asked inside the write's transaction.

A window learns within seconds that somebody was removed or has another role. What is written until
then is written in their name, so it is asked of their row, behind which nobody can come.

- A row that was never there, or does not open, refuses nothing here: it gives the least rights when
  the project is opened, and one altered byte must not keep everybody from their work.
- A row that is as it was found before costs one look at its tag.
"""

from uuid import UUID

from sqlalchemy import Connection, select

from crypto.errors import EncryptionError
from crypto.keyring import Keyring
from models.errors import RowAlteredError
from models.review.errors import HasLeftError
from models.review.person import Role
from models.review.rights import Right, require
from models.tables.people import PersonRow
from models.verified_table import VerifiedTable

LEFT = "left_us"
"""Its name in a person's details: since when they are not of the project, µs since 1970 UTC."""


class Membership:
    """Of one person; several threads may ask."""

    def __init__(self, keyring: Keyring, person: UUID) -> None:
        self._table = VerifiedTable(keyring, PersonRow)
        self._mine = self._table.c.id == person.bytes
        self._tag = select(self._table.c.row_tag).where(self._mine)
        self._here: bytes | None = None

    def check(self, connection: Connection) -> None:
        """Make sure that the person was not removed.

        Raises:
            HasLeftError: they were.
        """
        tag = connection.scalar(self._tag)
        if tag is None or tag == self._here:
            return
        try:
            self._role(connection)
        except (RowAlteredError, EncryptionError):
            return
        self._here = tag

    def require(self, connection: Connection, right: Right) -> None:
        """Make sure that the person's row gives them a right; who has no row is not asked.

        Raises:
            HasLeftError, NotAllowedError
            RowAlteredError: their row is not what Safelight wrote.
        """
        if (role := self._role(connection)) is not None:
            require(role, right)

    def _role(self, connection: Connection) -> Role | None:
        for row in self._table.read_named(connection, self._mine):
            if row["deleted"]:
                continue
            if LEFT in (self._table.open_json(row, "details") or {}):
                raise HasLeftError
            with self._table.naming(row["id"]):
                return Role(self._table.open_text(row, "role") or "")
        return None
