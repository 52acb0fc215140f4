"""Which object of then is which object of now. No Qt.

- The same id is the same object: a round keeps them.
- Else the comparison says which track stands for which, as far as the two meet on the frame.
- What is left is matched on the frame that is shown, where two boxes are each other's best.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from app.ui.canvas.scene import Item
from models.annotation.geometry import Box, iou

Pair = tuple[Item | None, Item | None]
_NOBODY: Mapping[UUID, UUID] = MappingProxyType({})


class Partners:
    """Knows of tracks for the whole clip; the boxes of one frame are paired with its help.

    `of_before` gives the track of now that stands for one of then, `threshold` the IoU from which
    on two boxes that nothing else joins are one object.
    """

    def __init__(self, of_before: Mapping[UUID, UUID] = _NOBODY, *, threshold: float = 0.5) -> None:
        self._of_before = dict(of_before)
        self._of_now = {now: before for before, now in self._of_before.items()}
        self._threshold = threshold

    def now_of(self, track_id: UUID) -> UUID | None:
        """Return the track of now that the comparison takes for one of then."""
        return self._of_before.get(track_id)

    def before_of(self, track_id: UUID) -> UUID | None:
        """Return the track of then that the comparison takes for one of now."""
        return self._of_now.get(track_id)

    def pairs(self, before: Sequence[Item], now: Sequence[Item]) -> tuple[Pair, ...]:
        """Pair the boxes of one frame; what has no partner stands alone."""
        of_now = {item.track_id: item for item in now}
        found: list[Pair] = []
        left: list[Item] = []
        for item in before:
            there = of_now.pop(item.track_id, None)
            if there is None:
                left.append(item)
            else:
                found.append((item, there))
        lonely: list[Item] = []
        for item in left:
            partner = self._of_before.get(item.track_id)
            there = None if partner is None else of_now.get(partner)
            if there is None or iou(item.box, there.box) == 0:
                lonely.append(item)
            else:
                found.append((item, of_now.pop(there.track_id)))
        rest = list(of_now.values())
        for row, column in _mutual(
            [one.box for one in lonely], [one.box for one in rest], self._threshold
        ):
            found.append((lonely[row], rest[column]))
        taken = {id(item) for pair in found for item in pair}
        found += [(item, None) for item in lonely if id(item) not in taken]
        found += [(None, item) for item in rest if id(item) not in taken]
        return tuple(found)


def _mutual(
    rows: Sequence[Box], columns: Sequence[Box], threshold: float
) -> Iterable[tuple[int, int]]:
    """Yield the pairs of which each is the other's best, from an IoU on."""
    if not rows or not columns:
        return
    overlaps = _overlaps(_corners(rows), _corners(columns))
    best, best_back = overlaps.argmax(axis=1), overlaps.argmax(axis=0)
    for row, column in enumerate(best.tolist()):
        if best_back[column] == row and overlaps[row, column] >= threshold:
            yield row, column


def _corners(boxes: Sequence[Box]) -> NDArray[np.float64]:
    return np.array([(one.x, one.y, one.x2, one.y2) for one in boxes], np.float64)


def _overlaps(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (len(a), len(b)): the IoU of each with each."""
    # An axis at a time, in place: on a crowded frame whatever is made anew costs more than sums.
    shared = _shared(a, b, axis=0)
    shared *= _shared(a, b, axis=1)
    areas = np.add.outer((a[:, 2:] - a[:, :2]).prod(axis=1), (b[:, 2:] - b[:, :2]).prod(axis=1))
    areas -= shared
    shared /= np.maximum(areas, 1e-9, out=areas)
    return shared


def _shared(a: NDArray[np.float64], b: NDArray[np.float64], *, axis: int) -> NDArray[np.float64]:
    """Return (len(a), len(b)): how much of an axis two boxes share."""
    shared: NDArray[np.float64] = np.minimum.outer(a[:, axis + 2], b[:, axis + 2])
    shared -= np.maximum.outer(a[:, axis], b[:, axis])
    return np.maximum(shared, 0.0, out=shared)
