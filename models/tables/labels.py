"""The labels of a project."""

from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import EncryptedJSONType, EncryptedType
from models.tables.base import Base, SyncedRow


class LabelRow(SyncedRow, Base):
    """One label; `attributes` describes what its objects may carry."""

    __tablename__ = "labels"

    name: Mapped[str | None] = mapped_column(EncryptedType("labels", "name"))
    color: Mapped[str] = mapped_column(String(16))
    digit: Mapped[int | None] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    attributes: Mapped[list[Any] | None] = mapped_column(EncryptedJSONType("labels", "attributes"))
