"""The boxes of one side on every compared frame, as arrays.

- A *place* is a frame's position among the compared ones: 0 for the first, whatever its index.
- A *number* is a track's, 0-based and without holes; UUIDs stay outside.
- Rows are sorted by place. A track has at most one row a place.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.quality.errors import CompareCancelledError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, eq=False)
class BoxTable:
    """Boxes, a row each.

    Attributes:
        places: (N,) int64, ascending.
        tracks: (N,) int64, the numbers of the tracks, below `track_count`.
        labels: (N,) int64, codes of labels; what they mean is the caller's.
        boxes: (N, 4) float64: x, y, w, h in source pixels.
    """

    places: Ints
    tracks: Ints
    labels: Ints
    boxes: Floats
    place_count: int
    track_count: int

    def __len__(self) -> int:
        return len(self.places)

    def only(self, rows: Bools) -> "BoxTable":
        """Return the table of some of the rows; tracks keep their numbers."""
        return BoxTable(
            self.places[rows],
            self.tracks[rows],
            self.labels[rows],
            self.boxes[rows],
            place_count=self.place_count,
            track_count=self.track_count,
        )

    def frames_of_tracks(self) -> Ints:
        """Return (track_count,): on how many frames each track shows a box."""
        return np.bincount(self.tracks, minlength=self.track_count).astype(np.int64)


def box_table(
    places: npt.ArrayLike,
    tracks: npt.ArrayLike,
    boxes: npt.ArrayLike,
    *,
    place_count: int,
    labels: npt.ArrayLike | None = None,
    track_count: int | None = None,
) -> BoxTable:
    """Make a table of plain arrays, whose rows may come in any order; without labels all are 0.

    Raises:
        ValueError: the lengths differ, a number is out of range, a box is not finite or has a
            negative side, or a track has two boxes on one frame.
    """
    at = np.asarray(places, dtype=np.int64)
    of = np.asarray(tracks, dtype=np.int64)
    xywh = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
    codes = np.zeros(len(at), np.int64) if labels is None else np.asarray(labels, dtype=np.int64)
    if not len(at) == len(of) == len(xywh) == len(codes):
        raise ValueError("each box needs a place, a track and a label")
    count = int(of.max(initial=-1)) + 1 if track_count is None else track_count
    if len(at) and (at.min() < 0 or at.max() >= place_count or of.min() < 0 or of.max() >= count):
        raise ValueError("a place or a track lies outside its range")
    if not np.isfinite(xywh).all() or (xywh[:, 2:] < 0).any():
        raise ValueError("a box needs finite coordinates and sides of at least 0")
    if len(np.unique(at * max(count, 1) + of)) != len(at):
        raise ValueError("a track shows at most one box on a frame")
    order = np.argsort(at, kind="stable")
    return BoxTable(
        at[order],
        of[order],
        codes[order],
        xywh[order],
        place_count=place_count,
        track_count=count,
    )


def stop_if(cancelled: Cancelled) -> None:
    """Raise where the comparison is no longer wanted.

    Raises:
        CompareCancelledError: it is not.
    """
    if cancelled():
        raise CompareCancelledError
