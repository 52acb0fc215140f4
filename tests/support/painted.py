"""What Qt paints while something is done: how often and where, or the very pixels of frames."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QObject, QRect, QTimer
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.cameras.picture_area import PictureArea
from app.ui.canvas.canvas import Canvas
from app.ui.canvas.scene import Scene
from app.ui.canvas.view_transform import ViewTransform
from tests.support.footage import read_barcode

_LAYOUT = (QEvent.Type.LayoutRequest, QEvent.Type.Resize)


class Painted(QObject):
    """Collects the paint and layout events of a widget and all within it, while it is entered."""

    def __init__(self, root: QWidget) -> None:
        super().__init__()
        self._root = root
        self.rects: list[tuple[QWidget, QRect]] = []
        self.laid_out: list[QWidget] = []

    def __enter__(self) -> "Painted":
        # What was asked for before is painted before.
        QApplication.processEvents()
        QApplication.instance().installEventFilter(self)
        return self

    def __exit__(self, *_: object) -> None:
        QApplication.processEvents()
        QApplication.instance().removeEventFilter(self)

    def of(self, widget: QWidget) -> list[QRect]:
        """Return the rectangles of a widget that were painted."""
        return [rect for painted, rect in self.rects if painted is widget]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and (
            watched is self._root or self._root.isAncestorOf(watched)
        ):
            if event.type() is QEvent.Type.Paint:
                region = cast("QPaintEvent", event).region()
                self.rects += [(watched, QRect(rect)) for rect in region]
            elif event.type() in _LAYOUT:
                self.laid_out.append(watched)
        return False


@dataclass(frozen=True)
class Sight:
    """One painting: the frame that was meant, the mark in its pixels, and where its boxes were."""

    frame_index: int
    mark: int
    lefts: tuple[float, ...]


class PaintedFrames(QObject):
    """Grabs a canvas, or the picture in a camera's tile, after each time that Qt had it painted."""

    def __init__(self, widget: Canvas | PictureArea) -> None:
        super().__init__()
        self._widget = widget
        self._is_looking = False
        self.sights: list[Sight] = []

    def __enter__(self) -> "PaintedFrames":
        QApplication.instance().installEventFilter(self)
        return self

    def __exit__(self, *_: object) -> None:
        QApplication.instance().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_painting = watched is self._widget and event.type() is QEvent.Type.Paint
        # Grabbing paints, too.
        if is_painting and not self._is_looking:
            self._is_looking = True
            QTimer.singleShot(0, self, self._look)
        return False

    def _look(self) -> None:
        self._take()
        self._is_looking = False

    def _take(self) -> None:
        frame_index, view, scene = _on(self._widget)
        if frame_index is None or view is None:
            return
        left, top = view.to_view(0, 0)
        right, bottom = view.to_view(view.source_width, view.source_height)
        pixels = grabbed(self._widget)[round(top) : round(bottom), round(left) : round(right)]
        lefts = tuple(item.box.x for item in scene.items)
        self.sights.append(Sight(frame_index, read_barcode(pixels), lefts))


def _on(widget: Canvas | PictureArea) -> tuple[int | None, ViewTransform | None, Scene]:
    if isinstance(widget, Canvas):
        painted = widget._picture
        frame_index = None if painted is None else painted.picture.frame_index
        return frame_index, widget._stage.view, widget._stage.scene
    picture = widget.picture
    return None if picture is None else picture.frame_index, widget._view, widget.scene


def grabbed(widget: QWidget) -> npt.NDArray[np.uint8]:
    """Return what a widget paints: (height, width, 4) uint8 BGRX."""
    return pixels_of(widget.grab().toImage())


def pixels_of(image: QImage) -> npt.NDArray[np.uint8]:
    """Return an image's pixels: (height, width, 4) uint8 BGRX."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width()].copy()
