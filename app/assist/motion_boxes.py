"""Boxes around what moves before a camera that stands still.

A mixture of Gaussians a pixel (MOG2) learns the background from pictures of the whole range first,
so that nobody who is there from the start is taken for it; shadows are told by their colour of grey
and left out. What is left is closed to blobs; blobs that are too small or too large are noise or a
change of light.
"""

from collections.abc import Iterable

import cv2
import numpy as np
import numpy.typing as npt

from app.assist.finding import Found, Pixels
from models.annotation.geometry import Box

# A quarter of 1080p. Of smaller clips no more than half is given away.
_LONGEST_SIDE_PX = 480
_SAMPLES = 24
_SHADOW_BELOW = 200
# What is darker than so much of the background is a dark thing, not a shadow.
_DARKEST_SHADOW = 0.65
# So much of a smaller box within a larger one, widened by some pixels, makes it a part of that.
_PART_SHARE, _WIDENED_PX = 0.6, 6.0
_NOISE, _SAME = 30, 8
_LEAST_SHARE, _MOST_SHARE = 0.001, 0.45
_LEAST_SIDE_PX = 5
# So much of a box must be filled; the rest is what closing joined.
_LEAST_FILL = 0.2
# The background still learns, slowly: who stays becomes part of it after minutes.
_LEARNING = 0.0005
# What is beyond this is no other exposure, but another scene.
_LEAST_GAIN, _MOST_GAIN = 0.4, 2.5
# An outline that is so much weaker than in the background is a ghost's.
_GHOSTLY = 0.5


class MotionFinder:
    """What moves; the score is how much of the box does."""

    model = "motion"
    version = "MOG2, 1"
    colour = False
    longest_side_px = _LONGEST_SIDE_PX
    samples = _SAMPLES

    def __init__(self) -> None:
        self._ground = cv2.createBackgroundSubtractorMOG2(
            history=500, varThreshold=25, detectShadows=True
        )
        self._ground.setShadowThreshold(_DARKEST_SHADOW)
        self._middle: Pixels | None = None
        self._open = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
        self._close = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 13))

    def learn(self, pictures: Iterable[Pixels]) -> None:
        """Learn the background: what most of the pictures have in common."""
        seen = [*pictures]
        if not seen or any(picture.shape != seen[0].shape for picture in seen):
            return
        self._middle = np.median(np.stack(seen), axis=0).astype(np.uint8)
        same = np.stack([self._in_same_light(picture) for picture in seen])
        self._middle = middle = _most_frequent(same)
        # A mixture begun with somebody's coat would show their ghost for long.
        self._ground.apply(middle, learningRate=1.0)
        for number, picture in enumerate(same):
            is_ground = np.abs(picture.astype(np.int16) - middle) < _NOISE
            known = np.where(is_ground, picture, middle)
            self._ground.apply(known, learningRate=1 / (number + 2))

    def find(self, picture: Pixels) -> list[Found]:
        rate = _LEARNING if self._middle is not None else -1
        picture = self._in_same_light(picture)
        mask = np.asarray(self._ground.apply(picture, learningRate=rate), np.uint8)
        moving = np.where(mask > _SHADOW_BELOW, np.uint8(255), np.uint8(0))
        moving = np.asarray(cv2.morphologyEx(moving, cv2.MORPH_OPEN, self._open), np.uint8)
        joined = cv2.morphologyEx(moving, cv2.MORPH_CLOSE, self._close)
        count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
        blobs = [Box(*map(float, row[:4])) for row in np.asarray(stats)[1:count].tolist()]
        found = []
        for box in _whole(blobs):
            x, y, x2, y2 = (round(value) for value in (box.x, box.y, box.x2, box.y2))
            filled = float((moving[y:y2, x:x2] > 0).mean())
            if (
                _LEAST_SHARE <= box.area / picture.size <= _MOST_SHARE
                and min(box.w, box.h) >= _LEAST_SIDE_PX
                and filled >= _LEAST_FILL
                and not self._is_ghost(picture, moving, (x, y, x2, y2))
            ):
                found.append(Found(box, filled))
        return found

    def _is_ghost(self, picture: Pixels, moving: Pixels, box: tuple[int, int, int, int]) -> bool:
        """Tell whether the outline of what differs stands out in the background, and not here.

        Then it is the background that has somebody in it, who was there for most of the range.
        """
        if self._middle is None:
            return False
        x, y, x2, y2 = box
        outline = np.asarray(
            cv2.morphologyEx(moving[y:y2, x:x2], cv2.MORPH_GRADIENT, self._open), np.bool_
        )
        now, was = (
            float(_steepness(shown[y:y2, x:x2])[outline].mean())
            for shown in (picture, self._middle)
        )
        return now < _GHOSTLY * was

    def _in_same_light(self, picture: Pixels) -> Pixels:
        """Take back what the exposure did to the whole picture since the background was learned."""
        if self._middle is None or self._middle.shape != picture.shape:
            return picture
        now, was = picture[::4, ::4].astype(np.float32), self._middle[::4, ::4]
        gain = float(np.median(now / np.maximum(was, 1)))
        if not _LEAST_GAIN <= gain <= _MOST_GAIN:
            return picture
        return np.clip(picture / gain, 0, 255).astype(np.uint8)


def _steepness(part: Pixels) -> npt.NDArray[np.float32]:
    across = cv2.Sobel(part, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(part, cv2.CV_32F, 0, 1)
    return np.asarray(cv2.magnitude(across, down), np.float32)


def _most_frequent(pictures: Pixels) -> Pixels:
    """Give for each pixel the brightness that most of (n, height, width) pictures agree on.

    Better than the median where people stand for long: they wear different clothes, and what lies
    behind them stays the same.
    """
    best_count = np.zeros(pictures.shape[1:], np.uint16)
    best = pictures[0].copy()
    for picture in pictures:
        count = np.zeros_like(best_count)
        for other in pictures:
            count += cv2.absdiff(picture, other) <= _SAME
        is_better = count > best_count
        best = np.where(is_better, picture, best).astype(np.uint8)
        best_count = np.maximum(best_count, count)
    return np.asarray(best, np.uint8)


def _whole(blobs: list[Box]) -> list[Box]:
    """Put what lies within or close beside a larger blob together with it."""
    kept: list[Box] = []
    for blob in sorted(blobs, key=lambda box: -box.area):
        for at, larger in enumerate(kept):
            wide = Box(
                larger.x - _WIDENED_PX,
                larger.y - _WIDENED_PX,
                larger.w + 2 * _WIDENED_PX,
                larger.h + 2 * _WIDENED_PX,
            )
            across = min(blob.x2, wide.x2) - max(blob.x, wide.x)
            down = min(blob.y2, wide.y2) - max(blob.y, wide.y)
            if across > 0 and down > 0 and across * down >= _PART_SHARE * blob.area:
                kept[at] = Box.from_corners(
                    (min(blob.x, larger.x), min(blob.y, larger.y)),
                    (max(blob.x2, larger.x2), max(blob.y2, larger.y2)),
                )
                break
        else:
            kept.append(blob)
    return kept
