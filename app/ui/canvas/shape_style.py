"""How boxes look: one table for what the person can tell apart at a glance. No Qt here.

- a keyframe's box is solid, an interpolated or held one fainter and thinner;
- an occluded one is dashed, a suggestion dotted;
- a selected or hovered one is tinted, while it is not being dragged.
"""

from dataclasses import dataclass
from functools import lru_cache

from app.ui.canvas.scene import Item

DASHES_PX = (6.0, 4.0)
DOTS_PX = (2.0, 3.0)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line: width and dashes in view pixels, opacities 0 … 1."""

    width: float
    opacity: float
    dashes: tuple[float, ...] = ()
    fill: float = 0.0


def stroke_of(item: Item, *, selected: bool, hovered: bool, dragged: bool) -> Stroke:
    """Return how an item's box is drawn."""
    shape = item.shape
    strong = selected or hovered or shape.is_keyframe
    fill = 0.0
    if not dragged:
        fill = 0.12 if selected else 0.08 if hovered else 0.0
    return _stroke(suggested=item.is_suggestion, occluded=shape.occluded, strong=strong, fill=fill)


@lru_cache(maxsize=64)
def _stroke(*, suggested: bool, occluded: bool, strong: bool, fill: float) -> Stroke:
    """Make each kind of stroke once: a crowd asks for thousands."""
    dashes = DOTS_PX if suggested else DASHES_PX if occluded else ()
    return Stroke(2.0 if strong else 1.0, 1.0 if strong else 0.9, dashes=dashes, fill=fill)
