"""Since when a clip that came unauthenticated is sealed into a container."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; rows that were there keep NULL, which their tags leave out."""
    op.add_column("clips", sa.Column("authentic_since_us", sa.BigInteger()))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("clips", "authentic_since_us")
