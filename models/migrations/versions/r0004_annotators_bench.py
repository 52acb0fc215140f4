"""What annotating needs: gaps, groups, pins, who set a box; labels in clear ids; view settings."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _tracks() -> list[sa.Column[object]]:
    return [
        sa.Column("label_id", sa.LargeBinary(16)),
        sa.Column("pinned", sa.SmallInteger()),
        sa.Column("group_number", sa.Integer()),
        sa.Column("ends_after", sa.Integer()),
    ]


def _examples() -> list[sa.Column[object]]:
    return [
        sa.Column("label_id", sa.LargeBinary(16)),
        sa.Column("pinned", sa.SmallInteger()),
        sa.Column("group_number", sa.Integer()),
        sa.Column("gap_after", sa.SmallInteger()),
        sa.Column("made_by", sa.LargeBinary(16)),
        sa.Column("made_at_us", sa.BigInteger()),
    ]


def _clips() -> list[sa.Column[object]]:
    return [sa.Column("assigned_to", sa.LargeBinary(16))]


def upgrade() -> None:
    """Add the columns, NULL in rows that were there, which their tags leave out; and the table."""
    for table, columns in (
        ("tracks", _tracks()),
        ("annotation_examples", _examples()),
        ("clips", _clips()),
    ):
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "view_settings",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("scope_id", sa.LargeBinary(16), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16)),
        sa.Column("deleted", sa.SmallInteger(), nullable=False),
        sa.Column("row_tag", sa.LargeBinary(40)),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("clip_id", sa.LargeBinary(16)),
        sa.Column("person", sa.LargeBinary(16)),
        sa.Column("value", sa.Text()),
    )
    op.create_index("ix_view_settings_kind", "view_settings", ["kind", "clip_id"])


def downgrade() -> None:
    """Drop the table and the columns."""
    op.drop_table("view_settings")
    for table, columns in (
        ("clips", _clips()),
        ("annotation_examples", _examples()),
        ("tracks", _tracks()),
    ):
        for column in columns:
            op.drop_column(table, column.name)
