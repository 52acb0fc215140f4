"""Boxes that the picture's edge cuts off: an object that comes in shows more of itself.

Where a side of the box lies on the edge and the box moves inwards, what appears at the edge may be
the object still, or what lies behind it. Points near that edge tell: while some of them move as
the object does, the side stays on the edge. Few are enough, for no object fills its box.
"""

from dataclasses import dataclass

import numpy as np

from app.assist.point_flow import Flow, Places
from models.annotation.geometry import Box

_AT_EDGE_PX = 1.5
_DEPTHS_PX = (3.0, 12.0)
_ALONG = 10
POINTS_A_SIDE = _ALONG * len(_DEPTHS_PX)
_LEAST_SHARE = 0.15
_LEAST_INWARDS_PX = 0.15
_SAME_SHARE, _SAME_PX = 0.35, 0.3


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a box: its axis (0: x, 1: y), and whether it is the one of the higher value."""

    axis: int
    is_far: bool


_SIDES = (Side(0, False), Side(0, True), Side(1, False), Side(1, True))


def sides_at_edge(box: Box, width: int, height: int) -> tuple[Side, ...]:
    """Say which sides of a box lie on the picture's edge or beyond it."""
    gaps = (box.x, width - box.x2, box.y, height - box.y2)
    return tuple(side for side, gap in zip(_SIDES, gaps, strict=True) if gap <= _AT_EDGE_PX)


def points_at(side: Side, part: Box) -> Places:
    """Give `POINTS_A_SIDE` points near a side of the part of the box that is in the picture."""
    along = np.tile(np.linspace(0.1, 0.9, _ALONG), len(_DEPTHS_PX))
    depth = np.repeat(_DEPTHS_PX, _ALONG)
    low, size = ((part.x, part.w), (part.y, part.h))[side.axis]
    cross_low, cross_size = ((part.y, part.h), (part.x, part.w))[side.axis]
    depth = np.minimum(depth, size / 2)
    inwards = low + size - depth if side.is_far else low + depth
    across = cross_low + cross_size * along
    return np.column_stack((inwards, across) if side.axis == 0 else (across, inwards))


def comes_in(side: Side, shift: tuple[float, float], flow: Flow, which: slice) -> bool:
    """Say whether what appears at this side belongs to an object that moved by `shift`."""
    moved = shift[side.axis]
    if (-moved if side.is_far else moved) <= _LEAST_INWARDS_PX:
        return False
    same = np.abs(flow.shift[which, side.axis] - moved) < max(_SAME_SHARE * abs(moved), _SAME_PX)
    return float((same & flow.found[which]).mean()) >= _LEAST_SHARE


def drawn_to_edge(box: Box, side: Side, width: int, height: int) -> Box:
    """Give the box with this side on the picture's edge."""
    x, y, x2, y2 = box.x, box.y, box.x2, box.y2
    if side.axis == 0:
        x, x2 = (x, float(width)) if side.is_far else (0.0, x2)
    else:
        y, y2 = (y, float(height)) if side.is_far else (0.0, y2)
    return Box(x, y, max(x2 - x, 0.0), max(y2 - y, 0.0))
