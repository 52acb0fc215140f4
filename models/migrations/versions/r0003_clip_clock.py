"""The clip's wall clock beyond its start: zone, drift, who told it; and its start timecode."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_COLUMNS = ("clock_zone", "clock_drift_ppm", "clock_source", "start_timecode")


def upgrade() -> None:
    """Add the sealed columns; rows that were there keep NULL, which their tags leave out."""
    for name in _COLUMNS:
        op.add_column("clips", sa.Column(name, sa.Text()))


def downgrade() -> None:
    """Drop the columns."""
    for name in _COLUMNS:
        op.drop_column("clips", name)
