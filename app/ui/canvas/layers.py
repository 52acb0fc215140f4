"""What is painted on a canvas, in which order: from the picture at the bottom to the mode line.

    Level           what lies there
    PICTURE         the picture, and the grid of its pixels
    BELOW_BOXES     added: what boxes must stay readable on, such as a tinted region
    BOXES           groups, boxes, rings, trails, tags, handles
    ABOVE_BOXES     added: what is to be seen on top of them, such as dashed boxes or pins
    HAND            crosshair, draft and band of the hand; the size of a box
    WORDS           zoom, marks and notices about the picture
    LENS            the round lens, which shows picture and boxes once more
    MODE            the line at the foot

Whoever wants to show something new adds a layer; the canvas does not have to know of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import Protocol

from PySide6.QtGui import QPainter

from app.ui.canvas.picture_painter import PaintedPicture
from app.ui.canvas.stage import Stage
from app.ui.canvas.view_transform import ViewTransform


class Level(IntEnum):
    """How high a layer lies; of two on one level the one that was added later is on top."""

    PICTURE = auto()
    BELOW_BOXES = auto()
    BOXES = auto()
    ABOVE_BOXES = auto()
    HAND = auto()
    WORDS = auto()
    LENS = auto()
    MODE = auto()


@dataclass(frozen=True, slots=True)
class Sight:
    """All that is to be seen at one painting. It is looked at, never changed.

    `frame_index` is the frame whose picture is painted: whatever belongs to a frame is looked up
    by it, and by nothing else. `view` turns source pixels into those of the canvas.
    """

    view: ViewTransform
    picture: PaintedPicture
    stage: Stage
    mode: str = ""
    # What is not as usual about the view.
    marks: Sequence[str] = ()
    # So many pixels of the view at the top lie under something else.
    top_px: int = 0

    @property
    def frame_index(self) -> int:
        """The frame that is on the screen."""
        return self.picture.picture.frame_index


class Layer(Protocol):
    """Something that is painted over each frame."""

    def paint(self, painter: QPainter, sight: Sight) -> None:
        """Paint on the canvas, in its pixels.

        It is called only while there is a picture, on the GUI thread, with every frame that is
        shown: what takes long is made ready before. The painter comes with Qt's settings and may
        be left with any. What a layer keeps of a clip it must drop itself when the clip is closed,
        and ask for an `update` of the canvas when it would look different.
        """


class Layers:
    """The layers of a canvas, in the order in which they are painted."""

    def __init__(self) -> None:
        self._layers: list[tuple[Level, Layer]] = []

    def add(self, layer: Layer, level: Level) -> None:
        """Paint a layer from now on, above those that are on its level already."""
        self._layers.append((level, layer))
        # Sorting keeps the order of what is equal.
        self._layers.sort(key=lambda one: one[0])

    def remove(self, layer: Layer) -> None:
        """Paint a layer no more; nothing happens where it was not there."""
        self._layers = [one for one in self._layers if one[1] is not layer]

    def leave_out(self, *levels: Level) -> None:
        """Paint nothing on these levels that was there until now."""
        self._layers = [one for one in self._layers if one[0] not in levels]

    def paint(self, painter: QPainter, sight: Sight) -> None:
        """Paint all, each as if it were alone."""
        for _, layer in self._layers:
            painter.save()
            try:
                layer.paint(painter, sight)
            finally:
                painter.restore()
