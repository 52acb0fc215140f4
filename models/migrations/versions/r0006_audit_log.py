"""The audit log: devices, their entries, and the heads that they signed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables. All that is told in them is sealed."""
    op.create_table(
        "devices",
        sa.Column("device_id", sa.LargeBinary(16), primary_key=True),
        sa.Column("public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("endorsed_by", sa.LargeBinary(16)),
        sa.Column("endorsement", sa.LargeBinary(64)),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "audit_entries",
        sa.Column("device_id", sa.LargeBinary(16), primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "audit_heads",
        sa.Column("device_id", sa.LargeBinary(16), primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.Column("signature", sa.LargeBinary(64), nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("audit_heads", "audit_entries", "devices"):
        op.drop_table(table)
