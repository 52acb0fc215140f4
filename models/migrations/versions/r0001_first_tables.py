"""The first tables: clips, labels, tracks, annotation examples, outbox, writers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _synced_row() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("scope_id", sa.LargeBinary(16), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16)),
        sa.Column("deleted", sa.SmallInteger(), nullable=False),
        sa.Column("row_tag", sa.LargeBinary(40)),
    ]


def upgrade() -> None:
    """Make all tables and their indexes."""
    live = sa.text("deleted = 0")
    op.create_table(
        "clips",
        *_synced_row(),
        sa.Column("event_id", sa.Text()),
        sa.Column("event_index", sa.LargeBinary(16)),
        sa.Column("name", sa.Text()),
        sa.Column("camera", sa.Text()),
        sa.Column("objects", sa.Text()),
        sa.Column("fingerprint", sa.Text()),
        sa.Column("fingerprint_index", sa.LargeBinary(16)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("codec", sa.String(32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("frame_count", sa.BigInteger(), nullable=False),
        sa.Column("time_base_num", sa.BigInteger(), nullable=False),
        sa.Column("time_base_den", sa.BigInteger(), nullable=False),
        sa.Column("duration_pts", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at_us", sa.BigInteger()),
        sa.Column("recorded_offset_s", sa.Integer()),
        sa.Column("created_at_us", sa.BigInteger(), nullable=False),
        sa.Column("cleartext_size", sa.BigInteger(), nullable=False),
    )
    op.create_index(
        "uq_clips_event_index",
        "clips",
        ["event_index"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_index("ix_clips_fingerprint_index", "clips", ["fingerprint_index"])
    op.create_table(
        "labels",
        *_synced_row(),
        sa.Column("name", sa.Text()),
        sa.Column("color", sa.String(16), nullable=False),
        sa.Column("digit", sa.Integer()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("attributes", sa.Text()),
    )
    op.create_table(
        "tracks",
        *_synced_row(),
        sa.Column("clip_id", sa.LargeBinary(16), sa.ForeignKey("clips.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text()),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("locked", sa.SmallInteger(), nullable=False),
        sa.Column("attributes", sa.Text()),
    )
    op.create_index("ix_tracks_clip_id", "tracks", ["clip_id"])
    op.create_table(
        "annotation_examples",
        *_synced_row(),
        sa.Column("clip_id", sa.LargeBinary(16), sa.ForeignKey("clips.id"), nullable=False),
        sa.Column("track_id", sa.LargeBinary(16), sa.ForeignKey("tracks.id")),
        sa.Column("box_id", sa.LargeBinary(16)),
        sa.Column("number", sa.Integer()),
        sa.Column("locked", sa.SmallInteger()),
        sa.Column("box_source", sa.String(16)),
        sa.Column("frame_index", sa.BigInteger(), nullable=False),
        sa.Column("pts", sa.BigInteger(), nullable=False),
        sa.Column("bbox", sa.Text()),
        sa.Column("label", sa.Text()),
        sa.Column("original_detections", sa.Text()),
        sa.Column("attributes", sa.Text()),
        sa.Column("box_attributes", sa.Text()),
        sa.Column("frame_data", sa.Text()),
        sa.Column("occluded", sa.SmallInteger(), nullable=False),
        sa.Column("outside", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
    )
    op.create_index("ix_annotation_examples_clip_id", "annotation_examples", ["clip_id"])
    op.create_index("ix_annotation_examples_box_id", "annotation_examples", ["box_id"])
    op.create_index(
        "uq_annotation_examples_track_frame",
        "annotation_examples",
        ["track_id", "frame_index"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "outbox",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("edit_id", sa.LargeBinary(16), nullable=False),
        sa.Column("clip_id", sa.LargeBinary(16), nullable=False),
        sa.Column("author", sa.LargeBinary(16), nullable=False),
        sa.Column("stored_at_us", sa.BigInteger(), nullable=False),
    )
    op.create_index("uq_outbox_edit_id", "outbox", ["edit_id"], unique=True)
    op.create_table(
        "writers",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("writes", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    """Drop all tables."""
    for table in ("writers", "outbox", "annotation_examples", "tracks", "labels", "clips"):
        op.drop_table(table)
