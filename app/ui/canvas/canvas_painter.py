"""Paints the whole canvas: the layers that it always has, and those that were added."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.ui.canvas.boxes_layer import BoxesLayer
from app.ui.canvas.canvas_ink import over_footage
from app.ui.canvas.chrome_painter import ChromePainter
from app.ui.canvas.guide_painter import paint_pixel_grid
from app.ui.canvas.hand_layer import HandLayer
from app.ui.canvas.layers import Layers, Level, Sight
from app.ui.canvas.lens_layer import LensLayer
from app.ui.canvas.mode_layer import ModeLayer
from app.ui.canvas.overlay_painter import OverlayPainter
from app.ui.canvas.picture_painter import paint_picture
from app.ui.canvas.stage import Stage
from app.ui.canvas.view_transform import ViewTransform
from app.ui.canvas.words_layer import WordsLayer
from app.ui.theme import Theme


class CanvasPainter:
    """Paints what is seen; `forget` when the theme changes or nothing of the clip may stay."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._chrome = ChromePainter(theme)
        self._overlay = OverlayPainter(theme)
        self._boxes = BoxesLayer(self._overlay)
        self._mode = ModeLayer(self._chrome)
        self.layers = Layers()
        self.layers.add(_PictureLayer(), Level.PICTURE)
        self.layers.add(self._boxes, Level.BOXES)
        self.layers.add(HandLayer(theme, self._chrome, self._boxes), Level.HAND)
        self.layers.add(WordsLayer(self._chrome), Level.WORDS)
        self.layers.add(LensLayer(theme), Level.LENS)
        self.layers.add(self._mode, Level.MODE)

    def forget(self) -> None:
        """Drop all texts that were made, and ask the theme again."""
        self._chrome.forget()
        self._overlay.forget()
        self._boxes.tags = ()

    def paint_empty(self, painter: QPainter, area: QRectF, title: str, *, text: str) -> None:
        """Paint what to do next where there is no clip."""
        painter.fillRect(area, self._theme.color("canvas"))
        if title or text:
            self._chrome.paint_hint(painter, title, text, area=area)

    def paint_awaited(self, painter: QPainter, view: ViewTransform) -> None:
        """Paint where the frame will be, and nothing of it before there is a picture."""
        self._paint_surround(painter, view)
        painter.fillRect(QRectF(*view.frame_rect()), over_footage("panel", 0.5))

    def paint(self, painter: QPainter, sight: Sight) -> None:
        """Paint a frame, its boxes, and all else that lies on it."""
        self._paint_surround(painter, sight.view)
        self.layers.paint(painter, sight)

    def mode_is_in_the_way(self, text: str, stage: Stage, view: ViewTransform) -> bool:
        """Return whether the line at the foot is left out for now."""
        return self._mode.is_in_the_way(text, stage, view)

    def _paint_surround(self, painter: QPainter, view: ViewTransform) -> None:
        area = QRectF(0, 0, view.screen.width, view.screen.height)
        painter.fillRect(area, self._theme.color("canvas"))


class _PictureLayer:
    """The picture of the frame, and the grid of its pixels where they are large."""

    def paint(self, painter: QPainter, sight: Sight) -> None:
        paint_picture(painter, sight.picture, sight.view)
        paint_pixel_grid(painter, sight.view)
