"""Boxes in source pixels.

Knows the arithmetic of axis-aligned rectangles; knows nothing of frames, screens or files.

- x runs right, y runs down, both from the frame's top left corner; (x, y) is the box's
  top left corner and w, h are never negative.
- Coordinates are kept exactly as given. What a person draws is rounded by the gestures, so
  that its JSON stays short; what is imported is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned rectangle in source pixels.

    Raises:
        ValueError: a coordinate is not finite, or a side is negative.
    """

    x: float
    y: float
    w: float
    h: float

    def __post_init__(self) -> None:
        # A NaN would make a box unequal to itself, and every edit on it stale.
        if not (isfinite(self.x + self.y + self.w + self.h) and self.w >= 0 and self.h >= 0):
            raise ValueError("a box needs finite coordinates and sides of at least 0")

    @classmethod
    def from_corners(cls, a: tuple[float, float], b: tuple[float, float]) -> "Box":
        """Return the box that two opposite corners span, whichever they are."""
        return cls(min(a[0], b[0]), min(a[1], b[1]), abs(b[0] - a[0]), abs(b[1] - a[1]))

    @classmethod
    def from_list(cls, untrusted: Sequence[float]) -> "Box":
        """Read `[x, y, w, h]`.

        Raises:
            ValueError: not four finite numbers with sides of at least 0.
        """
        if len(untrusted) != 4 or any(
            isinstance(value, bool) or not isinstance(value, int | float) for value in untrusted
        ):
            raise ValueError("a box is a list of four numbers")
        x, y, w, h = untrusted
        return cls(float(x), float(y), float(w), float(h))

    def to_list(self) -> list[float]:
        """Return `[x, y, w, h]`, the stored form."""
        return [self.x, self.y, self.w, self.h]

    @property
    def x2(self) -> float:
        return self.x + self.w

    @property
    def y2(self) -> float:
        return self.y + self.h

    @property
    def area(self) -> float:
        return self.w * self.h

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    def moved(self, dx: float, dy: float) -> "Box":
        return Box(self.x + dx, self.y + dy, self.w, self.h)

    def rounded(self) -> "Box":
        """Return the box on the 0.01 px grid on which people's gestures are kept."""
        return Box(round(self.x, 2), round(self.y, 2), round(self.w, 2), round(self.h, 2))

    def clipped(self, width: float, height: float) -> "Box":
        """Return the part inside a frame of that size; an empty box when there is none."""
        x, y = min(max(self.x, 0.0), width), min(max(self.y, 0.0), height)
        x2, y2 = min(max(self.x2, 0.0), width), min(max(self.y2, 0.0), height)
        return Box(x, y, x2 - x, y2 - y)

    def slid_inside(self, width: float, height: float) -> "Box":
        """Return the box moved, not resized, to where it lies inside a frame of that size.

        A box that is larger than the frame is moved only until it covers it.
        """
        x = min(max(self.x, min(0.0, width - self.w)), max(0.0, width - self.w))
        y = min(max(self.y, min(0.0, height - self.h)), max(0.0, height - self.h))
        return Box(x, y, self.w, self.h)

    def contains(self, x: float, y: float) -> bool:
        """Tell whether a point lies inside or on the border."""
        return self.x <= x <= self.x2 and self.y <= y <= self.y2


def iou(a: Box, b: Box) -> float:
    """Return the intersection over the union of two boxes, 0 … 1."""
    width = min(a.x2, b.x2) - max(a.x, b.x)
    height = min(a.y2, b.y2) - max(a.y, b.y)
    if width <= 0 or height <= 0:
        return 0.0
    # Far from the corner, the edges of a tiny box are rounded to more than it measures.
    shared = min(width * height, a.area, b.area)
    if shared <= 0:
        return 0.0
    return shared / (a.area + b.area - shared)


def between(a: Box, b: Box, share: float) -> Box:
    """Return the box that lies the given share (0 … 1) of the way from `a` to `b`."""
    return Box(
        a.x + (b.x - a.x) * share,
        a.y + (b.y - a.y) * share,
        a.w + (b.w - a.w) * share,
        a.h + (b.h - a.h) * share,
    )
