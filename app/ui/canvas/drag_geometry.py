"""How a drag changes a box. Source pixels only; no Qt, no state.

- What is drawn stays inside the frame; what is moved slides along its edge.
- A box that already reaches out of the frame (an imported one) may stay where it is, but is not
  dragged further out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.ui.canvas.hit_testing import Part
from models.annotation.geometry import Box

# What a person cannot have meant; a preference may say otherwise.
MINIMUM_PX = 2.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Constraint:
    """What the person asks of a drag: Shift keeps it `even`, Ctrl works from the `centre`."""

    even: bool = False
    centred: bool = False


FREE = Constraint()


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where boxes may lie."""

    x: float
    y: float
    x2: float
    y2: float

    @classmethod
    def around(cls, box: Box, frame: tuple[float, float]) -> "Bounds":
        """Return the frame, widened to where the box reaches already."""
        return cls(
            min(0.0, box.x), min(0.0, box.y), x2=max(frame[0], box.x2), y2=max(frame[1], box.y2)
        )


def large_enough(box: Box, minimum: float = MINIMUM_PX) -> bool:
    """Tell whether a box is one that a person can have meant."""
    return box.w >= minimum and box.h >= minimum


def union(boxes: list[Box]) -> Box:
    """Return the box around all boxes."""
    return Box.from_corners(
        (min(box.x for box in boxes), min(box.y for box in boxes)),
        (max(box.x2 for box in boxes), max(box.y2 for box in boxes)),
    )


def drawn(anchor: Point, point: Point, frame: tuple[float, float], how: Constraint) -> Box:
    """Return the box from an anchor (a corner, or the centre) to a point.

    `even` makes a square, as large as the longer side asks for and the frame allows.
    """
    anchor_x, anchor_y = _inside(anchor, frame)
    x, y = _inside(point, frame)
    reach_x, reach_y = abs(x - anchor_x), abs(y - anchor_y)
    room_x = frame[0] - anchor_x if x >= anchor_x else anchor_x
    room_y = frame[1] - anchor_y if y >= anchor_y else anchor_y
    if how.centred:
        room_x = min(anchor_x, frame[0] - anchor_x)
        room_y = min(anchor_y, frame[1] - anchor_y)
    if how.even:
        reach_x = reach_y = min(max(reach_x, reach_y), room_x, room_y)
    reach_x, reach_y = min(reach_x, room_x), min(reach_y, room_y)
    if how.centred:
        return Box(anchor_x - reach_x, anchor_y - reach_y, 2 * reach_x, 2 * reach_y)
    corner = (
        anchor_x + (reach_x if x >= anchor_x else -reach_x),
        anchor_y + (reach_y if y >= anchor_y else -reach_y),
    )
    return Box.from_corners((anchor_x, anchor_y), corner)


def around(points: Sequence[Point], frame: tuple[float, float]) -> Box:
    """Return the box that touches all points, as far as they lie in the frame."""
    across = [_held(x, 0.0, frame[0]) for x, _ in points]
    down = [_held(y, 0.0, frame[1]) for _, y in points]
    return Box.from_corners((min(across), min(down)), (max(across), max(down)))


def moved(start: Box, by: Point, bounds: Bounds) -> Box:
    """Return the box moved, sliding along the bounds."""
    x = min(max(start.x + by[0], bounds.x), bounds.x2 - start.w)
    y = min(max(start.y + by[1], bounds.y), bounds.y2 - start.h)
    return Box(x, y, start.w, start.h)


def resized(start: Box, part: Part, by: Point, *, bounds: Bounds, how: Constraint) -> Box:
    """Return the box with the edges of a handle moved; past the opposite edge it turns over.

    `even` keeps the proportions, `centred` moves the opposite edges the other way.
    """
    edges = [start.x, start.y, start.x2, start.y2]
    by_x, by_y = by
    if how.even:
        by_x, by_y = _in_proportion(start, part, by)
    for at, side, delta in ((0, part.column, by_x), (1, part.row, by_y)):
        if side or how.even:
            # Without a side of its own, an even resize grows this axis around its middle.
            moves_end, moves_start = side >= 0, side <= 0
            shift = delta if side else delta / 2
            if moves_end:
                edges[at + 2] += shift
            if moves_start:
                edges[at] += shift if side else -shift
            if how.centred and side:
                edges[at if moves_end else at + 2] -= shift
    x, x2 = sorted((_held(edges[0], bounds.x, bounds.x2), _held(edges[2], bounds.x, bounds.x2)))
    y, y2 = sorted((_held(edges[1], bounds.y, bounds.y2), _held(edges[3], bounds.y, bounds.y2)))
    return Box(x, y, x2 - x, y2 - y)


def _in_proportion(start: Box, part: Part, by: Point) -> Point:
    """Return how far the edges move when both axes grow by one factor."""
    width, height = max(start.w, 1e-6), max(start.h, 1e-6)
    growth_x = 1 + part.column * by[0] / width if part.column else 0.0
    growth_y = 1 + part.row * by[1] / height if part.row else 0.0
    growth = max(growth_x, growth_y, 0.0)
    grown_x, grown_y = (growth - 1) * width, (growth - 1) * height
    return grown_x * (part.column or 1), grown_y * (part.row or 1)


def _inside(point: Point, frame: tuple[float, float]) -> Point:
    return _held(point[0], 0.0, frame[0]), _held(point[1], 0.0, frame[1])


def _held(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
