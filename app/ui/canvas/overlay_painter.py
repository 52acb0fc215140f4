"""Paints all boxes of the frame that is shown, in their order, with tags, handles and trails.

To lay out a crowd takes longer than to paint it. So a crowd is laid out once for a frame and a view
and then painted as often as asked; what is selected, hovered or dragged is laid out by itself and
lies on top.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtGui import QPainter

from app.ui.canvas.guide_painter import is_tiny, paint_groups, paint_rings
from app.ui.canvas.hit_testing import Rect
from app.ui.canvas.laid_boxes import LaidBoxes, lay_out, looks_alike
from app.ui.canvas.scene import Item, Scene
from app.ui.canvas.shape_painter import paint_handles, paint_trail
from app.ui.canvas.tag_painter import TagPainter
from app.ui.canvas.trail import trail
from app.ui.canvas.view_transform import ViewTransform
from app.ui.theme import Theme
from models.annotation.geometry import Box

_CROWD = 60
_FEW_SELECTED = 50
# Eight marks at each box: of more boxes than this they would be all that is seen.
_MOST_WITH_HANDLES = 200


@dataclass(frozen=True, slots=True)
class Emphasis:
    """What the hand is at: the hovered track, boxes being dragged, and whether it may edit."""

    hovered: UUID | None
    drafts: Mapping[UUID, Box]
    editable: bool


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Boxes of a frame in one view, as they are laid out without what lies on top of them."""

    items: tuple[Item, ...]
    selected: frozenset[UUID]
    view: ViewTransform
    dragged: frozenset[UUID]
    laid: LaidBoxes

    def is_of(
        self,
        items: tuple[Item, ...],
        selected: frozenset[UUID],
        view: ViewTransform,
        dragged: frozenset[UUID],
    ) -> bool:
        """Tell whether these would be laid out just so: a verdict changes a track, not its box."""
        if (self.view, self.dragged) != (view, dragged) or self.selected != selected:
            return False
        if self.items is items:
            return True
        same_many = len(self.items) == len(items)
        return same_many and all(map(looks_alike, self.items, items))


class OverlayPainter:
    """Paints a scene; `forget` when the theme or the texts must go."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.forget()

    def forget(self) -> None:
        """Drop what was kept, and ask the theme again."""
        self._tags = TagPainter(self._theme.font("tiny", bold=True))
        self._crowd: _Crowd | None = None

    def paint(
        self, painter: QPainter, scene: Scene, *, view: ViewTransform, emphasis: Emphasis
    ) -> list[Rect]:
        """Paint the boxes, and return where tags lie; the painter is left without antialiasing."""
        layers = self._laid(scene, view, emphasis)
        paint_groups(painter, scene, view)
        for laid in layers:
            laid.batch.paint(painter)
        for laid in layers:
            paint_rings(painter, ((at, item.color) for item, at in laid.placed), view.screen)
        self._paint_trails(painter, scene, view=view, emphasis=emphasis)
        above = layers[1].ids if layers[1:] else frozenset()
        places = layers[0].paint_tags(painter, self._tags, view, but=above)
        for laid in layers[1:]:
            places += laid.paint_tags(painter, self._tags, view)
        self._paint_handles(painter, scene, view=view, emphasis=emphasis)
        return places

    def _laid(self, scene: Scene, view: ViewTransform, emphasis: Emphasis) -> tuple[LaidBoxes, ...]:
        """Return the boxes as they lie in the view; of a crowd, what lies on top by itself."""
        selected, hovered, drafts = scene.selection.ids, emphasis.hovered, emphasis.drafts
        lay = partial(lay_out, tags=self._tags, view=view, hovered=hovered, drafts=drafts)
        if len(scene.items) <= _CROWD:
            self._crowd = None
            return (lay(scene.items, selected=selected),)
        upper = scene.selected_items()
        if len(upper) > _FEW_SELECTED:
            crowd = self._crowd_of(scene.items, selected, view, frozenset(drafts))
            upper = ()
        else:
            crowd = self._crowd_of(scene.unselected, frozenset(), view, frozenset(drafts))
        known = {item.track_id for item in upper}
        others = [scene.item(one) for one in {hovered, *drafts} - known]
        upper = (*(one for one in others if one is not None), *upper)
        return (crowd, lay(upper, selected=selected)) if upper else (crowd,)

    def _crowd_of(
        self,
        items: tuple[Item, ...],
        selected: frozenset[UUID],
        view: ViewTransform,
        dragged: frozenset[UUID],
    ) -> LaidBoxes:
        known = self._crowd
        if known is not None and known.is_of(items, selected, view, dragged):
            laid = known.laid
        else:
            at_rest = [item for item in items if item.track_id not in dragged]
            laid = lay_out(at_rest, tags=self._tags, view=view, selected=selected)
        self._crowd = _Crowd(items, selected, view, dragged, laid)
        return laid

    def _paint_trails(
        self, painter: QPainter, scene: Scene, *, view: ViewTransform, emphasis: Emphasis
    ) -> None:
        # While a box is dragged its trail would still lead to where it was.
        if scene.frame_index is None or emphasis.drafts:
            return
        for item in scene.trailed_items():
            runs = trail(item.track, scene.frame_index)
            paint_trail(painter, runs, item.color, frame_index=scene.frame_index, view=view)

    def _paint_handles(
        self, painter: QPainter, scene: Scene, *, view: ViewTransform, emphasis: Emphasis
    ) -> None:
        selected = scene.selected_items()
        if not emphasis.editable or len(selected) > _MOST_WITH_HANDLES:
            return
        for item in selected:
            rect = view.rect(emphasis.drafts.get(item.track_id, item.box))
            # Handles on what is tiny would cover it; they can be taken all the same.
            if not (item.track.locked or item.track.pinned or is_tiny(rect)):
                paint_handles(painter, rect, item.color, view.screen)
