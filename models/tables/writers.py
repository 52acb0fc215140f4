"""How often each store has written, so that the others can see that something changed.

One row a store, so that writers never wait for each other here.
"""

from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id


class WriterRow(Base):
    """One store that has written."""

    __tablename__ = "writers"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    writes: Mapped[int] = mapped_column(BigInteger)
