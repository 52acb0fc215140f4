"""A detector of the person's own, from an ONNX file, run by OpenCV on the processor.

The file comes from anywhere, and OpenCV breaks on a damaged one: it is loaded and run in a process
of its own without a key (`onnx_process`). Here its pictures are made and its numbers read.

Two forms of output are known, as the exporters of YOLO write them, for a letterboxed picture:

    v8 and later   (1, 4 + classes, n)   centre x, y, width, height, a score for each class
    v5             (1, n, 5 + classes)   the same with an objectness before the scores, multiplied

Coordinates are pixels of the input, or shares of it.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt

from app.assist.finding import FinderError, Found, Pixels, without_doubles
from app.assist.onnx_file import OnnxFacts, read_onnx, with_input_size
from app.assist.onnx_process import ModelProcess
from models.annotation.geometry import Box

LARGEST_BYTES = 1 << 30
_USUAL_SIDE_PX = 640
_GREY = 114
# What is below is not even looked at; the person's own limit is applied to what is left.
_LEAST_SCORE = 0.05
_MOST_BOXES = 300


class OnnxFinder:
    """Finds what its model was taught, in colour pictures of any size.

    It has a process, which ends with `close`; use it in `with`, on the thread that made it.
    """

    colour = True
    samples = 0

    def __init__(
        self,
        untrusted_model: bytes,
        name: str,
        *,
        side_px: int | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        """Load a model; for a worker, since that may take seconds.

        `name` is kept beside each box. `side_px` is the size of its input where the file leaves
        that open. `cancelled` is asked while the model is waited for.

        Raises: FinderError, with a sentence; DecodingCancelledError.
        """
        self.model = name
        self.version = hashlib.sha256(untrusted_model).hexdigest()
        self.facts: OnnxFacts = read_onnx(untrusted_model)
        side = side_px or _USUAL_SIDE_PX
        self._size = self.facts.input_size or (side, side)
        try:
            fixed = with_input_size(untrusted_model, *self._size)
        except (ValueError, IndexError) as error:
            # It has two graphs, say, of which the facts are those of the sound one.
            raise FinderError("This file is no ONNX model, or it is damaged.") from error
        self._process = ModelProcess(fixed, self._size, cancelled=cancelled)
        try:
            # Once on nothing: a model of another form is refused before any frame is decoded.
            self._rows(np.full((self._size[1], self._size[0], 3), _GREY, np.uint8))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End its process; it finds nothing any more."""
        self._process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The id of the process that runs the model, for tests and diagnostics."""
        return self._process.pid

    @classmethod
    def of_file(
        cls,
        file: Path,
        *,
        side_px: int | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Self:
        """Load a model from a file.

        Raises: FinderError; DecodingCancelledError.
        """
        try:
            size = file.stat().st_size
            untrusted_model = file.read_bytes() if size <= LARGEST_BYTES else None
        except OSError as error:
            raise FinderError("The file of this model cannot be read.") from error
        if untrusted_model is None:
            raise FinderError("This file is larger than any detector that this computer could run.")
        return cls(untrusted_model, file.name, side_px=side_px, cancelled=cancelled)

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
        output = self._process.run(boxed)
        boxes, scores = rows_of(output.astype(np.float64), len(self.names))
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
