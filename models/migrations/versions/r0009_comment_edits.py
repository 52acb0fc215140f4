"""When somebody corrected what they had said of an issue."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; rows that were there keep NULL, which their tags leave out."""
    op.add_column("comments", sa.Column("edited_at_us", sa.BigInteger()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("comments", "edited_at_us")
