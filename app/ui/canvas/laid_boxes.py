"""Boxes laid out for one view: their outlines and tags, ready to be painted as often as asked.

In a crowd not every box can have a tag that is seen: the first `TAGS_ANYWAY` have one wherever it
comes to lie, all others where a place is free. Boxes come in painting order, the selected last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from app.ui.canvas.hit_testing import Rect
from app.ui.canvas.line_batch import LineBatch
from app.ui.canvas.scene import Item
from app.ui.canvas.shape_style import stroke_of
from app.ui.canvas.tag_layout import TagLayout
from app.ui.canvas.tag_painter import TagLook, TagPainter
from app.ui.canvas.view_transform import ViewTransform
from models.annotation.geometry import Box

# A selected box has handles at its corners, which its tag must not touch.
_SELECTED_GAP_PX = 6.0
TAGS_ANYWAY = 100

Placed = tuple[Item, Rect]


@dataclass(frozen=True, slots=True)
class LaidBoxes:
    """Boxes in one view: `placed` in painting order, `tags` of whom, where and how."""

    placed: Sequence[Placed]
    batch: LineBatch
    tags: Sequence[tuple[UUID, Rect, TagLook]]

    @property
    def ids(self) -> frozenset[UUID]:
        """Whose boxes these are."""
        return frozenset(item.track_id for item, _ in self.placed)

    def paint_tags(
        self,
        painter: QPainter,
        tags: TagPainter,
        view: ViewTransform,
        *,
        but: frozenset[UUID] = frozenset(),
    ) -> list[Rect]:
        """Paint the tags `but` those of some, and return where they lie."""
        screen = view.screen
        painted = [(place, look) for one, place, look in self.tags if one not in but]
        # Where there is no room for all, the first lie on top.
        for place, look in reversed(painted):
            at = QPointF(screen.snapped(place[0]), screen.snapped(place[1]))
            painter.drawPixmap(at, tags.tag(look, screen.ratio))
        return [place for place, _ in painted]


def looks_alike(one: Item, other: Item) -> bool:
    """Tell whether two boxes are painted and tagged alike, wherever they are selected alike."""
    if one is other:
        return True
    # Box, style and score are the shape's.
    return (
        one.shape == other.shape
        and one.label == other.label
        and one.color == other.color
        and one.track.number == other.track.number
        and one.track.pinned == other.track.pinned
    )


def lay_out(
    items: Iterable[Item],
    *,
    tags: TagPainter,
    view: ViewTransform,
    selected: frozenset[UUID],
    hovered: UUID | None = None,
    drafts: Mapping[UUID, Box] = MappingProxyType({}),
) -> LaidBoxes:
    """Lay out boxes in their painting order, those that are dragged where their drafts are."""
    batch = LineBatch(view.screen)
    placed: list[Placed] = []
    for item in items:
        track_id = item.track_id
        rect = view.rect(drafts.get(track_id, item.box))
        placed.append((item, rect))
        stroke = stroke_of(
            item,
            selected=track_id in selected,
            hovered=track_id == hovered,
            dragged=track_id in drafts,
        )
        batch.add(rect, item.color, stroke)
    return LaidBoxes(placed, batch, _tags(placed, tags, view=view, selected=selected))


def _tags(
    placed: Sequence[Placed], tags: TagPainter, *, view: ViewTransform, selected: frozenset[UUID]
) -> list[tuple[UUID, Rect, TagLook]]:
    screen = view.screen
    layout = TagLayout(screen.width, screen.height, [rect for _, rect in placed])
    handled = [rect for item, rect in placed if item.track_id in selected] if selected else []
    # Of more than these nobody sees the handles, and there is no room beside them.
    for x, y, width, height in handled if len(handled) <= TAGS_ANYWAY else ():
        edge = _SELECTED_GAP_PX - 1
        layout.reserve((x - edge, y - edge, width + 2 * edge, height + 2 * edge))
    made: list[tuple[UUID, Rect, TagLook]] = []
    # What is selected gets the best place, then the topmost box: those are worked on.
    by_need = sorted(placed, key=lambda at: at[0].track_id in selected)
    for item, rect in reversed(by_need):
        tag, track = item.tag, item.track
        is_selected = track.id in selected
        place = layout.place(
            rect,
            tags.size(tag, pinned=track.pinned),
            gap=_SELECTED_GAP_PX if is_selected else 1.0,
            anyway=len(made) < TAGS_ANYWAY,
        )
        if place is not None:
            look = TagLook(
                tag,
                item.color,
                quiet=item.is_suggestion,
                faint=not item.shape.is_keyframe and not is_selected,
                pinned=track.pinned,
            )
            made.append((track.id, place, look))
    return made
