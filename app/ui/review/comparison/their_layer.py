"""The layer of their boxes: dashed, in one colour, only looked at."""

from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.ui.canvas.canvas_ink import over_footage, tinted
from app.ui.canvas.layers import Sight
from app.ui.review.comparison.names import Names
from app.ui.theme import Theme
from models.annotation.document import Annotation

# Not the colour of any label: whose a box is must be seen at once. Longer than the dashes of what
# is occluded.
THEIR_COLOR = "#FF7AC6"
DASHES = (7.0, 4.0)
_UNDER = "#05070A"
_PAD_PX = 4.0


class TheirLayer:
    """Shows what the other annotation has on the frame that is on the screen."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._theirs: Annotation | None = None
        self._names: Names = {}
        self._active: UUID | None = None
        self.visible = True
        # Whether they are shown beside the picture instead of on it.
        self.beside = False

    @property
    def theirs(self) -> Annotation | None:
        return self._theirs

    def set_theirs(self, theirs: Annotation | None, names: Names) -> None:
        """Show these from now on; None shows nothing."""
        self._theirs, self._names, self._active = theirs, names, None

    def set_active(self, track_id: UUID | None) -> None:
        """Put one before the others, with its name."""
        self._active = track_id

    def paint(self, painter: QPainter, sight: Sight) -> None:
        if self._theirs is None or self.beside or not self.visible:
            return
        for shape in self._theirs.shapes_at(sight.frame_index):
            # Writing a name leaves another.
            painter.setBrush(Qt.BrushStyle.NoBrush)
            area = QRectF(*sight.view.rect(shape.box))
            active = shape.track_id == self._active
            # Dark below the dashes alone: in the gaps one's own box is seen where the two agree.
            painter.setPen(dashed(tinted(_UNDER, 0.75), 4.4 if active else 3.2))
            painter.drawRect(area)
            painter.setPen(dashed(tinted(THEIR_COLOR, 1.0), 2.4 if active else 1.6))
            painter.drawRect(area)
            if active:
                self._paint_name(painter, area, self._names.get(shape.track_id, ""))

    def _paint_name(self, painter: QPainter, area: QRectF, name: str) -> None:
        """Write it below the box: above stands the name of one's own."""
        font = self._theme.font("tiny", bold=True)
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(name), metrics.height()
        tag = QRectF(area.left(), area.bottom() + 3, width + 2 * _PAD_PX, height + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(over_footage("panel", 0.92))
        painter.drawRoundedRect(tag, 3, 3)
        painter.setFont(font)
        painter.setPen(tinted(THEIR_COLOR, 1.0))
        painter.drawText(QPointF(tag.left() + _PAD_PX, tag.top() + 1 + metrics.ascent()), name)


def dashed(color: QColor, width_px: float) -> QPen:
    """Return a pen with the dashes of what is not here, of a width in view pixels."""
    pen = QPen(color, width_px, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    # Patterns count in widths of the pen.
    pen.setDashPattern([length / width_px for length in DASHES])
    return pen


def legend_pen() -> QPen:
    """Return the pen of their boxes, for a legend."""
    return dashed(tinted(THEIR_COLOR, 1.0), 2.0)
