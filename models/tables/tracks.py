"""Tracks without their keyframes, which are `annotation_examples`.

The revision of a track's row is raised by every change of the track, also of its keyframes: it
is what an edit's staleness is judged by.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import EncryptedJSONType, EncryptedType
from models.tables.base import Base, Flag, Id, SyncedRow


class TrackRow(SyncedRow, Base):
    """One object through time.

    Attributes:
        label: the id of its label, sealed; `label_id` the same in clear, for searches: it tells
            which objects bear the same label, and nothing of what the label is. NULL in rows that
            an older Safelight wrote.
        pinned, group_number, ends_after: NULL where they are false, 0 and None.
    """

    __tablename__ = "tracks"
    __table_args__ = (
        Index("ix_tracks_clip_id", "clip_id"),
        Index("ix_tracks_label", "label_id", "clip_id"),
    )

    clip_id: Mapped[UUID] = mapped_column(Id, ForeignKey("clips.id"))
    number: Mapped[int] = mapped_column(Integer)
    label: Mapped[str | None] = mapped_column(EncryptedType("tracks", "label"))
    source: Mapped[str] = mapped_column(String(16))
    locked: Mapped[bool] = mapped_column(Flag)
    attributes: Mapped[list[Any] | None] = mapped_column(EncryptedJSONType("tracks", "attributes"))
    label_id: Mapped[UUID | None] = mapped_column(Id)
    pinned: Mapped[bool | None] = mapped_column(Flag)
    group_number: Mapped[int | None] = mapped_column(Integer)
    ends_after: Mapped[int | None] = mapped_column(Integer)
