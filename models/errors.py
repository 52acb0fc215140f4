"""What can go wrong between annotations and their database.

```
ModelError
├── RowAlteredError            a row does not bear its tag: named and refused
├── StaleRevisionError         somebody else changed the rows first: reload, then tell the person
├── RowMissingError            the row is not there, or was deleted
├── EventIdTakenError          another clip of the project bears that event id
├── LabelInUseError            a label that objects still bear cannot be deleted
├── UntaggedWriteError         a bug: a write that went round the UnitOfWork
├── EncryptedColumnError       a bug: SQL on a column in which only NULL can be seen
├── FrozenValueError           a bug: a JSON value changed in place
├── DatabaseError
│   ├── DatabaseUrlError           the URL names no database that Safelight can use
│   ├── DatabaseUnavailableError   no answer, no access, or busy for too long: try again later
│   ├── DatabaseReadOnlyError      it can be read at best, but not written
│   │   ├── DatabaseFullError          no room is left on the disk
│   │   └── DatabaseDamagedError       not a database, or pages of it are broken
│   └── SchemaTooNewError          a newer Safelight wrote it
└── JournalError
    ├── JournalInUseError          another process holds this journal
    ├── JournalDamagedError        its entries cannot be trusted
    ├── JournalForeignError        its entries are under a key that is not here
    └── JournalUnwritableError     editing must stop: nothing is safe any more
```

Names, labels and event ids never stand in a message; ids of rows do. A URL never does, because
it may hold a password.
"""

from collections.abc import Iterable
from uuid import UUID


class ModelError(Exception):
    """Anything that this package raises on purpose."""


class RowAlteredError(ModelError):
    """A row does not bear its tag: it was altered, swapped or moved outside Safelight."""

    def __init__(self, table: str, row_id: UUID) -> None:
        super().__init__(f"Row {row_id} of {table} was altered outside Safelight")
        self.table = table
        self.row_id = row_id


class StaleRevisionError(ModelError):
    """Somebody else changed the same rows first; nothing was written.

    Args:
        table: the table in which the conflict was seen.
        row_ids: the tracks (or clips, labels) to reload.
        author: who wrote what stands there now, where that is known.
    """

    def __init__(self, table: str, row_ids: Iterable[UUID], author: UUID | None = None) -> None:
        self.table = table
        self.row_ids = frozenset(row_ids)
        self.author = author
        super().__init__(f"{len(self.row_ids)} rows of {table} were changed by somebody else")

    @property
    def track_ids(self) -> frozenset[UUID]:
        """The tracks to reload, when the conflict is about an annotation."""
        return self.row_ids


class RowMissingError(ModelError):
    """The row is not there, or was deleted."""

    def __init__(self, table: str, row_id: UUID) -> None:
        super().__init__(f"Row {row_id} of {table} is not there any more")
        self.table = table
        self.row_id = row_id


class EventIdTakenError(ModelError):
    """Another clip of the project bears that event id."""

    def __init__(self) -> None:
        super().__init__("Another clip of this project has this event id")


class LabelInUseError(ModelError):
    """A label that tracks or boxes still bear cannot be deleted."""

    def __init__(self, label_id: UUID, objects: int) -> None:
        super().__init__(f"Label {label_id} is still borne by {objects} objects")
        self.label_id = label_id
        self.objects = objects


class UntaggedWriteError(ModelError):
    """A write that would leave rows without their tag: write through the UnitOfWork."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"{table} is written through the UnitOfWork only: another write would leave its rows "
            "without a row tag, and they would be refused when read"
        )
        self.table = table


class EncryptedColumnError(ModelError, TypeError):
    """SQL that compares, sorts or searches a column in which only NULL can be seen."""

    def __init__(self, column: str, operation: str) -> None:
        super().__init__(
            f"{column} is encrypted under a random IV, so '{operation}' would silently match "
            "nothing: only IS NULL and IS NOT NULL work on it (search through a blind index)"
        )


class FrozenValueError(ModelError, TypeError):
    """A JSON value of an encrypted column was changed in place, which would never be stored."""

    def __init__(self) -> None:
        super().__init__(
            "A JSON value of an encrypted column is frozen: a change in place would not be "
            "stored. Copy it, change the copy and assign that"
        )


class DatabaseError(ModelError):
    """The database as a whole does not do what is asked of it."""


class DatabaseUrlError(DatabaseError):
    """The URL names no database that Safelight can use."""


class DatabaseUnavailableError(DatabaseError):
    """No answer, no access, or busy for too long."""


class DatabaseReadOnlyError(DatabaseError):
    """It can be read at best, but not written: open it with `read_only`."""


class DatabaseFullError(DatabaseReadOnlyError):
    """No room is left on the disk: it can still be read."""


class DatabaseDamagedError(DatabaseReadOnlyError):
    """Not a database, or pages of it are broken: some of it may still be read."""


class SchemaTooNewError(DatabaseError):
    """A newer Safelight wrote this database."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(
            f"This database was written by a newer Safelight (its schema is {found}, this "
            f"version knows {known}): install that version, or open a back-up"
        )
        self.found = found
        self.known = known


class JournalError(ModelError):
    """The local list of edits does not do what is asked of it."""


class JournalInUseError(JournalError):
    """Another process holds this journal."""


class JournalDamagedError(JournalError):
    """The journal's entries cannot be trusted."""


class JournalForeignError(JournalError):
    """Its entries are under a key that is not in the keyring: they may be another project's."""


class JournalUnwritableError(JournalError):
    """The journal cannot be written, so nothing more may be edited."""
