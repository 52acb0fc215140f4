"""Who works on a project, and what the project has settled for all of them."""

from typing import Any

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import EncryptedJSONType, EncryptedType
from models.tables.base import Base, SyncedRow


class PersonRow(SyncedRow, Base):
    """One person; the id is that of their profile. Times are µs UTC.

    Attributes:
        role: sealed, so that the database does not tell whom to turn to.
        details: a JSON object of what else is known of them.
    """

    __tablename__ = "people"

    name: Mapped[str | None] = mapped_column(EncryptedType("people", "name"))
    role: Mapped[str | None] = mapped_column(EncryptedType("people", "role"))
    details: Mapped[Any | None] = mapped_column(EncryptedJSONType("people", "details"))
    joined_at_us: Mapped[int] = mapped_column(BigInteger)


class ProjectRuleRow(SyncedRow, Base):
    """One thing that the project has settled, such as whether people may review their own work.

    Attributes:
        kind: what it is; one live row each.
        value: a JSON value; what it means is its kind's business.
    """

    __tablename__ = "project_rules"
    __table_args__ = (
        Index(
            "uq_project_rules_kind",
            "kind",
            unique=True,
            sqlite_where=text("deleted = 0"),
            postgresql_where=text("deleted = 0"),
        ),
    )

    kind: Mapped[str] = mapped_column(String(32))
    value: Mapped[Any | None] = mapped_column(EncryptedJSONType("project_rules", "value"))
