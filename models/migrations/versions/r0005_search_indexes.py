"""What searches over all clips go by; most rows stand in none of the partial indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_EXAMPLES = "annotation_examples"
_LIVE = "deleted = 0"
_PARTIAL: tuple[tuple[str, list[str], str], ...] = (
    ("label", ["label_id", "clip_id"], f"label_id IS NOT NULL AND {_LIVE}"),
    ("sealed_label", ["clip_id"], f"label_id IS NULL AND label IS NOT NULL AND {_LIVE}"),
    ("source", ["source", "clip_id"], f"source <> 'manual' AND {_LIVE}"),
    ("status", ["status", "clip_id"], f"status <> 'pending' AND {_LIVE}"),
    ("occluded", ["clip_id"], f"occluded = 1 AND {_LIVE}"),
    ("made_by", ["made_by", "clip_id"], f"made_by IS NOT NULL AND {_LIVE}"),
    ("updated_by", ["updated_by", "clip_id"], f"made_by IS NULL AND {_LIVE}"),
)


def upgrade() -> None:
    """Make the indexes; the one over clips gives way to one over clips and frames."""
    op.create_index("ix_annotation_examples_clip_frame", _EXAMPLES, ["clip_id", "frame_index"])
    op.drop_index("ix_annotation_examples_clip_id", _EXAMPLES)
    for name, columns, where in _PARTIAL:
        op.create_index(
            f"ix_annotation_examples_{name}",
            _EXAMPLES,
            columns,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_index("ix_tracks_label", "tracks", ["label_id", "clip_id"])


def downgrade() -> None:
    """Put the index over clips back."""
    op.drop_index("ix_tracks_label", "tracks")
    for name, _, _ in _PARTIAL:
        op.drop_index(f"ix_annotation_examples_{name}", _EXAMPLES)
    op.create_index("ix_annotation_examples_clip_id", _EXAMPLES, ["clip_id"])
    op.drop_index("ix_annotation_examples_clip_frame", _EXAMPLES)
