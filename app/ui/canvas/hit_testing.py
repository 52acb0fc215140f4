"""What lies under the pointer. View pixels only; no Qt, no frames, no tracks.

- Handles of the hovered, the selected and the topmost box come before any body.
- A handle reaches 10 px outwards and at most a quarter of the box inwards, so that a box of a
  few pixels can still be taken by its body.
- Of the bodies under the pointer the smallest wins, so that a small box inside a big one stays
  reachable; Tab goes through the others and the one that it chose then comes first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

REACH_PX = 10.0
# Along an edge, away from the marks, the band is narrower: it is long and would eat bodies.
EDGE_REACH_PX = 6.0

Rect = tuple[float, float, float, float]


class Part(Enum):
    """What of a box is meant: its body, or the handle at that side (column, row)."""

    BODY = (0, 0)
    TOP_LEFT = (-1, -1)
    TOP = (0, -1)
    TOP_RIGHT = (1, -1)
    RIGHT = (1, 0)
    BOTTOM_RIGHT = (1, 1)
    BOTTOM = (0, 1)
    BOTTOM_LEFT = (-1, 1)
    LEFT = (-1, 0)

    @property
    def column(self) -> int:
        """-1: moves the left edge, 1: the right one, 0: neither."""
        return self.value[0]

    @property
    def row(self) -> int:
        """-1: moves the top edge, 1: the bottom one, 0: neither."""
        return self.value[1]

    def point(self, rect: Rect) -> tuple[float, float]:
        """Return where the handle stands on a rectangle."""
        x, y, width, height = rect
        return x + width * (self.column + 1) / 2, y + height * (self.row + 1) / 2


HANDLES = tuple(part for part in Part if part is not Part.BODY)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A box that is shown, in painting order; `fixed` ones have no handles."""

    track_id: UUID
    rect: Rect
    selected: bool = False
    fixed: bool = False

    @property
    def size(self) -> float:
        """The area, by which small boxes come before big ones."""
        return self.rect[2] * self.rect[3]

    def contains(self, x: float, y: float) -> bool:
        """Tell whether a point lies on the body."""
        left, top, width, height = self.rect
        return left <= x <= left + width and top <= y <= top + height


@dataclass(frozen=True, slots=True)
class HitTarget:
    """What a press would take."""

    track_id: UUID
    part: Part


def bodies_at(shown: Iterable[Candidate], x: float, y: float) -> list[Candidate]:
    """Return the boxes whose bodies lie under a point, the smallest first, then the topmost."""
    under = [candidate for candidate in shown if candidate.contains(x, y)]
    under.reverse()
    under.sort(key=lambda candidate: candidate.size)
    return under


def hit(
    shown: Sequence[Candidate],
    at: tuple[float, float],
    *,
    hovered: UUID | None = None,
    preferred: UUID | None = None,
) -> HitTarget | None:
    """Return what lies under a point, or None.

    `hovered` is what the last call returned; `preferred` is what Tab chose here.
    """
    bodies = bodies_at(shown, *at)
    front = next((one for one in bodies if one.track_id == preferred), None)
    if front is None and bodies:
        front = bodies[0]
    grabbed: list[tuple[int, float, HitTarget]] = []
    for candidate in shown:
        if candidate.fixed:
            continue
        if candidate.track_id == preferred:
            rank = 0
        elif candidate.track_id == hovered:
            rank = 1
        elif candidate.selected:
            rank = 2
        elif candidate is front:
            rank = 3
        else:
            continue
        part = part_at(candidate.rect, *at)
        if part is not None:
            away = _distance(part.point(candidate.rect), at)
            grabbed.append((rank, away, HitTarget(candidate.track_id, part)))
    if grabbed:
        return min(grabbed, key=lambda entry: entry[:2])[2]
    return None if front is None else HitTarget(front.track_id, Part.BODY)


def part_at(rect: Rect, x: float, y: float) -> Part | None:
    """Return the handle of a rectangle that a point grabs, or None."""
    left, top, width, height = rect
    column = _side(x, left, width, REACH_PX)
    row = _side(y, top, height, REACH_PX)
    if column and row:
        return Part((column, row))
    if not column and not row:
        return None
    if column:
        near_mark = abs(y - (top + height / 2)) <= REACH_PX
        inside = top <= y <= top + height
        narrow = _side(x, left, width, EDGE_REACH_PX)
        return Part((column, 0)) if inside and (near_mark or narrow) else None
    near_mark = abs(x - (left + width / 2)) <= REACH_PX
    inside = left <= x <= left + width
    narrow = _side(y, top, height, EDGE_REACH_PX)
    return Part((0, row)) if inside and (near_mark or narrow) else None


def _side(at: float, start: float, size: float, reach: float) -> int:
    inwards = min(reach, size / 4)
    near_start = -reach <= at - start <= inwards
    near_end = -inwards <= at - (start + size) <= reach
    if near_start and near_end:
        return -1 if at - start < start + size - at else 1
    return -1 if near_start else int(near_end)


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    return max(abs(a[0] - b[0]), abs(a[1] - b[1]))
