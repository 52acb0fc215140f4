"""What an object can be: a person, a car, and how it is shown."""

import re
from dataclasses import dataclass
from uuid import UUID

from models.annotation.label_attributes import AttributeSpec
from models.annotation.whole_text import whole_text

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Label:
    """One label of the project.

    `digit` is the key 1 … 9 (or 0) that chooses it, if any; `position` its place in lists;
    `attributes` is what can be told of its objects. Its name is made whole (`whole_text`).

    Raises:
        ValueError: the colour is not `#RRGGBB`, the digit not 0 … 9, the name is empty, or two
            attributes have one name.
    """

    id: UUID
    name: str
    color: str
    digit: int | None = None
    position: int = 0
    attributes: tuple[AttributeSpec, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", whole_text(self.name))
        if not self.name.strip():
            raise ValueError("a label needs a name")
        if _COLOR.fullmatch(self.color) is None:
            raise ValueError("a label's color is written #RRGGBB")
        if self.digit is not None and not 0 <= self.digit <= 9:
            raise ValueError("a label's key is one digit")
        if len({spec.name for spec in self.attributes}) != len(self.attributes):
            raise ValueError("a label's attributes have different names")
