"""The layer of the line at the foot, which goes away where the person is at work."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from app.ui.canvas.chrome_painter import ChromePainter
from app.ui.canvas.interaction import Doing
from app.ui.canvas.layers import Sight
from app.ui.canvas.stage import Stage
from app.ui.canvas.view_transform import ViewTransform

# The line gives way to a pointer that is nearer than this, and to handles.
_NEAR_PX, _HANDLE_PX = 24.0, 8.0
# In a lower view the line, where it covers the picture, hides too much for what it says at rest.
_AMPLE_PX = 480


class ModeLayer:
    """Paints the line, unless it is in the way."""

    def __init__(self, chrome: ChromePainter) -> None:
        self._chrome = chrome

    def paint(self, painter: QPainter, sight: Sight) -> None:
        if not self.is_in_the_way(sight.mode, sight.stage, sight.view):
            self._chrome.paint_mode(painter, sight.mode, sight.view.screen)

    def is_in_the_way(self, text: str, stage: Stage, view: ViewTransform) -> bool:
        """Return whether the line would lie over the pointer, a box in the hand, or too much."""
        area = self._chrome.mode_area(text, view.screen)
        at_rest = stage.hand.doing is Doing.IDLE and (stage.editable or not stage.why_not)
        is_low = view.screen.height < _AMPLE_PX
        if at_rest and is_low and area.intersects(QRectF(*view.frame_rect())):
            return True
        near = area.adjusted(-_NEAR_PX, -_NEAR_PX, _NEAR_PX, _NEAR_PX)
        if stage.pointer is not None and near.contains(QPointF(*stage.pointer)):
            return True
        shown = stage.scene.selected_items()
        boxes = [stage.hand.drafts.get(item.track_id, item.box) for item in shown]
        if stage.hand.new_box is not None:
            boxes.append(stage.hand.new_box)
        return any(_reaches_into(QRectF(*view.rect(box)), area) for box in boxes)


def _reaches_into(box: QRectF, area: QRectF) -> bool:
    """Return whether an edge of the box lies under `area`, or so near that a handle would."""
    grown = area.adjusted(-_HANDLE_PX, -_HANDLE_PX, _HANDLE_PX, _HANDLE_PX)
    return grown.intersects(box) and not box.contains(grown)
