"""The layer of what the hand is at: crosshair, draft, band, and how large a box is."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.ui.canvas.boxes_layer import BoxesLayer
from app.ui.canvas.chrome_painter import ChromePainter
from app.ui.canvas.guide_painter import paint_band, paint_points
from app.ui.canvas.hit_testing import Rect
from app.ui.canvas.interaction import Doing
from app.ui.canvas.layers import Sight
from app.ui.canvas.line_batch import LineBatch
from app.ui.canvas.shape_style import Stroke
from app.ui.canvas.tools import DrawStyle
from app.ui.theme import Theme
from models.annotation.geometry import Box

_DRAFT = Stroke(2.0, 1.0, fill=0.08)


class HandLayer:
    """Paints a draft, or at rest the size of the selected box, clear of the tags of `boxes`."""

    def __init__(self, theme: Theme, chrome: ChromePainter, boxes: BoxesLayer) -> None:
        self._theme = theme
        self._chrome = chrome
        self._boxes = boxes

    def paint(self, painter: QPainter, sight: Sight) -> None:
        self._paint_crosshair(painter, sight)
        if sight.stage.hand.band is not None:
            paint_band(painter, sight.stage.hand.band, sight.view)
        self._paint_draft(painter, sight)
        self._paint_region(painter, sight)
        if sight.stage.hand.doing is Doing.IDLE:
            self._paint_size(painter, sight)

    def _paint_crosshair(self, painter: QPainter, sight: Sight) -> None:
        stage, hand, view = sight.stage, sight.stage.hand, sight.view
        if hand.doing in (Doing.AIMING, Doing.DRAWING) and stage.pointer is not None:
            at = stage.pointer
        elif hand.doing is Doing.RESIZING and hand.target is not None:
            at = hand.target.part.point(view.rect(hand.drafts[hand.target.track_id]))
        else:
            return
        snapped = view.screen.snapped(at[0]), view.screen.snapped(at[1])
        self._chrome.paint_crosshair(painter, snapped, QRectF(*view.frame_rect()))

    def _paint_draft(self, painter: QPainter, sight: Sight) -> None:
        hand, view = sight.stage.hand, sight.view
        box = hand.new_box
        if box is not None:
            color = draw_color(sight, self._theme)
            batch = LineBatch(view.screen)
            batch.add(view.rect(box), color, _DRAFT)
            batch.paint(painter)
            if hand.style is DrawStyle.EXTREMES:
                paint_points(painter, hand.points, color, view)
            self._tell(painter, _size(box), view.rect(box), sight)
        elif hand.doing in (Doing.MOVING, Doing.RESIZING) and hand.target is not None:
            moved = hand.drafts[hand.target.track_id]
            text = _place(moved) if hand.doing is Doing.MOVING else _size(moved)
            self._tell(painter, text, view.rect(moved), sight)

    def _paint_region(self, painter: QPainter, sight: Sight) -> None:
        """Paint what a reviewer goes round."""
        region, view = sight.stage.hand.region, sight.view
        if region is not None:
            paint_band(painter, region, view, role="bad")
            self._tell(painter, _size(region), view.rect(region), sight)

    def _tell(self, painter: QPainter, text: str, rect: Rect, sight: Sight) -> None:
        """Say of what is under the hand how large it is: clear of tags, or else over one."""
        screen, tags = sight.view.screen, self._boxes.tags
        self._chrome.paint_measure(painter, text, rect, screen=screen, tags=tags, anyway=True)

    def _paint_size(self, painter: QPainter, sight: Sight) -> None:
        """Paint how large the selected box is, in pixels of the source."""
        shown, view = sight.stage.scene.selected_items(), sight.view
        if len(shown) == 1:
            box = shown[0].box
            self._chrome.paint_measure(
                painter, _size(box), view.rect(box), screen=view.screen, tags=self._boxes.tags
            )


def draw_color(sight: Sight, theme: Theme) -> str:
    """Return the colour of what is being drawn."""
    label = sight.stage.draw_label
    return label.color if label else theme.color("accent").name()


def _size(box: Box) -> str:
    return f"{box.w:.0f} × {box.h:.0f}"  # noqa: RUF001  (the sign for "by")


def _place(box: Box) -> str:
    return f"{box.x:.0f}, {box.y:.0f}"
