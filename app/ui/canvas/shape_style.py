"""How boxes look: one table for what the person can tell apart at a glance. No Qt here.

- a keyframe's box is solid, an interpolated or held one fainter and thinner;
- an occluded one is dashed, a suggestion dotted;
- a selected or hovered one is tinted, while it is not being dragged.
"""

from dataclasses import dataclass

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
    dashes: tuple[float, ...] = ()
    if item.is_suggestion:
        dashes = DOTS_PX
    elif shape.occluded:
        dashes = DASHES_PX
    fill = 0.0
    if not dragged:
        fill = 0.12 if selected else 0.08 if hovered else 0.0
    if selected:
        return Stroke(2.0, 1.0, dashes=dashes, fill=fill)
    if shape.is_keyframe or hovered:
        return Stroke(2.0, 1.0, dashes=dashes, fill=fill)
    return Stroke(1.0, 0.9, dashes=dashes, fill=fill)
