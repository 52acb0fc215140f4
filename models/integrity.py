r"""The row tag: a MAC over all that is stored of a row (docs/formats.md).

A tag is `FR id[0:8] ‖ HMAC-SHA-256(X(FR, "safelight/row/v1\0", 32), M)`, 40 bytes, and M is

| bytes | what |
|---|---|
| 17 | `safelight/row/v1\0` |
| 2 | length of the table's name |
| … | the table's name, UTF-8 |
| a column, by name, NULLs left out: | |
| 2 | length of the column's name |
| … | the column's name, UTF-8 |
| 1 | type: 1 = i64 (flags 0/1, times in µs UTC), 2 = UTF-8 (envelopes as stored), 3 = bytes |
| 4 | length of the value |
| … | the value |

- Left out are the tag itself and `change_seq`, which the server of a later sync sets.
- The table's name and the row's id are in M, so a row cannot stand in for another one.
- What a tag cannot see: a row that was removed, or a whole older row put back.
"""

import hmac
from collections.abc import Iterable, Sequence
from itertools import islice
from struct import Struct
from struct import error as StructError  # noqa: N812 - the module names its error in lower case
from uuid import UUID

from crypto.errors import LockedError
from crypto.keyring import Keyring
from models.errors import RowAlteredError

PREFIX = b"safelight/row/v1\0"
LEFT_OUT = frozenset({"row_tag", "change_seq"})
TAG_SIZE = 40
SCOPE_SIZE = 16

StoredValue = int | str | bytes | None

_U16 = Struct(">H")
_U32 = Struct(">I")
_I64 = Struct(">q")
# Envelopes come in few lengths, because they are padded to 16 bytes.
_FRONTS_KEPT = 256
_CHECKED_AT_ONCE, _FEW = 512, 16


