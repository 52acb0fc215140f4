"""What stands beside an object's name in lists, such as its verdict: a sign and a word."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.ui.controls.labels import Tone


@dataclass(frozen=True, slots=True)
class ObjectMark:
    """`icon` is a name in `resources/icons`, `tone` a colour of the tokens."""

    icon: str
    tone: Tone
    word: str


MarkOf = Callable[[UUID], ObjectMark | None]


def no_mark(_track_id: UUID) -> ObjectMark | None:
    """Mark nothing."""
    return None
