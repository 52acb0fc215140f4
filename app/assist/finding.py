"""What finders have in common: they are given pictures and say where they see something."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from models.annotation.geometry import Box

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Found:
    """A box that a model saw, how sure it is (0 … 1), and what it calls it ("" for no name)."""

    box: Box
    score: float
    kind: str = ""


class FinderError(Exception):
    """A model cannot be used; `str()` is a sentence for the person."""


class Finder(Protocol):
    """Sees boxes in pictures of one clip, given in the order of their frames. For one thread."""

    @property
    def model(self) -> str:
        """Its name, as it is kept beside each box."""

    @property
    def version(self) -> str:
        """Which one it is exactly; of a file the SHA-256 of its bytes in hex."""

    @property
    def colour(self) -> bool:
        """Whether it wants BGR; else luma."""

    @property
    def longest_side_px(self) -> int:
        """To what the pictures that it is given are scaled down."""

    @property
    def samples(self) -> int:
        """How many pictures from all over the range it wants to `learn` from first; 0 for none."""

    def learn(self, pictures: Iterable[Pixels]) -> None:
        """Look at pictures from all over the range."""

    def find(self, picture: Pixels) -> list[Found]:
        """Give what is seen, in the picture's pixels.

        Raises: FinderError.
        """


def without_doubles(found: Sequence[Found], *, most_overlap: float = 0.45) -> list[Found]:
    """Leave of boxes of one kind that overlap the surest only."""
    kept: list[Found] = []
    for kind in dict.fromkeys(one.kind for one in found):
        same = [one for one in found if one.kind == kind]
        boxes = [one.box.to_list() for one in same]
        chosen = cv2.dnn.NMSBoxes(boxes, [one.score for one in same], 0.0, most_overlap)
        kept += [same[int(at)] for at in np.asarray(chosen).ravel()]
    return kept


def logistic(weight: float) -> float:
    """Make a score 0 … 1 of a margin."""
    return float(1 / (1 + np.exp(-np.clip(weight, -50, 50))))
