"""The outbox: which edits the database has, in order, for a later sync and for replays.

It holds no content: the rows do. An edit's row is written in the edit's own transaction, so it is
there exactly when the edit's rows are.
"""

from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id


class OutboxRow(Base):
    """One edit that was stored."""

    __tablename__ = "outbox"
    __table_args__ = (Index("uq_outbox_edit_id", "edit_id", unique=True),)

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    edit_id: Mapped[UUID] = mapped_column(Id)
    clip_id: Mapped[UUID] = mapped_column(Id)
    author: Mapped[UUID] = mapped_column(Id)
    stored_at_us: Mapped[int] = mapped_column(BigInteger)
