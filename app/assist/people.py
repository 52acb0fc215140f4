"""People by histograms of gradients, faces and bodies by cascades: what comes with OpenCV.

Old and modest: they find upright people and faces of some size, and take many other things for
them. That is why what they find are suggestions.
"""

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from app.assist.finding import FinderError, Found, Pixels, logistic, without_doubles
from models.annotation.geometry import Box

# Half of 1080p: at full size a frame takes five times as long.
_LONGEST_SIDE_PX = 960
# The detector was taught on people with a margin around them (OpenCV's samples: peopledetect.py).
_MARGIN_X, _MARGIN_Y = 0.15, 0.07
_SMALLEST_PICTURE = (64, 128)
_CASCADES = {
    "face": "haarcascade_frontalface_default.xml",
    "person": "haarcascade_fullbody.xml",
}


class PeopleFinder:
    """People who stand or walk, at least 128 pixels high in the scaled picture."""

    model = "HOG people"
    colour = False
    longest_side_px = _LONGEST_SIDE_PX
    samples = 0

    def __init__(self) -> None:
        self._hog = cv2.HOGDescriptor()
        self._hog.setSVMDetector(
            np.asarray(cv2.HOGDescriptor.getDefaultPeopleDetector(), np.float32)
        )

    @property
    def version(self) -> str:
        return f"OpenCV {cv2.__version__}"

    def learn(self, pictures: Iterable[Pixels]) -> None:
        """Nothing: it was taught long ago."""

    def find(self, picture: Pixels) -> list[Found]:
        height, width = picture.shape
        if width < _SMALLEST_PICTURE[0] or height < _SMALLEST_PICTURE[1]:
            return []
        boxes, weights = self._hog.detectMultiScale(
            picture, winStride=(8, 8), padding=(8, 8), scale=1.05
        )
        found = [
            Found(_without_margin(*map(float, box)), logistic(float(weight)), "person")
            for box, weight in zip(boxes, np.ravel(weights), strict=True)
        ]
        return without_doubles(found)


class CascadeFinder:
    """Frontal faces, or whole bodies."""

    colour = False
    longest_side_px = _LONGEST_SIDE_PX
    samples = 0

    def __init__(self, kind: str) -> None:
        """Load the cascade for "face" or "person".

        Raises: FinderError: this OpenCV does not bring it (5.0 brings none).
        """
        self._kind = kind
        folder = Path(getattr(getattr(cv2, "data", None), "haarcascades", ""))
        file = folder / _CASCADES[kind]
        self._cascade = cv2.CascadeClassifier(str(file)) if file.is_file() else None
        if self._cascade is None or self._cascade.empty():
            raise FinderError("The installed OpenCV has no such detector.")

    @property
    def model(self) -> str:
        return "Haar faces" if self._kind == "face" else "Haar bodies"

    @property
    def version(self) -> str:
        return f"OpenCV {cv2.__version__}"

    def learn(self, pictures: Iterable[Pixels]) -> None:
        """Nothing: it was taught long ago."""

    def find(self, picture: Pixels) -> list[Found]:
        assert self._cascade is not None  # noqa: S101 - the constructor refused otherwise
        boxes, _, weights = self._cascade.detectMultiScale3(
            picture, scaleFactor=1.1, minNeighbors=4, outputRejectLevels=True
        )
        found = [
            Found(Box(*map(float, box)), logistic(float(weight) / 2), self._kind)
            for box, weight in zip(boxes, np.ravel(weights), strict=True)
        ]
        return without_doubles(found)


def _without_margin(x: float, y: float, w: float, h: float) -> Box:
    return Box(
        x + _MARGIN_X * w, y + _MARGIN_Y * h, w * (1 - 2 * _MARGIN_X), h * (1 - 2 * _MARGIN_Y)
    )
