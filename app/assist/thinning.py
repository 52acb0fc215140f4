"""Few keyframes of many boxes: between those that are kept, each box lies where it was, nearly.

The bound is exact: linear interpolation between the kept boxes, as they are stored, differs from
each of the boxes left out by at most the tolerance on each of its four edges. From each kept box on
the next is the farthest that can still be reached by straight lines through all tolerances (a cone
of slopes for each edge), so the time grows with the number of boxes.
"""

from collections.abc import Sequence
from itertools import pairwise

from models.annotation.geometry import Box

WITHIN_PX = 1.0
# Interpolating rounds: this much of the tolerance is not used.
_ROUNDING_PX = 1e-6

_Edges = tuple[float, float, float, float]


def sparse(
    frames: Sequence[int], boxes: Sequence[Box], *, within_px: float = WITHIN_PX
) -> tuple[int, ...]:
    """Return the places of those boxes that have to be kept, the first and the last among them.

    `frames` ascend, and `boxes[i]` belongs to `frames[i]`. Kept boxes are taken to be stored
    rounded to 0.01 px (`Box.rounded`).

    Raises:
        ValueError: frames and boxes are not of one number, or the frames do not ascend.
    """
    if len(frames) != len(boxes) or any(b <= a for a, b in pairwise(frames)):
        raise ValueError("each box needs a frame of its own, in ascending order")
    if not frames:
        return ()
    paths = [_edges(box) for box in boxes]
    stored = [_edges(box.rounded()) for box in boxes]
    kept = [0]
    while kept[-1] < len(frames) - 1:
        kept.append(_farthest(frames, paths, stored, kept[-1], within_px - _ROUNDING_PX))
    return tuple(kept)


def _farthest(
    frames: Sequence[int],
    paths: Sequence[_Edges],
    stored: Sequence[_Edges],
    start: int,
    within_px: float,
) -> int:
    """Return the last place to which straight lines from `start` pass all boxes between."""
    reached = start + 1
    low, high = [float("-inf")] * 4, [float("inf")] * 4
    origin = stored[start]
    for place in range(start + 1, len(frames)):
        span = frames[place] - frames[start]
        slopes = [(stored[place][edge] - origin[edge]) / span for edge in range(4)]
        if all(low[edge] <= slopes[edge] <= high[edge] for edge in range(4)):
            reached = place
        for edge in range(4):
            away = paths[place][edge] - origin[edge]
            low[edge] = max(low[edge], (away - within_px) / span)
            high[edge] = min(high[edge], (away + within_px) / span)
            if low[edge] > high[edge]:
                return reached
    return reached


def _edges(box: Box) -> _Edges:
    return (box.x, box.y, box.x2, box.y2)
