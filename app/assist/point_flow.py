"""Points followed from one picture to the next, there and back, on a crop around a box."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.annotation.geometry import Box

Grey = npt.NDArray[np.uint8]
Places = npt.NDArray[np.float64]

# A point is lost that comes back farther from where it began, in pixels of the crop.
_MOST_BACK_PX = 2.0
# Around the box, for what moves fast: a share of its longer side, and at least some pixels.
_MARGIN, _LEAST_MARGIN_PX = 0.6, 32.0
# A larger box is followed on a smaller picture: more pixels place its middle no better.
_LONGEST_SIDE_PX = 120.0
_WINDOW = (15, 15)
_LEVELS = 3
_CRITERIA = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 20, 0.03)


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Of each point, in the order given: how it moved, and how far that can be relied on.

    `shift` is (n, 2) in pixels of the picture; `found` whether the point came back to where it
    began; `back` how far from there it did; `change` how much its surroundings changed.
    """

    shift: Places
    found: npt.NDArray[np.bool_]
    back: npt.NDArray[np.float64]
    change: npt.NDArray[np.float64]


def flow_of(before: Grey, after: Grey, points: Places, box: Box) -> Flow:
    """Follow (n, 2) points in or beside a box; both pictures are whole, of one size."""
    left, top, right, bottom = _crop(before.shape, box)
    scale = min(1.0, _LONGEST_SIDE_PX / max(box.w, box.h))
    old = _scaled(before[top:bottom, left:right], scale)
    new = _scaled(after[top:bottom, left:right], scale)
    start = ((points - (left, top)) * scale).astype(np.float32).reshape(-1, 1, 2)
    there, found, change = _followed(old, new, start)
    again, found_again, _ = _followed(new, old, there)
    back = np.linalg.norm((again - start).reshape(-1, 2), axis=1).astype(np.float64)
    sound = found & found_again & (back < _MOST_BACK_PX)
    return Flow((there - start).reshape(-1, 2).astype(np.float64) / scale, sound, back, change)


def _followed(
    old: Grey, new: Grey, points: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_], Places]:
    """Give where (n, 1, 2) points are now, which were found, and how their surroundings changed."""
    there, found, change = cv2.calcOpticalFlowPyrLK(
        old,
        new,
        points,
        np.empty_like(points),
        winSize=_WINDOW,
        maxLevel=_LEVELS,
        criteria=_CRITERIA,
    )
    is_found = np.asarray(found).ravel() == 1
    # Of points that were not found OpenCV leaves whatever was in memory.
    known = np.where(is_found, np.asarray(change, np.float32).ravel(), np.float32(0))
    return np.asarray(there, np.float32), is_found, known.astype(np.float64)


def _crop(shape: tuple[int, ...], box: Box) -> tuple[int, int, int, int]:
    margin = max(_MARGIN * max(box.w, box.h), _LEAST_MARGIN_PX)
    height, width = shape
    left = int(min(max(box.x - margin, 0), width - 1))
    top = int(min(max(box.y - margin, 0), height - 1))
    right = int(min(max(box.x2 + margin + 1, left + 1), width))
    bottom = int(min(max(box.y2 + margin + 1, top + 1), height))
    return left, top, right, bottom


def _scaled(part: Grey, scale: float) -> Grey:
    if scale == 1.0:
        return np.ascontiguousarray(part)
    size = (max(round(part.shape[1] * scale), 1), max(round(part.shape[0] * scale), 1))
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
