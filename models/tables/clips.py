"""The clips of a project.

The event id may be a name that people chose, so it is sealed too; its blind index finds it and
keeps it unique. The fingerprint is sealed because the hash of a known file would tell that the
project holds that file.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import EncryptedJSONType, EncryptedType
from models.tables.base import Base, Id, SyncedRow


class ClipRow(SyncedRow, Base):
    """One clip. Times are µs UTC; a tick of its pts is time_base_num / time_base_den seconds."""

    __tablename__ = "clips"
    __table_args__ = (
        Index(
            "uq_clips_event_index",
            "event_index",
            unique=True,
            sqlite_where=text("deleted = 0"),
            postgresql_where=text("deleted = 0"),
        ),
        Index("ix_clips_fingerprint_index", "fingerprint_index"),
        Index("ix_clips_copy_of", "copy_of"),
    )

    event_id: Mapped[str | None] = mapped_column(EncryptedType("clips", "event_id"))
    event_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), info={"blind_index": True})
    name: Mapped[str | None] = mapped_column(EncryptedType("clips", "name"))
    camera: Mapped[str | None] = mapped_column(EncryptedType("clips", "camera"))
    objects: Mapped[list[Any] | None] = mapped_column(EncryptedJSONType("clips", "objects"))
    fingerprint: Mapped[bytes | None] = mapped_column(EncryptedType("clips", "fingerprint"))
    fingerprint_index: Mapped[bytes | None] = mapped_column(
        LargeBinary(16), info={"blind_index": True}
    )
    state: Mapped[str] = mapped_column(String(16))
    origin: Mapped[str] = mapped_column(String(16))
    codec: Mapped[str] = mapped_column(String(32))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    rotation: Mapped[int] = mapped_column(Integer)
    frame_count: Mapped[int] = mapped_column(BigInteger)
    time_base_num: Mapped[int] = mapped_column(BigInteger)
    time_base_den: Mapped[int] = mapped_column(BigInteger)
    duration_pts: Mapped[int] = mapped_column(BigInteger)
    recorded_at_us: Mapped[int | None] = mapped_column(BigInteger)
    # Seconds east of UTC of the clock that recorded_at was read from, so that people see its time.
    recorded_offset_s: Mapped[int | None] = mapped_column(Integer)
    created_at_us: Mapped[int] = mapped_column(BigInteger)
    cleartext_size: Mapped[int] = mapped_column(BigInteger)
    # When a clip of another origin than a container was sealed into one; before, nothing vouches.
    authentic_since_us: Mapped[int | None] = mapped_column(BigInteger)
    # Where a camera stands can be told from its zone. NULL in the rows of older schemas.
    clock_zone: Mapped[str | None] = mapped_column(EncryptedType("clips", "clock_zone"))
    clock_drift_ppm: Mapped[float | None] = mapped_column(
        EncryptedJSONType("clips", "clock_drift_ppm")
    )
    clock_source: Mapped[str | None] = mapped_column(EncryptedType("clips", "clock_source"))
    start_timecode: Mapped[str | None] = mapped_column(EncryptedType("clips", "start_timecode"))
    # Whose work the clip is; NULL where it is nobody's.
    assigned_to: Mapped[UUID | None] = mapped_column(Id)
    reviewer: Mapped[UUID | None] = mapped_column(Id)
    due_at_us: Mapped[int | None] = mapped_column(BigInteger)
    # How often it was handed in, and by whom last. NULL in the rows of older schemas: never.
    round: Mapped[int | None] = mapped_column(Integer)
    submitted_by: Mapped[UUID | None] = mapped_column(Id)
    # A clip that is worked on a second time, independently, has its footage under another's name.
    copy_of: Mapped[UUID | None] = mapped_column(Id)
    stored_as: Mapped[str | None] = mapped_column(EncryptedType("clips", "stored_as"))
    # What a companion or the store's metadata said of the clip: believed as little as its name.
    facts: Mapped[Any | None] = mapped_column(EncryptedJSONType("clips", "facts"))
    # Since when the clip is being deleted: what lies in its store may be gone already.
    deleting_since_us: Mapped[int | None] = mapped_column(BigInteger)
