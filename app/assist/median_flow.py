"""Follows one box from frame to frame by the motion of points in it; stops where it is in doubt.

Median flow (Kalal, Mikolajczyk, Matas: Forward-backward error, ICPR 2010), with its limits known:

- A grid of points is followed there and back. Points that do not come back, or whose surroundings
  changed, are dropped; the median of the others moves the box, the median of their distances scales
  it. Points near the box's middle weigh more: towards its edges they belong to what lies behind.
- A box that the picture's edge cuts off grows while the object comes in (`picture_edges`).
- It is in doubt where too few points are left, where the box no longer looks like the patch it
  began with (`likeness`), or where most of it has left the picture. It never guesses on.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from app.assist.likeness import Grey, Patch
from app.assist.picture_edges import (
    POINTS_A_SIDE,
    Side,
    comes_in,
    drawn_to_edge,
    points_at,
    sides_at_edge,
)
from app.assist.point_flow import Flow, Places, flow_of
from models.annotation.geometry import Box

MODEL = "median flow"
VERSION = "1"

LEAST_POINTS = 10
LEAST_LIKENESS = 0.25
_GRID = 12
# The outermost tenth of a drawn box is mostly background.
_INSET = 0.1
_SPREAD = 0.5
_LEAST_SIDE_PX = 4.0
# Less of it in the picture than this, and it has left.
_LEAST_INSIDE = 0.35
_MOST_SCALING = 1.12
# Points beside each other tell little of the scale: their distance is mostly error.
_FAR_APART = 0.2
_FELLOW_SHARE, _FELLOW_PX = 0.5, 2.0
_FEWEST_FELLOWS = 8


class Doubt(StrEnum):
    """Why a box is not followed any further."""

    FEW_POINTS = "few points"
    UNLIKE = "unlike"
    LEFT = "left"
    TOO_SMALL = "too small"


@dataclass(frozen=True, slots=True)
class Followed:
    """Where the box is on the next frame, cut off at the picture's edges.

    `likeness` is what it has in common with the patch it began with, at most 1.
    """

    box: Box
    likeness: float


class MedianFlow:
    """Follows one box. Give it the frames one after another, whole, as (height, width) uint8."""

    def __init__(self, first: Grey, box: Box) -> None:
        """Begin with the box as it stands on the first frame, in that picture's pixels."""
        self._before, self._box = first, box
        self._patch = Patch.of(first, box)

    def follow(self, after: Grey) -> Followed | Doubt:
        """Find the box on the next frame. After a doubt it stays where it was seen last."""
        height, width = after.shape
        part = self._box.clipped(width, height)
        if min(part.w, part.h) < _LEAST_SIDE_PX:
            return Doubt.TOO_SMALL if part.area else Doubt.LEFT
        sides = sides_at_edge(self._box, width, height)
        grid, weights = _grid(part)
        points = np.vstack([grid, *(points_at(side, part) for side in sides)])
        flow = flow_of(self._before, after, points, part)
        kept = _relied_on(flow, len(grid))
        if kept is None:
            return Doubt.FEW_POINTS
        shift = _shift(flow.shift[kept], weights[kept])
        scaling = _scaling(grid[kept], flow.shift[kept], shift, part)
        moved, is_coming_in = _placed(
            self._box, shift, scaling, sides=sides, flow=flow, size=(width, height)
        )
        return self._judged(after, moved, is_coming_in=is_coming_in)

    def _judged(self, after: Grey, moved: Box, *, is_coming_in: bool) -> Followed | Doubt:
        inside = moved.clipped(after.shape[1], after.shape[0])
        if inside.area < _LEAST_INSIDE * moved.area:
            return Doubt.LEFT
        if min(inside.w, inside.h) < _LEAST_SIDE_PX:
            return Doubt.TOO_SMALL
        seen = Patch.of(after, moved)
        likeness = 1.0
        if is_coming_in:
            # It shows what it did not show before: the comparison begins anew.
            self._patch = seen
        else:
            likeness = self._patch.likeness(seen)
            if likeness < LEAST_LIKENESS:
                return Doubt.UNLIKE
        self._before, self._box = after, moved
        return Followed(inside, likeness)


def _grid(part: Box) -> tuple[Places, Places]:
    """Give points all over a box, and how much each weighs."""
    along = np.linspace(_INSET, 1 - _INSET, _GRID)
    across, down = (axis.ravel() for axis in np.meshgrid(along, along))
    off = (across - 0.5) ** 2 + (down - 0.5) ** 2
    points = np.column_stack((part.x + part.w * across, part.y + part.h * down))
    return points, np.exp(-off / _SPREAD)


def _relied_on(flow: Flow, count: int) -> npt.NDArray[np.intp] | None:
    """Choose among the first `count` points those that tell best; None where too few are left."""
    found = flow.found[:count]
    if int(found.sum()) < LEAST_POINTS:
        return None
    back, change = flow.back[:count], flow.change[:count]
    steady = found & (back <= np.median(back[found]))
    same = steady & (change <= np.median(change[found]))
    for chosen in (same, steady):
        if int(chosen.sum()) >= LEAST_POINTS:
            return np.flatnonzero(chosen)
    return np.flatnonzero(found)


def _shift(shifts: Places, weights: Places) -> tuple[float, float]:
    """Give the weighted median along both axes."""
    middles = []
    for values in shifts.T:
        order = np.argsort(values)
        summed = np.cumsum(weights[order])
        middles.append(float(values[order][np.searchsorted(summed, summed[-1] / 2)]))
    return middles[0], middles[1]


def _scaling(points: Places, shifts: Places, shift: tuple[float, float], part: Box) -> float:
    """Give how much larger the box has become, by points that move as it does."""
    speed = float(np.hypot(*shift))
    strays = np.linalg.norm(shifts - shift, axis=1)
    fellows = strays < max(_FELLOW_PX, _FELLOW_SHARE * speed)
    if int(fellows.sum()) < _FEWEST_FELLOWS:
        return 1.0
    old = points[fellows]
    new = old + shifts[fellows]
    first, second = np.triu_indices(len(old), 1)
    was = np.linalg.norm(old[first] - old[second], axis=1)
    now = np.linalg.norm(new[first] - new[second], axis=1)
    far = was > _FAR_APART * max(part.w, part.h)
    if not far.any():
        return 1.0
    return min(max(float(np.median(now[far] / was[far])), 1 / _MOST_SCALING), _MOST_SCALING)


def _placed(
    box: Box,
    shift: tuple[float, float],
    scaling: float,
    *,
    sides: tuple[Side, ...],
    flow: Flow,
    size: tuple[int, int],
) -> tuple[Box, bool]:
    """Give the box where it is now, and whether more of it is coming into the picture."""
    (x, y), w, h = box.center, box.w * scaling, box.h * scaling
    moved = Box(x + shift[0] - w / 2, y + shift[1] - h / 2, w, h)
    is_coming_in = False
    for number, side in enumerate(sides):
        start = _GRID * _GRID + number * POINTS_A_SIDE
        if comes_in(side, shift, flow, slice(start, start + POINTS_A_SIDE)):
            moved = drawn_to_edge(moved, side, *size)
            is_coming_in = True
    return moved, is_coming_in
