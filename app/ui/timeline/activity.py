"""How many objects each frame shows: the strip of bars above the lanes.

Pure. A lane adds its spans as +1 and -1 at their ends, so that an edit costs its own track's spans
and not the whole annotation's; the running sum is taken when the strip is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from app.ui.timeline.spans import Lane

Bounds = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
"""Of each stretch of a lane: its first frame, and the one behind its last."""


class Activity:
    """The number of objects on each frame of a clip, held tails included."""

    def __init__(self, frame_count: int) -> None:
        self._steps = np.zeros(frame_count + 1, dtype=np.int32)
        self._counts: npt.NDArray[np.int32] | None = None

    def add(self, bounds: Bounds) -> None:
        self._apply(bounds, 1)

    def remove(self, bounds: Bounds) -> None:
        self._apply(bounds, -1)

    def add_lanes(self, lanes: Iterable[Lane]) -> None:
        """Add very many at once, which costs a fraction of adding one after the other."""
        frames: list[int] = []
        stretches: list[tuple[int, int]] = []
        for lane in lanes:
            if lane.number is None:
                frames.extend(lane.frames)
            else:
                stretches.extend(_seen(lane))
        boxes = np.array(frames, dtype=np.int64)
        both = np.array(stretches, dtype=np.int64).reshape(-1, 2)
        self.add((boxes, boxes + 1))
        self.add((both[:, 0], both[:, 1]))

    @property
    def counts(self) -> npt.NDArray[np.int32]:
        """Objects on each frame, shape (frame_count,). Not to be written to."""
        if self._counts is None:
            self._counts = np.cumsum(self._steps[:-1], dtype=np.int32)
        return self._counts

    def peaks(self, edges: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """Give the highest count in each of the stretches between `edges` (rising frames).

        An empty stretch, at a zoom where a bar is narrower than a frame, takes the count of the
        frame at its left edge.
        """
        counts = self.counts
        if not len(counts) or len(edges) < 2:
            return np.zeros(0, dtype=np.int32)
        bounded = np.clip(edges, 0, len(counts) - 1)
        # reduceat's last stretch would run to the end of the clip; the cut keeps it in view.
        return np.maximum.reduceat(counts[: bounded[-1] + 1], bounded[:-1])

    def _apply(self, bounds: Bounds, sign: int) -> None:
        self._counts = None
        last = len(self._steps) - 1
        starts, stops = bounds
        inside = starts < last
        np.add.at(self._steps, starts[inside], sign)
        np.subtract.at(self._steps, np.minimum(stops[inside], last), sign)


def bounds_of(lane: Lane) -> Bounds:
    """Give where boxes of a lane begin to be seen, and where they no longer are."""
    if lane.number is None:
        frames = np.array(lane.frames, dtype=np.int64)
        return frames, frames + 1
    both = np.array(list(_seen(lane)), dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _seen(lane: Lane) -> Iterator[tuple[int, int]]:
    """Yield where a track begins to be seen, and the frame on which it no longer is."""
    for start, end in _stretches(lane):
        # On an outside keyframe itself the object has left already.
        yield start, end if end in lane.outside else end + 1


def _stretches(lane: Lane) -> Iterator[tuple[int, int]]:
    """Yield where a track is seen without a break: spans of two kinds share a keyframe."""
    start = end = -1
    for span in lane.spans:
        if span.start != end:
            if start >= 0:
                yield start, end
            start = span.start
        end = span.end
    if start >= 0:
        yield start, end
