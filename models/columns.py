"""Column types whose values are sealed on the way in and opened on the way out.

- Each value is sealed at bind time, after every ORM hook, under a fresh IV. A value that was
  sealed before comes as an `Envelope` and passes as it is.
- The key is `crypto.current`, as in the older system. The store brings its own keyring and
  takes these columns for what they are, text, because a row tag covers what is stored.
- In SQL such a column can be asked for NULL and for nothing else. Anything else raises, since
  it would silently match nothing.
- SQL NULL stays NULL, "" and JSON null are sealed. What comes out of JSON is frozen.
- A column that names no place, as the older system's do, is bound to that of `encrypt_string`:
  the two open each other's texts, and a value can be moved unseen between all such columns.
"""

import base64
import binascii
import json
from typing import Any

from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from crypto import raw_cbc
from crypto.current import current
from crypto.errors import AlteredError, RefusedFormatError
from crypto.field import FieldCipher, field_cipher
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from models.errors import EncryptedColumnError
from models.frozen_json import frozen

# Where `encrypt_string` seals; `crypto.api` itself is for old callers.
_API_TABLE, _API_STRING = "_api", "string"
_NULL_TESTS = (operators.eq, operators.ne, operators.is_, operators.is_not)


class Envelope(str):
    """A value that is sealed already and goes into an encrypted column as it is."""

    __slots__ = ()


class _NullTestsOnly(TypeDecorator.Comparator[Any]):
    """Lets `IS NULL` and `IS NOT NULL` through and refuses every other operator."""

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
        if op in _NULL_TESTS and _is_null(other):
            return super().operate(op, *other, **kwargs)
        raise EncryptedColumnError(str(self.expr), getattr(op, "__name__", str(op)))

    def reverse_operate(self, op: Any, other: Any, **kwargs: Any) -> Any:
        del other, kwargs
        raise EncryptedColumnError(str(self.expr), getattr(op, "__name__", str(op)))


def _is_null(other: tuple[Any, ...]) -> bool:
    return len(other) == 1 and (
        other[0] is None or getattr(other[0], "__visit_name__", "") == "null"
    )


class _SealedType(TypeDecorator[Any]):
    """What both types share: where the value belongs, and the ciphers for it."""

    impl = Text
    cache_ok = True
    comparator_factory = _NullTestsOnly

    def __init__(self, table: str = _API_TABLE, column: str = _API_STRING) -> None:
        """Name the place that the values are bound to: they open nowhere else."""
        super().__init__()
        self.table = table
        self.column = column
        self._last_used: tuple[Keyring, FieldCipher] | None = None

    def _cipher(self, keyring: Keyring) -> FieldCipher:
        # Deriving a column's keys costs more than opening a value. A lock wipes them all the
        # same: a cipher's keys go with its keyring.
        if self._last_used is None or self._last_used[0] is not keyring:
            self._last_used = (keyring, field_cipher(keyring, self.table, self.column))
        return self._last_used[1]

    def _open_older_form(self, keyring: Keyring, untrusted_value: str) -> bytes:
        """Open base64 of raw CBC, which the older system wrote, where the policy allows it."""
        if not keyring.read_policy.allows(ReadPolicy.RAW_CBC):
            raise RefusedFormatError
        try:
            ciphertext = base64.b64decode(untrusted_value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise RefusedFormatError from error
        return raw_cbc.decrypt(keyring.raw_key(), ciphertext)

    def coerce_compared_value(self, _op: Any, _value: Any) -> Any:
        return self


class EncryptedType(_SealedType):
    """A text (or bytes) column, sealed.

    Args:
        table, column: the place that its values are bound to; see the module's text on none.
    """

    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        if value is None or isinstance(value, Envelope):
            return value
        cipher = self._cipher(current())
        if isinstance(value, str):
            return cipher.seal_text(value)
        if isinstance(value, bytes):
            return cipher.seal_bytes(value)
        raise TypeError(f"{self.table}.{self.column} takes str or bytes")

    def process_result_value(self, value: Any, _dialect: Dialect) -> str | bytes | None:
        if value is None:
            return None
        keyring = current()
        if "." in value:
            opened = self._cipher(keyring).open(value)
            if not isinstance(opened, str | bytes):
                raise AlteredError
            return opened
        try:
            return self._open_older_form(keyring, value).decode("utf-8")
        except UnicodeDecodeError as error:
            raise AlteredError from error


class EncryptedJSONType(_SealedType):
    """A JSON column, sealed. What is loaded is frozen: copy it to change it.

    Args:
        table, column: the place that its values are bound to; see the module's text on none.
    """

    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        if value is None or isinstance(value, Envelope):
            return value
        return self._cipher(current()).seal_json(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        if value is None:
            return None
        keyring = current()
        if "." in value:
            return frozen(self._cipher(keyring).open_json(value))
        try:
            return frozen(json.loads(self._open_older_form(keyring, value)))
        except ValueError as error:
            raise AlteredError from error


def is_sealed(column_type: object) -> bool:
    """Tell whether a column's type seals its values."""
    return isinstance(column_type, _SealedType)
