"""A person who works on the project, and the role they have in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody is trusted with; each role may do all that those before it may not alone."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """One person; `id` is that of their profile, `name` what others see.

    joined_at, last_seen_at, left_at: aware, UTC. The second is told to the hour; the third is None
        while they are of the project. Who has left keeps name and role, for history to tell.
    revision: 0 until stored.
    """

    id: UUID
    name: str
    role: Role
    joined_at: datetime
    last_seen_at: datetime | None = None
    revision: int = 0
    left_at: datetime | None = None

    @property
    def has_left(self) -> bool:
        """Whether an admin has removed them from the project."""
        return self.left_at is not None
