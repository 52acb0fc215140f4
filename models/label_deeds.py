"""What can be done to a label, as it is told. Values only: no window waits for a database."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class LabelDeed(StrEnum):
    """What was done to a label."""

    ADDED = "added"
    RENAMED = "renamed"
    LOOKS = "looks"
    ATTRIBUTES = "attributes"
    MERGED = "merged"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class LabelChange:
    """One thing that was done to one label.

    name: what the label was called before it; other: its new name, or the label it was merged into.
    """

    id: UUID
    at_us: int
    author: UUID | None
    deed: LabelDeed
    name: str
    other: str = ""
