"""The layer of the lens: on the pointer for as long as it is held, in a corner while resizing."""

from PySide6.QtGui import QPainter

from app.ui.canvas.hand_layer import draw_color
from app.ui.canvas.interaction import Doing
from app.ui.canvas.layers import Sight
from app.ui.canvas.lens_painter import Lens, at_pointer, in_a_corner, paint_lens
from app.ui.theme import Theme


class LensLayer:
    """Paints a lens, where one is wanted."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def paint(self, painter: QPainter, sight: Sight) -> None:
        lens = _lens(sight)
        if lens is None:
            return
        hand = sight.stage.hand
        boxes = [
            (hand.drafts.get(item.track_id, item.box), item.color)
            for item in sight.stage.scene.items
        ]
        if hand.new_box is not None:
            boxes.append((hand.new_box, draw_color(sight, self._theme)))
        paint_lens(painter, lens, view=sight.view, painted=sight.picture, boxes=boxes)


def _lens(sight: Sight) -> Lens | None:
    stage, hand, pointer = sight.stage, sight.stage.hand, sight.stage.pointer
    if pointer is None:
        return None
    if stage.lens_held:
        return at_pointer(pointer, sight.view)
    if stage.corner_lens and hand.doing is Doing.RESIZING and hand.target is not None:
        box = hand.drafts[hand.target.track_id]
        handle = hand.target.part.point((box.x, box.y, box.w, box.h))
        return in_a_corner(handle, pointer, sight.view.screen)
    return None
