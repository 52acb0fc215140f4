"""Which boxes of the two sides overlap, on all frames at once.

Everything else works on these pairs: frames that do not touch each other never meet in a matrix,
so the work grows with what overlaps, not with the product of both sides.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.quality.boxes import Bools, BoxTable, Cancelled, Floats, Ints, stop_if

# Of the pairs to be looked at in one go: their arrays then stay in the processor's cache.
_AT_ONCE = 1 << 15
# TrackEval's slack, so that a box that overlaps by exactly the threshold counts.
EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of boxes on one frame, by rows of their tables, sorted by frame and by truth's row.

    Attributes:
        truth, candidate: (P,) int64, rows.
        iou: (P,) float64, above 0.
    """

    truth: Ints
    candidate: Ints
    iou: Floats

    def __len__(self) -> int:
        return len(self.iou)

    def only(self, wanted: Bools | Ints) -> "Pairs":
        """Return some of the pairs, by a mask, or by their places and in that order."""
        return Pairs(self.truth[wanted], self.candidate[wanted], self.iou[wanted])

    def at_least(self, iou: float) -> "Pairs":
        """Return the pairs that overlap so much or more."""
        return self.only(self.iou >= iou - EPSILON)


def overlapping(truth: BoxTable, candidate: BoxTable, *, cancelled: Cancelled) -> Pairs:
    """Return all pairs that overlap; the IoU is that of `models.annotation.geometry.iou`.

    Raises:
        CompareCancelledError: it was called off.
    """
    found = [Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    ours, theirs = _edges(truth), _edges(candidate)
    for every_row, every_other in _side_by_side(truth, candidate):
        stop_if(cancelled)
        width = np.minimum(ours[2][every_row], theirs[2][every_other])
        width -= np.maximum(ours[0][every_row], theirs[0][every_other])
        near = np.flatnonzero(width > 0)
        rows, others, width = every_row[near], every_other[near], width[near]
        height = np.minimum(ours[3][rows], theirs[3][others])
        height -= np.maximum(ours[1][rows], theirs[1][others])
        one, other = ours[4][rows], theirs[4][others]
        # Far from the corner, the edges of a tiny box are rounded to more than it measures.
        shared = np.minimum(np.minimum(width * height, one), other)
        meet = np.flatnonzero((height > 0) & (shared > 0))
        shared, total = shared[meet], (one + other)[meet]
        found.append(Pairs(rows[meet], others[meet], shared / (total - shared)))
    return Pairs(
        np.concatenate([some.truth for some in found]),
        np.concatenate([some.candidate for some in found]),
        np.concatenate([some.iou for some in found]),
    )


def _edges(table: BoxTable) -> tuple[Floats, ...]:
    """Return left, top, right, bottom and area, each (N,)."""
    x, y, w, h = (np.ascontiguousarray(side) for side in table.boxes.T)
    return x, y, x + w, y + h, w * h


def _side_by_side(truth: BoxTable, candidate: BoxTable) -> Iterator[tuple[Ints, Ints]]:
    """Yield the rows of all pairs that share a frame, some thousands at a time."""
    first = np.searchsorted(candidate.places, truth.places, side="left")
    counts = np.searchsorted(candidate.places, truth.places, side="right") - first
    before = np.concatenate([[0], np.cumsum(counts)])
    start = 0
    while start < len(truth):
        stop = int(np.searchsorted(before, before[start] + _AT_ONCE, side="right")) - 1
        stop = min(max(stop, start + 1), len(truth))
        many = counts[start:stop]
        rows = np.repeat(np.arange(start, stop), many)
        offsets = np.repeat(first[start:stop] - (before[start:stop] - before[start]), many)
        yield rows, np.arange(len(rows)) + offsets
        start = stop
