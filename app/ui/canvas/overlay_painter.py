"""Paints all boxes of the frame that is shown, in their order, with tags, handles and trails."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from app.ui.canvas.guide_painter import is_tiny, paint_groups, paint_rings
from app.ui.canvas.hit_testing import Rect
from app.ui.canvas.line_batch import LineBatch
from app.ui.canvas.scene import Item, Scene
from app.ui.canvas.shape_painter import paint_handles, paint_trail
from app.ui.canvas.shape_style import stroke_of
from app.ui.canvas.tag_layout import TagLayout
from app.ui.canvas.tag_painter import TagLook, TagPainter
from app.ui.canvas.trail import trail
from app.ui.canvas.view_transform import ViewTransform
from app.ui.theme import Theme
from models.annotation.geometry import Box

# A selected box has handles at its corners, which its tag must not touch.
_SELECTED_GAP_PX = 6.0


@dataclass(frozen=True, slots=True)
class Emphasis:
    """What the hand is at: the hovered track, boxes being dragged, and whether it may edit."""

    hovered: UUID | None
    drafts: Mapping[UUID, Box]
    editable: bool


class OverlayPainter:
    """Paints a scene; `forget` when the theme or the texts must go."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.forget()

    def forget(self) -> None:
        """Drop what was kept, and ask the theme again."""
        self._tags = TagPainter(self._theme.font("tiny", bold=True))

    def paint(
        self, painter: QPainter, scene: Scene, *, view: ViewTransform, emphasis: Emphasis
    ) -> list[Rect]:
        """Paint the boxes, and return where tags lie; the painter is left without antialiasing."""
        selected = scene.selection.ids
        batch = LineBatch(view.screen)
        placed: list[tuple[Item, Rect]] = []
        for item in scene.items:
            rect = view.rect(emphasis.drafts.get(item.track_id, item.box))
            placed.append((item, rect))
            stroke = stroke_of(
                item,
                selected=item.track_id in selected,
                hovered=item.track_id == emphasis.hovered,
                dragged=item.track_id in emphasis.drafts,
            )
            batch.add(rect, item.color, stroke)
        paint_groups(painter, scene, view)
        batch.paint(painter)
        paint_rings(painter, ((rect, item.color) for item, rect in placed), view.screen)
        self._paint_trails(painter, scene, view=view, emphasis=emphasis)
        tags = self._paint_tags(painter, placed, view=view, selected=selected)
        for item, rect in placed:
            # Handles on what is tiny would cover it; they can be taken all the same.
            bare = item.track.locked or item.track.pinned or is_tiny(rect)
            if item.track_id in selected and emphasis.editable and not bare:
                paint_handles(painter, rect, item.color, view.screen)
        return tags

    def _paint_trails(
        self, painter: QPainter, scene: Scene, *, view: ViewTransform, emphasis: Emphasis
    ) -> None:
        # While a box is dragged its trail would still lead to where it was.
        if scene.frame_index is None or emphasis.drafts:
            return
        for item in scene.selected_items():
            runs = trail(item.track, scene.frame_index)
            paint_trail(painter, runs, item.color, frame_index=scene.frame_index, view=view)

    def _paint_tags(
        self,
        painter: QPainter,
        placed: list[tuple[Item, Rect]],
        *,
        view: ViewTransform,
        selected: frozenset[UUID],
    ) -> list[Rect]:
        boxes = [rect for _, rect in placed]
        layout = TagLayout(view.screen.width, view.screen.height, boxes)
        for item, (x, y, width, height) in placed:
            if item.track_id in selected:
                edge = _SELECTED_GAP_PX - 1
                layout.reserve((x - edge, y - edge, width + 2 * edge, height + 2 * edge))
        tags: list[tuple[Rect, TagLook]] = []
        # What is selected gets the best place, then the topmost box: those are worked on.
        by_need = sorted(placed, key=lambda at: at[0].track_id in selected)
        for item, rect in reversed(by_need):
            tag = item.tag
            pinned = item.track.pinned
            size = self._tags.size(tag, pinned=pinned)
            gap = _SELECTED_GAP_PX if item.track_id in selected else 1.0
            place = layout.place(rect, size, gap=gap)
            if place is None:
                continue
            look = TagLook(
                tag,
                item.color,
                quiet=item.is_suggestion,
                faint=not item.shape.is_keyframe and item.track_id not in selected,
                pinned=pinned,
            )
            tags.append((place, look))
        # Where there is no room for all, the first lie on top.
        for place, look in reversed(tags):
            at = QPointF(view.screen.snapped(place[0]), view.screen.snapped(place[1]))
            painter.drawPixmap(at, self._tags.tag(look, view.screen.ratio))
        return [place for place, _ in tags]
