"""The line around objects that belong together. Source or view pixels alike; no Qt."""

from collections.abc import Sequence

from app.ui.canvas.hit_testing import Rect
from app.ui.canvas.scene import Scene

Point = tuple[float, float]

# Apart from each other for colour-blind eyes too (Okabe and Ito), and from the accent.
_COLORS = ("#56B4E9", "#CC79A7", "#009E73", "#F0E442", "#0072B2", "#D55E00")


def group_color(group: int) -> str:
    """Return a group's colour, `#RRGGBB`."""
    return _COLORS[group % len(_COLORS)]


def selected_groups(scene: Scene) -> tuple[int, ...]:
    """Return the groups of the selected boxes that the frame shows."""
    groups = {item.track.group for item in scene.selected_items()} - {0}
    return tuple(sorted(groups))


def hull(rects: Sequence[Rect], margin: float) -> tuple[Point, ...]:
    """Return the convex hull of rectangles, each widened by a margin, clockwise on a screen.

    Andrew's monotone chain (1979).
    """
    corners = sorted(
        {
            (x, y)
            for left, top, width, height in rects
            for x in (left - margin, left + width + margin)
            for y in (top - margin, top + height + margin)
        }
    )
    if len(corners) < 3:
        return tuple(corners)
    lower, upper = _chain(corners), _chain(corners[::-1])
    return tuple(lower[:-1] + upper[:-1])


def _chain(points: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
