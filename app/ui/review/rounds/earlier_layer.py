"""The boxes of an earlier round over those of now: dashed, or alone while a key is held."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.ui.canvas.canvas_ink import over_footage, tinted
from app.ui.canvas.layers import Sight
from app.ui.theme import Theme
from models.annotation.document import Annotation

_DASH = [5.0, 4.0]


class EarlierLayer:
    """Shows what was handed in before on the frame that is on the screen."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._annotation: Annotation | None = None
        self.is_alone = False

    def show(self, annotation: Annotation | None) -> None:
        """Show these boxes from now on; None: nothing."""
        self._annotation = annotation
        self.is_alone = False

    def paint(self, painter: QPainter, sight: Sight) -> None:
        if self._annotation is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(over_footage("warn"), 1.6)
        if not self.is_alone:
            pen.setDashPattern(_DASH)
        for shape in self._annotation.shapes_at(sight.frame_index):
            area = QRectF(*sight.view.rect(shape.box))
            painter.setPen(QPen(tinted("#05070A", 0.55), 3.0))
            painter.drawRect(area)
            painter.setPen(pen)
            painter.drawRect(area)
