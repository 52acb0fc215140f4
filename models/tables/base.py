"""What all tables share.

- Stored are integers, text and bytes, and nothing else, so that a row tag covers the same bytes
  on every database: UUIDs as 16 bytes, flags as 0 or 1, times as µs UTC.
- Tables are written through `models.unit_of_work`; the classes here are for reading by name and
  for the schema.
"""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, LargeBinary, SmallInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from crypto.scopes import PROJECT_SCOPE


class Base(DeclarativeBase):
    """The tables of a project."""


class Id(TypeDecorator[UUID]):
    """A UUID, stored as its 16 bytes."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, _dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: Any, _dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(bytes=bytes(value))


class Flag(TypeDecorator[bool]):
    """A truth value, stored as 0 or 1."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: bool | None, _dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class SyncedRow:
    """The columns of a row that a later sync carries, and that bears a tag.

    `row_tag` is NULL only in rows of the older system that wait for their migration; the store
    refuses them. A deleted row stays, without its sealed values, so that others can learn of it.
    """

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid4)
    scope_id: Mapped[bytes] = mapped_column(LargeBinary(16), default=PROJECT_SCOPE)
    revision: Mapped[int] = mapped_column(BigInteger, default=1)
    updated_by: Mapped[UUID | None] = mapped_column(Id)
    deleted: Mapped[bool] = mapped_column(Flag, default=False)
    row_tag: Mapped[bytes | None] = mapped_column(LargeBinary(40))
