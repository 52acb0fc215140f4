"""What the objects of a label can be said to be: colour red, parked yes, plate "…".

A label's `AttributeSpec`s say what may be told; what is told of an object stands in `Attributes`:
in those of the track where it never changes, else in those of its keyframes.

The kinds and their defaults are those of CVAT ("Attributes", CVAT's documentation of labels).
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from models.annotation.whole_text import whole_text

YES, NO = "true", "false"


class AttributeKind(StrEnum):
    """How the value is chosen."""

    SELECT = "select"
    RADIO = "radio"
    CHECKBOX = "checkbox"
    NUMBER = "number"
    TEXT = "text"

    @property
    def has_options(self) -> bool:
        """Whether the value is one of a few."""
        return self in (AttributeKind.SELECT, AttributeKind.RADIO)


@dataclass(frozen=True, slots=True)
class AttributeSpec:
    """One thing that can be told of each object of a label. Its texts are made whole.

    Attributes:
        id: under which values are kept, so that renaming touches no object.
        options: of select and radio, what can be chosen; of a number its least, largest and step
            as decimal texts; else empty.
        default: what holds where nothing was told.
        mutable: it may change along a track, and is kept with each keyframe.

    Raises:
        ValueError: there is no name, or `options` or `default` do not fit the kind.
    """

    id: UUID
    name: str
    kind: AttributeKind
    options: tuple[str, ...] = ()
    default: str = ""
    mutable: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", whole_text(self.name))
        object.__setattr__(self, "default", whole_text(self.default))
        object.__setattr__(self, "options", tuple(map(whole_text, self.options)))
        if not self.name.strip():
            raise ValueError("an attribute needs a name")
        if self.kind.has_options and (
            not self.options or len(set(self.options)) != len(self.options)
        ):
            raise ValueError("a choice needs options that differ")
        if self.kind is AttributeKind.NUMBER and len(self.options) not in (0, 3):
            raise ValueError("a number has a least and a largest value and a step, or none of them")
        if not self.allows(self.default) and (self.default or self.kind.has_options):
            raise ValueError("an attribute's default is one of its values")

    @property
    def key(self) -> str:
        """The key under which `Attributes` keep its value."""
        return self.id.hex

    def allows(self, value: str) -> bool:
        """Tell whether a value may be told of an object."""
        match self.kind:
            case AttributeKind.SELECT | AttributeKind.RADIO:
                return value in self.options
            case AttributeKind.CHECKBOX:
                return value in (YES, NO)
            case AttributeKind.NUMBER:
                return self._allows_number(value)
            case AttributeKind.TEXT:
                return True

    def _allows_number(self, value: str) -> bool:
        try:
            number = float(value)
            least, largest = map(float, self.options[:2]) if self.options else (number, number)
        except ValueError:
            return False
        return least <= number <= largest
