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
    """One object through time. `label` is the id of its label, sealed."""

    __tablename__ = "tracks"
    __table_args__ = (Index("ix_tracks_clip_id", "clip_id"),)

    clip_id: Mapped[UUID] = mapped_column(Id, ForeignKey("clips.id"))
    number: Mapped[int] = mapped_column(Integer)
    label: Mapped[str | None] = mapped_column(EncryptedType("tracks", "label"))
    source: Mapped[str] = mapped_column(String(16))
    locked: Mapped[bool] = mapped_column(Flag)
    attributes: Mapped[list[Any] | None] = mapped_column(EncryptedJSONType("tracks", "attributes"))
