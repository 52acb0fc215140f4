"""The single-frame boxes of one label, by the frame that they stand on: one lane of the timeline.

Pure. Tens of thousands may stand there, and each edit asks for the lane anew: nothing is sorted but
what an edit brings.
"""

from __future__ import annotations

from bisect import bisect_left
from uuid import UUID

from app.ui.timeline.spans import Lane
from models.annotation import Track

# On which frames boxes went, and came.
Moved = tuple[list[int], list[int]]


class LabelBoxes:
    """Knows which boxes came and went since the lane was last made."""

    def __init__(self, label_id: UUID) -> None:
        self._label_id = label_id
        self.boxes: dict[UUID, Track] = {}
        self._hidden = self._locked = 0
        # Of each frame the boxes that are seen there, in the order of their ids, and these as ints.
        self._on_frame: dict[int, list[UUID]] = {}
        self._ids: dict[int, list[int]] = {}
        self._gone: list[int] = []
        self._came: list[int] = []

    def add(self, box: Track) -> None:
        self.boxes[box.id] = box
        self._count(box, 1)
        for frame in _frames(box):
            ids = self._ids.setdefault(frame, [])
            at = bisect_left(ids, box.id.int)
            ids.insert(at, box.id.int)
            self._on_frame.setdefault(frame, []).insert(at, box.id)
            self._came.append(frame)

    def remove(self, box: Track) -> None:
        del self.boxes[box.id]
        self._count(box, -1)
        for frame in _frames(box):
            ids = self._ids[frame]
            at = bisect_left(ids, box.id.int)
            del ids[at], self._on_frame[frame][at]
            self._gone.append(frame)
            if not ids:
                del self._ids[frame], self._on_frame[frame]

    def lane(self) -> Lane:
        """Make the lane as it is now."""
        frames: list[int] = []
        owners: list[UUID] = []
        for frame in sorted(self._on_frame):
            there = self._on_frame[frame]
            frames += [frame] * len(there)
            owners += there
        return Lane(
            key=self._label_id,
            label_id=self._label_id,
            number=None,
            frames=tuple(frames),
            owners=tuple(owners),
            hidden=self._hidden == len(self.boxes),
            locked=self._locked == len(self.boxes),
        )

    def taken_over(self) -> Moved:
        """Return on which frames boxes went and came, and begin to count anew."""
        moved, self._gone, self._came = (self._gone, self._came), [], []
        return moved

    def _count(self, box: Track, count: int) -> None:
        self._hidden += count * box.hidden
        self._locked += count * box.locked


def _frames(box: Track) -> list[int]:
    return [keyframe.frame_index for keyframe in box.keyframes if not keyframe.outside]
