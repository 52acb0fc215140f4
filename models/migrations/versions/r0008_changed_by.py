"""Boxes that somebody else changed or deleted than made them: whose work a clip is, goes by it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NAME, _TABLE = "ix_annotation_examples_changed_by", "annotation_examples"
_CHANGED = "deleted = 1 OR updated_by <> made_by"


def upgrade() -> None:
    """Make the index; most rows do not stand in it."""
    op.create_index(
        _NAME,
        _TABLE,
        ["updated_by", "clip_id"],
        sqlite_where=sa.text(_CHANGED),
        postgresql_where=sa.text(_CHANGED),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_index(_NAME, _TABLE)
