"""Boxes around what moves before a camera that stands still.

A mixture of Gaussians a pixel (MOG2) learns the background from pictures of the whole range first,
so that nobody who is there from the start is taken for it; shadows are told by their colour of grey
and left out. What is left is closed to blobs; blobs that are too small or too large are noise or a
change of light.
"""

from collections.abc import Iterable

import cv2
import numpy as np

from app.assist.finding import Found, Pixels
from models.annotation.geometry import Box

# A quarter of 1080p. Of smaller clips no more than half is given away.
_LONGEST_SIDE_PX = 480
_SAMPLES = 24
_SHADOW_BELOW = 200
_LEAST_SHARE, _MOST_SHARE = 0.001, 0.45
_LEAST_SIDE_PX = 5
# So much of a box must be filled; the rest is what closing joined.
_LEAST_FILL = 0.2
# The background still learns, slowly: who stays becomes part of it after minutes.
_LEARNING = 0.0005


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
        self._is_taught = False
        self._open = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
        self._close = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 13))

    def learn(self, pictures: Iterable[Pixels]) -> None:
        """Learn the background: what most of the pictures have in common."""
        seen = [*pictures]
        if not seen or any(picture.shape != seen[0].shape for picture in seen):
            return
        # The median first: a mixture begun with somebody's coat would show their ghost for long.
        middle = np.median(np.stack(seen), axis=0).astype(np.uint8)
        self._ground.apply(middle, learningRate=1.0)
        for number, picture in enumerate(seen):
            mask = np.abs(picture.astype(np.int16) - middle) < 30
            self._ground.apply(np.where(mask, picture, middle), learningRate=1 / (number + 2))
        self._is_taught = True

    def find(self, picture: Pixels) -> list[Found]:
        rate = _LEARNING if self._is_taught else -1
        mask = np.asarray(self._ground.apply(picture, learningRate=rate), np.uint8)
        moving = np.where(mask > _SHADOW_BELOW, np.uint8(255), np.uint8(0))
        moving = np.asarray(cv2.morphologyEx(moving, cv2.MORPH_OPEN, self._open), np.uint8)
        joined = cv2.morphologyEx(moving, cv2.MORPH_CLOSE, self._close)
        count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
        found = []
        for x, y, w, h, _area in np.asarray(stats)[1:count].tolist():
            filled = float((moving[y : y + h, x : x + w] > 0).mean())
            share = w * h / picture.size
            if (
                _LEAST_SHARE <= share <= _MOST_SHARE
                and min(w, h) >= _LEAST_SIDE_PX
                and filled >= _LEAST_FILL
            ):
                found.append(Found(Box(float(x), float(y), float(w), float(h)), filled, ""))
        return found