class RowTagger:
    """Makes and checks the tags of one table's rows with one keyring.

    Rows are handed over as values in the order of `columns`, as they are stored; rows to be
    checked have their tag behind them.

    Args:
        columns: the names of all the table's columns.
    """

    def __init__(self, keyring: Keyring, table: str, columns: Iterable[str]) -> None:
        self.table = table
        self.columns = tuple(sorted(set(columns) - LEFT_OUT))
        self._keyring = keyring
        self._id_at = self.columns.index("id")
        self._scope_at = self.columns.index("scope_id")
        self._head = PREFIX + _named(table)
        self._fronts = tuple(_fronts(_named(column)) for column in self.columns)

    def message(self, values: Sequence[StoredValue]) -> bytes:
        """Return the bytes that a row's tag is made over."""
        # Each of 100,000 rows that are stored waits for this loop.
        parts = [
            _part(fronts, value)
            for fronts, value in zip(self._fronts, values, strict=True)
            if value is not None
        ]
        return self._head + b"".join(parts)

    def tag(self, values: Sequence[StoredValue]) -> bytes:
        """Return the tag for a row, as it will be stored."""
        root_id, key = self._keyring.row_tag_key(_scope(values[self._scope_at]))
        tag = root_id + hmac.digest(key.view(), self.message(values), "sha256")
        if key.closed:
            # Another thread locked meanwhile: the key may have been zeros when it was used.
            raise LockedError
        return tag

    def check(self, rows: Iterable[Sequence[StoredValue]]) -> None:
        """Check rows, each with its tag as the last value.

        Raises:
            RowAlteredError: names the first row that does not bear its tag, or has none.
            UnknownKeyError: a row was tagged with a key that is not in the keyring.
            LockedError: the keyring was closed meanwhile, so nothing can be said of the rows.
        """
        keys: dict[tuple[bytes, bytes], memoryview] = {}
        waiting = iter(rows)
        while some := list(islice(waiting, _CHECKED_AT_ONCE)):
            self._check(some, keys)
        self._keyring.require_open()

    def _check(
        self,
        rows: Sequence[Sequence[StoredValue]],
        keys: dict[tuple[bytes, bytes], memoryview],
    ) -> None:
        try:
            messages = self._messages(rows)
        except (StructError, UnicodeEncodeError) as error:
            if len(rows) == 1:
                # SQLite takes any kind of value in any column; these no tag was ever made over.
                raise self._altered(rows[0]) from error
            for row in rows:
                self._check([row], keys)
            return
        digest, equal = hmac.digest, hmac.compare_digest
        for row, message in zip(rows, messages, strict=True):
            untrusted_tag = row[-1]
            if not isinstance(untrusted_tag, bytes) or len(untrusted_tag) != TAG_SIZE:
                raise self._altered(row)
            used = (_scope(row[self._scope_at]), untrusted_tag[:8])
            key = keys.get(used)
            if key is None:
                if len(used[0]) != SCOPE_SIZE:
                    raise self._altered(row)
                key = keys[used] = self._key(*used)
            if not equal(digest(key, message, "sha256"), untrusted_tag[8:]):
                # After a lock the keys are zeros, and every row would look altered.
                self._keyring.require_open()
                raise self._altered(row)

    def _messages(self, rows: Sequence[Sequence[StoredValue]]) -> list[bytes]:
        """Return the messages of rows that have their tag behind them.

        100,000 rows wait for this when a large clip is opened. Most columns of a clip's rows hold
        few different values, so each of these is made ready once.
        """
        if len(rows) < _FEW:
            return [self.message(row[:-1]) for row in rows]
        *columns, _ = zip(*rows, strict=True)
        parts = []
        for fronts, column in zip(self._fronts, columns, strict=True):
            different = set(column)
            # 1 and 1.0 are equal, and only one of them is what a column takes.
            of_one_kind = len(set(map(type, column)) - {type(None)}) == 1
            if of_one_kind and len(different) * 2 <= len(column):
                known = {value: _part(fronts, value) for value in different}
                parts.append([known[value] for value in column])
            elif different != {None}:
                parts.append([_part(fronts, value) for value in column])
        return [self._head + message for message in map(b"".join, zip(*parts, strict=True))]

    def _key(self, scope_id: bytes, root_id: bytes) -> memoryview:
        return self._keyring.row_tag_key(scope_id, root_id=root_id)[1].view()

    def _altered(self, row: Sequence[StoredValue]) -> RowAlteredError:
        row_id = row[self._id_at]
        # An id of another length was put there by whoever altered the row.
        if not isinstance(row_id, bytes) or len(row_id) != 16:
            return RowAlteredError(self.table, UUID(int=0))
        return RowAlteredError(self.table, UUID(bytes=row_id))


class _Fronts(dict[int, bytes]):
    """What stands in front of a column's values, by their length."""

    def __init__(self, front: bytes) -> None:
        super().__init__()
        self._front = front

    def __missing__(self, length: int) -> bytes:
        front = self._front + _U32.pack(length)
        if len(self) < _FRONTS_KEPT:
            self[length] = front
        return front


_ColumnFronts = tuple[bytes, _Fronts, _Fronts]


def _part(fronts: _ColumnFronts, value: StoredValue) -> bytes:
    """Return what of a row's message one of its values is."""
    if value is None:
        return b""
    of_integer, of_text, of_bytes = fronts
    if isinstance(value, str):
        encoded = value.encode()
        return of_text[len(encoded)] + encoded
    if isinstance(value, bytes):
        return of_bytes[len(value)] + value
    return of_integer + _I64.pack(value)


def _fronts(name: bytes) -> _ColumnFronts:
    return name + b"\x01" + _U32.pack(8), _Fronts(name + b"\x02"), _Fronts(name + b"\x03")


def _named(name: str) -> bytes:
    encoded = name.encode()
    return _U16.pack(len(encoded)) + encoded


def _scope(value: StoredValue) -> bytes:
    return value if isinstance(value, bytes) else b""
