"""Annotation examples: the keyframes of tracks, and single-frame boxes.

Interpolated boxes are never stored. What a single-frame box has of its own (the id under which
the annotation holds it, its number, its label, whether it is locked, its attributes) stands in
its row; for a keyframe these columns are NULL, because its track's row has them.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Enum, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.annotation.track import Status as AnnotationStatus
from models.columns import EncryptedJSONType, EncryptedType
from models.tables.base import Base, Flag, Id, SyncedRow

__all__ = ["AnnotationStatus", "ExampleRow"]

CHANGED = "deleted = 1 OR updated_by <> made_by"
"""Of which rows it is noted who changed them; a query has to say it in the same words."""


def _search(name: str, *columns: str, where: str) -> Index:
    """Return an index over the live rows of which `where` is true, clip by clip."""
    rows = text(f"{where} AND deleted = 0")
    return Index(
        f"ix_annotation_examples_{name}",
        *columns,
        "clip_id",
        sqlite_where=rows,
        postgresql_where=rows,
    )


class ExampleRow(SyncedRow, Base):
    """One keyframe (`track_id`) or one single-frame box (`box_id`) on one frame of a clip.

    Attributes:
        frame_index: 0-based, in presentation order; `pts` in the clip's time base.
        bbox: [x, y, w, h] in source pixels.
        label: the id of a single-frame box's label, sealed; NULL where it is the track's.
        label_id: the same in clear, as in `tracks`.
        original_detections: what a model said, [{"model", "score", "box", "version"?}].
        frame_data: width, height, rotation and hash of the frame; never pixels.
        attributes: [[key, value]] of the keyframe; `box_attributes` of the single-frame box.
        made_by, made_at_us: who set the keyframe last, and when; NULL where nobody knows.
        pinned, group_number: of a single-frame box; NULL, as `gap_after`, where false or 0.
    """

    __tablename__ = "annotation_examples"
    __table_args__ = (
        Index("ix_annotation_examples_clip_frame", "clip_id", "frame_index"),
        Index("ix_annotation_examples_box_id", "box_id"),
        Index(
            "uq_annotation_examples_track_frame",
            "track_id",
            "frame_index",
            unique=True,
            sqlite_where=text("deleted = 0"),
            postgresql_where=text("deleted = 0"),
        ),
        # What searches over all clips go by: most rows stand in none of them but `made_by`.
        _search("label", "label_id", where="label_id IS NOT NULL"),
        _search("sealed_label", where="label_id IS NULL AND label IS NOT NULL"),
        _search("source", "source", where="source <> 'manual'"),
        _search("status", "status", where="status <> 'pending'"),
        _search("occluded", where="occluded = 1"),
        _search("made_by", "made_by", where="made_by IS NOT NULL"),
        _search("updated_by", "updated_by", where="made_by IS NULL"),
        # What tells whose work a clip is: rows that others changed than made them, or deleted.
        Index(
            "ix_annotation_examples_changed_by",
            "updated_by",
            "clip_id",
            sqlite_where=text(CHANGED),
            postgresql_where=text(CHANGED),
        ),
    )

    clip_id: Mapped[UUID] = mapped_column(Id, ForeignKey("clips.id"))
    track_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("tracks.id"))
    box_id: Mapped[UUID | None] = mapped_column(Id)
    number: Mapped[int | None] = mapped_column(Integer)
    locked: Mapped[bool | None] = mapped_column(Flag)
    box_source: Mapped[str | None] = mapped_column(String(16))
    frame_index: Mapped[int] = mapped_column(BigInteger)
    pts: Mapped[int] = mapped_column(BigInteger)
    bbox: Mapped[list[float] | None] = mapped_column(
        EncryptedJSONType("annotation_examples", "bbox")
    )
    label: Mapped[str | None] = mapped_column(EncryptedType("annotation_examples", "label"))
    original_detections: Mapped[list[Any] | None] = mapped_column(
        EncryptedJSONType("annotation_examples", "original_detections")
    )
    attributes: Mapped[list[Any] | None] = mapped_column(
        EncryptedJSONType("annotation_examples", "attributes")
    )
    box_attributes: Mapped[list[Any] | None] = mapped_column(
        EncryptedJSONType("annotation_examples", "box_attributes")
    )
    frame_data: Mapped[dict[str, Any] | None] = mapped_column(
        EncryptedJSONType("annotation_examples", "frame_data")
    )
    occluded: Mapped[bool] = mapped_column(Flag, default=False)
    outside: Mapped[bool] = mapped_column(Flag, default=False)
    source: Mapped[str] = mapped_column(String(16), default="manual")
    status: Mapped[AnnotationStatus] = mapped_column(
        Enum(
            AnnotationStatus,
            native_enum=False,
            length=16,
            values_callable=lambda members: [member.value for member in members],
        ),
        default=AnnotationStatus.PENDING,
    )
    label_id: Mapped[UUID | None] = mapped_column(Id)
    pinned: Mapped[bool | None] = mapped_column(Flag)
    group_number: Mapped[int | None] = mapped_column(Integer)
    gap_after: Mapped[bool | None] = mapped_column(Flag)
    made_by: Mapped[UUID | None] = mapped_column(Id)
    made_at_us: Mapped[int | None] = mapped_column(BigInteger)
