"""What comes with clips and rows of the older system, and a deletion that is not finished."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_CLIPS = (("facts", sa.Text), ("deleting_since_us", sa.BigInteger))


def upgrade() -> None:
    """Add the columns, NULL in rows that were there, which their tags leave out; and the table."""
    for name, kind in _CLIPS:
        op.add_column("clips", sa.Column(name, kind()))
    op.create_table(
        "unplaced_rows",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("scope_id", sa.LargeBinary(16), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16)),
        sa.Column("deleted", sa.SmallInteger(), nullable=False),
        sa.Column("row_tag", sa.LargeBinary(40)),
        sa.Column("content", sa.Text()),
        sa.Column("kept_at_us", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("unplaced_rows")
    for name, _ in reversed(_CLIPS):
        op.drop_column("clips", name)
