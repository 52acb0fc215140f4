"""One table as it is stored, with the keys to check, open and seal its rows.

- A row is a tuple of stored values in the order of `columns`, its tag last; `named` makes a dict
  of it. Reading checks every tag before it returns anything.
- Sealed values stay sealed in a row. What opens them names the row when they do not open.
- `telling` are the columns of which a tombstone keeps nothing: sealed ones and blind indexes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import Enum, TypeDecorator, TypeEngine

from crypto.errors import DecryptionError
from crypto.field import FieldCipher, field_cipher
from crypto.field_batch import open_all_json, open_all_text
from crypto.keyring import Keyring
from models.columns import is_sealed
from models.errors import RowAlteredError
from models.integrity import RowTagger
from models.tables.base import Base

# Each column's type is known and its tag vouches for it, so a row's values need no casts.
Row = tuple[Any, ...]
NamedRow = dict[str, Any]

# Both databases take far more parameters, but plans for long lists only get slower.
_IDS_AT_ONCE = 500
# What opening a row's values raises where they are not what Safelight writes.
NOT_OURS = (DecryptionError, ValueError, KeyError, TypeError, IndexError)


class VerifiedTable:
    """Reads one table with one keyring."""

    def __init__(self, keyring: Keyring, mapped_class: type[Base]) -> None:
        declared = mapped_class.__table__
        assert isinstance(declared, Table)  # noqa: S101 - the type checker's sake
        self.name = declared.name
        self.table = Table(
            declared.name,
            MetaData(),
            *(Column(c.name, _stored_type(c.type), primary_key=c.primary_key) for c in declared.c),
        )
        self.tagger = RowTagger(keyring, self.name, declared.c.keys())
        self.columns = self.tagger.columns
        self.at = {name: position for position, name in enumerate(self.columns)}
        sealed = [c.name for c in declared.c if is_sealed(c.type)]
        self.telling = (*sealed, *(c.name for c in declared.c if c.info.get("blind_index")))
        self.ciphers: dict[str, FieldCipher] = {
            column: field_cipher(keyring, self.name, column) for column in sealed
        }
        self.c = self.table.c
        self._selected = [self.table.c[name] for name in (*self.columns, "row_tag")]

    def select(self, *where: ColumnElement[bool]) -> Select[Any]:
        """Return the statement for whole rows, which have not been checked."""
        return select(*self._selected).where(*where)

    def read(
        self, connection: Connection, *where: ColumnElement[bool], lock: bool = False
    ) -> list[Row]:
        """Return the rows, deleted ones too, once all their tags have been checked.

        With `lock`, others are kept from changing them until the transaction ends.

        Raises:
            RowAlteredError: names the first that does not bear its tag.
            UnknownKeyError: a row was tagged with a key that is not in the keyring.
        """
        statement = self.select(*where)
        if lock:
            # In one order for everybody: two who wait for each other's rows would not go on.
            statement = statement.order_by(self.c.id).with_for_update()
        rows: list[Row] = [tuple(row) for row in connection.execute(statement)]
        self.tagger.check(rows)
        return rows

    def read_named(
        self, connection: Connection, *where: ColumnElement[bool], lock: bool = False
    ) -> list[NamedRow]:
        """Return the rows as `read` does, each by column name."""
        return [self.named(row) for row in self.read(connection, *where, lock=lock)]

    def read_those(
        self, connection: Connection, column: str, ids: Iterable[UUID], *, lock: bool = False
    ) -> list[NamedRow]:
        """Return the rows whose column holds one of the ids; `lock` is as in `read`."""
        wanted = [row_id.bytes for row_id in ids]
        if lock:
            wanted.sort()
        return [self.named(row) for row in self.rows_of(connection, column, wanted, lock=lock)]

    def rows_of(
        self, connection: Connection, column: str, ids: Sequence[bytes], *, lock: bool = False
    ) -> list[Row]:
        """Return the rows as `read_those` does, as `read` gives them."""
        return [
            row
            for start in range(0, len(ids), _IDS_AT_ONCE)
            for row in self.read(
                connection, self.c[column].in_(ids[start : start + _IDS_AT_ONCE]), lock=lock
            )
        ]

    def named(self, row: Row) -> NamedRow:
        """Return a row by column name, without its tag."""
        return dict(zip(self.columns, row, strict=False))

    def seal_text(self, column: str, cleartext: str | None) -> str | None:
        """Seal a text for a column; None stays NULL."""
        return None if cleartext is None else self.ciphers[column].seal_text(cleartext)

    def seal_json(self, column: str, cleartext: object) -> str | None:
        """Seal a JSON value for a column; None stays NULL."""
        return None if cleartext is None else self.ciphers[column].seal_json(cleartext)

    def seal_bytes(self, column: str, cleartext: bytes | None) -> str | None:
        """Seal bytes for a column; None stays NULL."""
        return None if cleartext is None else self.ciphers[column].seal_bytes(cleartext)

    def open_text(self, row: NamedRow, column: str) -> str | None:
        """Open a text; NULL is None."""
        sealed = row[column]
        with self.naming(row["id"]):
            return None if sealed is None else self.ciphers[column].open_text(sealed)

    def open_json(self, row: NamedRow, column: str) -> Any:
        """Open a JSON value; NULL is None."""
        sealed = row[column]
        with self.naming(row["id"]):
            return None if sealed is None else self.ciphers[column].open_json(sealed)

    def open_bytes(self, row: NamedRow, column: str) -> bytes | None:
        """Open bytes; NULL is None."""
        sealed = row[column]
        with self.naming(row["id"]):
            return None if sealed is None else self.ciphers[column].open_bytes(sealed)

    def open_texts(
        self, column: str, envelopes: Sequence[str | None], ids: Sequence[bytes]
    ) -> list[str | None]:
        """Open the texts of many rows with these ids; NULL is None.

        Raises:
            RowAlteredError: names the first that does not open.
        """
        cipher = self.ciphers[column]
        try:
            return open_all_text(cipher, envelopes)
        except NOT_OURS:
            self._name_first(cipher.open_text, envelopes, ids)
            raise

    def open_jsons(
        self, column: str, envelopes: Sequence[str | None], ids: Sequence[bytes]
    ) -> list[Any]:
        """Open the JSON values of many rows, as `open_texts` does."""
        cipher = self.ciphers[column]
        try:
            return open_all_json(cipher, envelopes)
        except NOT_OURS:
            self._name_first(cipher.open_json, envelopes, ids)
            raise

    def _name_first(
        self,
        open_one: Callable[[str], object],
        envelopes: Sequence[str | None],
        ids: Sequence[bytes],
    ) -> None:
        for row_id, envelope in zip(ids, envelopes, strict=True):
            with self.naming(row_id):
                if envelope is not None:
                    open_one(envelope)

    @contextmanager
    def naming(self, row_id: bytes) -> Iterator[None]:
        """Name the row when what is inside it does not open or is not what Safelight writes."""
        try:
            yield
        except NOT_OURS as error:
            raise RowAlteredError(self.name, uuid_of(row_id)) from error


def uuid_of(value: bytes) -> UUID:
    """Return the UUID that a column holds."""
    return UUID(bytes=value)


class _Bytes(LargeBinary):
    """Bytes that both drivers take and give as they are."""

    def bind_processor(self, dialect: Dialect) -> None:
        """Wrap nothing."""
        del dialect

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Copy nothing."""
        del dialect, coltype


def _stored_type(declared: TypeEngine[Any]) -> TypeEngine[Any]:
    if is_sealed(declared):
        return Text()
    if isinstance(declared, TypeDecorator):
        return _stored_type(declared.impl_instance)
    if isinstance(declared, LargeBinary):
        return _Bytes(declared.length)
    if isinstance(declared, Enum):
        return String(declared.length)
    return declared
