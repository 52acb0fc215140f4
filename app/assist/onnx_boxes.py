"""A detector of the person's own, from an ONNX file, run by OpenCV on the processor.

Two forms of output are known, as the exporters of YOLO write them, for a letterboxed picture:

    v8 and later   (1, 4 + classes, n)   centre x, y, width, height, a score for each class
    v5             (1, n, 5 + classes)   the same with an objectness before the scores, multiplied

Coordinates are pixels of the input, or shares of it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from app.assist.finding import FinderError, Found, Pixels, without_doubles
from app.assist.onnx_file import OnnxFacts, read_onnx, with_input_size
from models.annotation.geometry import Box

LARGEST_BYTES = 1 << 30
_USUAL_SIDE_PX = 640
_GREY = 114
# What is below is not even looked at; the person's own limit is applied to what is left.
_LEAST_SCORE = 0.05
_MOST_BOXES = 300


class OnnxFinder:
    """Finds what its model was taught, in colour pictures of any size."""

    colour = True
    samples = 0

    def __init__(self, untrusted_model: bytes, name: str, *, side_px: int | None = None) -> None:
        """Load a model; for a worker, since that may take seconds.

        `name` is kept beside each box. `side_px` is the size of its input where the file leaves
        that open.

        Raises: FinderError, with a sentence.
        """
        self.model = name
        self.version = hashlib.sha256(untrusted_model).hexdigest()
        self.facts: OnnxFacts = read_onnx(untrusted_model)
        side = side_px or _USUAL_SIDE_PX
        self._size = self.facts.input_size or (side, side)
        fixed = with_input_size(untrusted_model, *self._size)
        try:
            buffer = np.frombuffer(fixed, np.uint8)
            self._net = cv2.dnn.readNetFromONNX(buffer)
        except cv2.error as error:
            raise FinderError("OpenCV cannot load this model.") from error
        # Once on nothing: a model of another form is refused before any frame is decoded.
        self._rows(np.full((self._size[1], self._size[0], 3), _GREY, np.uint8))

    @classmethod
    def of_file(cls, file: Path, *, side_px: int | None = None) -> "OnnxFinder":
        """Load a model from a file.

        Raises: FinderError.
        """
        try:
            size = file.stat().st_size
            untrusted_model = file.read_bytes() if size <= LARGEST_BYTES else None
        except OSError as error:
            raise FinderError("The file of this model cannot be read.") from error
        if untrusted_model is None:
            raise FinderError("This file is larger than any detector that this computer could run.")
        return cls(untrusted_model, file.name, side_px=side_px)

    @property
    def longest_side_px(self) -> int:
        return max(self._size)

    @property
    def names(self) -> tuple[str, ...]:
        """What the model calls its classes; empty where the file does not tell."""
        return self.facts.names

    def learn(self, pictures: Iterable[Pixels]) -> None:
        """Nothing: it was taught elsewhere."""

    def find(self, picture: Pixels) -> list[Found]:
        boxed, scale, left, top = letterboxed(picture, self._size)
        boxes, scores = self._rows(boxed)
        if not len(boxes):
            return []
        kinds = scores.argmax(axis=1)
        best = scores[np.arange(len(scores)), kinds]
        order = np.argsort(-best)[:_MOST_BOXES]
        height, width = picture.shape[:2]
        found = []
        for at in order[best[order] >= _LEAST_SCORE]:
            x, y, w, h = boxes[at].tolist()
            box = Box((x - w / 2 - left) / scale, (y - h / 2 - top) / scale, w / scale, h / scale)
            inside = box.clipped(width, height)
            if inside.w > 0 and inside.h > 0:
                score = min(float(best[at]), 1.0)
                found.append(Found(inside, score, self._name(int(kinds[at]))))
        return without_doubles(found)

    def _name(self, kind: int) -> str:
        return self.names[kind] if kind < len(self.names) else str(kind)

    def _rows(self, boxed: Pixels) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Give (n, 4) centre x, y, width, height in input pixels, and (n, classes) scores."""
        blob = cv2.dnn.blobFromImage(boxed, 1 / 255, swapRB=True)
        try:
            self._net.setInput(blob)
            outputs: Sequence[object] = self._net.forward(self._net.getUnconnectedOutLayersNames())
        except cv2.error as error:
            raise FinderError("OpenCV cannot run this model.") from error
        boxes, scores = rows_of(np.asarray(outputs[0], np.float64), len(self.names))
        if len(boxes) and float(np.abs(boxes).max()) <= 2.0:
            boxes = boxes * (self._size[0], self._size[1], self._size[0], self._size[1])
        return boxes, scores


def rows_of(
    output: npt.NDArray[np.float64], classes: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Part a detector's output into boxes and scores; rows that are no numbers are left out.

    `classes` is how many there are, 0 where that is not known.

    Raises: FinderError: it is of neither form.
    """
    rows = output[0] if output.ndim == 3 and len(output) == 1 else output
    if rows.ndim != 2:
        raise FinderError("This model's output is not that of a YOLO detector.")
    fields, count = rows.shape
    if classes:
        is_v8, is_v5 = fields == 4 + classes, count == 5 + classes
    else:
        is_v8, is_v5 = 5 <= fields < count, 6 <= count < fields
    if is_v8:
        rows = rows.T
        scores = rows[:, 4:]
    elif is_v5:
        scores = rows[:, 5:] * rows[:, 4:5]
    else:
        raise FinderError("This model's output is not that of a YOLO detector.")
    sound = np.isfinite(rows).all(axis=1) & (rows[:, 2:4] > 0).all(axis=1)
    return rows[sound, :4], scores[sound]


def letterboxed(picture: Pixels, size: tuple[int, int]) -> tuple[Pixels, float, int, int]:
    """Fit a picture into this (width, height) with grey bars.

    Gives the new picture, its scale, and how wide the left and how high the upper bar is.
    """
    height, width = picture.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    wide, high = max(round(width * scale), 1), max(round(height * scale), 1)
    left, top = (size[0] - wide) // 2, (size[1] - high) // 2
    boxed = np.full((size[1], size[0], 3), _GREY, np.uint8)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    boxed[top : top + high, left : left + wide] = cv2.resize(
        picture, (wide, high), interpolation=way
    )
    return boxed, scale, left, top
