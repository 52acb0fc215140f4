"""What many lanes that change at once do to the strips that count their objects. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np

from app.ui.timeline.activity import Activity, Bounds, bounds_of
from app.ui.timeline.spans import Lane


class Recount:
    """Gathers what goes and what comes, and counts all of it together.

    To count a thousand lanes one by one takes longer than a frame is shown.
    """

    def __init__(self) -> None:
        self._gone: defaultdict[UUID, list[Bounds]] = defaultdict(list)
        self._came: defaultdict[UUID, list[Bounds]] = defaultdict(list)

    def change(self, old: Lane | None, new: Lane | None) -> None:
        """Count a track's lane in another's place."""
        if _count_alike(old, new):
            return
        for lane, counted in ((old, self._gone), (new, self._came)):
            if lane is not None:
                counted[lane.label_id].append(bounds_of(lane))

    def move(self, label_id: UUID, gone: Sequence[int], came: Sequence[int]) -> None:
        """Count single-frame boxes of a label that went from these frames and came on others."""
        if sorted(gone) != sorted(came):
            self._gone[label_id].append(_on(gone))
            self._came[label_id].append(_on(came))

    def into(self, activity: Activity, by_label: Mapping[UUID, Activity]) -> bool:
        """Count it; return whether that can tell in the strips."""
        for counted, count in ((self._gone, Activity.remove), (self._came, Activity.add)):
            for label_id, bounds in counted.items():
                all_of_them = _joined(bounds)
                count(activity, all_of_them)
                if label_id in by_label:
                    count(by_label[label_id], all_of_them)
        return bool(self._gone or self._came)


def _on(frames: Sequence[int]) -> Bounds:
    first = np.array(frames, dtype=np.int64)
    return first, first + 1


def _joined(bounds: Sequence[Bounds]) -> Bounds:
    if len(bounds) == 1:
        return bounds[0]
    return np.concatenate([one[0] for one in bounds]), np.concatenate([one[1] for one in bounds])


def _count_alike(old: Lane | None, new: Lane | None) -> bool:
    """Tell whether the strip cannot tell two lanes apart."""
    if old is None or new is None or old.label_id != new.label_id:
        return False
    return old.spans == new.spans and old.outside == new.outside
