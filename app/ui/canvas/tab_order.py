"""Where Tab goes. No Qt.

With boxes under the pointer it goes round those, the hovered one first. Elsewhere it goes through
all boxes of the frame from left to right, and past the last one out of the canvas: the keyboard
must find a way on (WCAG 2.2, 2.1.2).
"""

from collections.abc import Sequence
from uuid import UUID

from app.ui.canvas.scene import Item


def next_round(stack: Sequence[UUID], current: UUID | None, *, backwards: bool) -> UUID | None:
    """Return the next of boxes that lie over each other, round and round."""
    if not stack:
        return None
    if current not in stack:
        return stack[-1] if backwards else stack[0]
    return stack[(stack.index(current) + (-1 if backwards else 1)) % len(stack)]


def next_along(items: Sequence[Item], current: UUID | None, *, backwards: bool) -> UUID | None:
    """Return the next box by position, or None past the last; from none to the first."""
    order = [item.track_id for item in sorted(items, key=_place)]
    if backwards:
        order.reverse()
    if current not in order:
        return order[0] if order else None
    at = order.index(current) + 1
    return order[at] if at < len(order) else None


def _place(item: Item) -> tuple[float, float, int]:
    x, y = item.box.center
    return x, y, item.track.number
