"""The layer of the boxes of the frame that is shown, as the hand has them now."""

from collections.abc import Sequence

from PySide6.QtGui import QPainter

from app.ui.canvas.hit_testing import Rect
from app.ui.canvas.layers import Sight
from app.ui.canvas.overlay_painter import Emphasis, OverlayPainter


class BoxesLayer:
    """Paints boxes with tags, trails and handles; `tags` tells where the tags came to lie."""

    def __init__(self, overlay: OverlayPainter) -> None:
        self._overlay = overlay
        self.tags: Sequence[Rect] = ()

    def paint(self, painter: QPainter, sight: Sight) -> None:
        stage = sight.stage
        emphasis = Emphasis(stage.hovered, stage.hand.drafts, editable=stage.editable)
        self.tags = self._overlay.paint(painter, stage.scene, view=sight.view, emphasis=emphasis)
