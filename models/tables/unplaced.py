"""Rows of an older database that found no place in the project, kept with the reason."""

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import EncryptedJSONType
from models.tables.base import Base, SyncedRow


class UnplacedRow(SyncedRow, Base):
    """One row that waits; its id follows from where it came from, so that it is kept once.

    Attributes:
        content: where it came from, why it waits, and what it held, as a JSON object.
        kept_at_us: when it was put here, µs UTC.
    """

    __tablename__ = "unplaced_rows"

    content: Mapped[Any | None] = mapped_column(EncryptedJSONType("unplaced_rows", "content"))
    kept_at_us: Mapped[int] = mapped_column(BigInteger)
