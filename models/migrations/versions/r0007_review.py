"""What reviewing needs: people and rules, issues, verdicts, a clip's way, sets beside the work."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _clips() -> list[sa.Column[object]]:
    return [
        sa.Column("reviewer", sa.LargeBinary(16)),
        sa.Column("due_at_us", sa.BigInteger()),
        sa.Column("round", sa.Integer()),
        sa.Column("submitted_by", sa.LargeBinary(16)),
        sa.Column("copy_of", sa.LargeBinary(16)),
        sa.Column("stored_as", sa.Text()),
    ]


def _synced(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("scope_id", sa.LargeBinary(16), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16)),
        sa.Column("deleted", sa.SmallInteger(), nullable=False),
        sa.Column("row_tag", sa.LargeBinary(40)),
        *columns,
    )


def _id(name: str, refers_to: str | None = None, *, nullable: bool = False) -> sa.Column[object]:
    foreign = () if refers_to is None else (sa.ForeignKey(refers_to),)
    return sa.Column(name, sa.LargeBinary(16), *foreign, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _sealed(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text())


def upgrade() -> None:
    """Add the columns, NULL in rows that were there, which their tags leave out; and the tables."""
    for column in _clips():
        op.add_column("clips", column)
    op.create_index("ix_clips_copy_of", "clips", ["copy_of"])
    _people()
    _issues()
    _decisions()
    _beside()


def _people() -> None:
    _synced("people", _sealed("name"), _sealed("role"), _sealed("details"), _number("joined_at_us"))
    _synced("project_rules", sa.Column("kind", sa.String(32), nullable=False), _sealed("value"))
    op.create_index(
        "uq_project_rules_kind",
        "project_rules",
        ["kind"],
        unique=True,
        sqlite_where=sa.text("deleted = 0"),
        postgresql_where=sa.text("deleted = 0"),
    )


def _issues() -> None:
    _synced(
        "issues",
        _id("clip_id", "clips.id"),
        sa.Column("state", sa.String(16), nullable=False),
        _number("frame_index"),
        _number("pts"),
        _number("last_frame_index", nullable=True),
        _number("last_pts", nullable=True),
        _id("track_id", nullable=True),
        _sealed("kind"),
        _sealed("subject"),
        _id("made_by"),
        _number("made_at_us"),
        _id("moved_by", nullable=True),
        _number("moved_at_us", nullable=True),
    )
    op.create_index("ix_issues_clip_id", "issues", ["clip_id"])
    _synced(
        "comments",
        _id("issue_id", "issues.id"),
        _id("clip_id", "clips.id"),
        _id("person"),
        _number("at_us"),
        _sealed("text"),
    )
    op.create_index("ix_comments_clip_id", "comments", ["clip_id"])
    op.create_index("ix_comments_issue_id", "comments", ["issue_id"])


def _decisions() -> None:
    _synced(
        "verdicts",
        _id("clip_id", "clips.id"),
        _id("track_id", nullable=True),
        sa.Column("outcome", sa.String(16), nullable=False),
        _id("person"),
        _number("at_us"),
        sa.Column("round", sa.Integer(), nullable=False),
        _number("judged_revision", nullable=True),
        _sealed("reasons"),
        _id("device", nullable=True),
        _sealed("signature"),
    )
    op.create_index("ix_verdicts_clip_id", "verdicts", ["clip_id"])
    _synced(
        "clip_events",
        _id("clip_id", "clips.id"),
        _id("person"),
        _number("at_us"),
        _sealed("event"),
    )
    op.create_index("ix_clip_events_clip_id", "clip_events", ["clip_id", "at_us"])


def _beside() -> None:
    _synced(
        "annotation_sets",
        _id("clip_id", "clips.id"),
        sa.Column("kind", sa.String(16), nullable=False),
        _id("person"),
        _number("at_us"),
        sa.Column("round", sa.Integer()),
        _sealed("name"),
        _sealed("content"),
    )
    op.create_index("ix_annotation_sets_clip_id", "annotation_sets", ["clip_id"])
    _synced("work_spans", _id("person"), _id("clip_id", nullable=True), _sealed("span"))
    op.create_index("ix_work_spans_person", "work_spans", ["person"])


def downgrade() -> None:
    """Drop the tables and the columns."""
    for table in (
        "work_spans",
        "annotation_sets",
        "clip_events",
        "verdicts",
        "comments",
        "issues",
        "project_rules",
        "people",
    ):
        op.drop_table(table)
    op.drop_index("ix_clips_copy_of", "clips")
    for column in _clips():
        op.drop_column("clips", column.name)
