"""What an object can be: a person, a car, and how it is shown."""

import re
from dataclasses import dataclass
from uuid import UUID

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Label:
    """One label of the project.

    `digit` is the key 1 … 9 (or 0) that chooses it, if any; `position` its place in lists.

    Raises:
        ValueError: the colour is not `#RRGGBB`, the digit not 0 … 9, or the name is empty.
    """

    id: UUID
    name: str
    color: str
    digit: int | None = None
    position: int = 0

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a label needs a name")
        if _COLOR.fullmatch(self.color) is None:
            raise ValueError("a label's color is written #RRGGBB")
        if self.digit is not None and not 0 <= self.digit <= 9:
            raise ValueError("a label's key is one digit")
