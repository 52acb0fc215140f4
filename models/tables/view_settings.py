"""What a person set for looking at clips: saved filters, the picture's brightness, and the like.

How a thing is shown, never what it is. What a value means is its kind's business.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import EncryptedJSONType
from models.tables.base import Base, Id, SyncedRow


class ViewSettingRow(SyncedRow, Base):
    """One setting of one kind.

    Attributes:
        kind: what it is, such as "filter" or "picture".
        clip_id: the clip that it is for; NULL where it is for all.
        person: whose it is; NULL where it is everybody's.
        value: a JSON value.
    """

    __tablename__ = "view_settings"
    __table_args__ = (Index("ix_view_settings_kind", "kind", "clip_id"),)

    kind: Mapped[str] = mapped_column(String(32))
    clip_id: Mapped[UUID | None] = mapped_column(Id)
    person: Mapped[UUID | None] = mapped_column(Id)
    value: Mapped[Any | None] = mapped_column(EncryptedJSONType("view_settings", "value"))
