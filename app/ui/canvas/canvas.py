"""What is set on the canvas from outside: the clip, its boxes, the view, the tool in the hand.

The canvas shows one frame with its boxes, and turns gestures into requests. It edits nothing: it
asks, and shows what the annotation says afterwards. How it paints and what it does with mouse and
keyboard is the lower half, `CanvasSurface`.

The boxes drawn are always those of the frame whose picture is on the screen: `show_picture` is
the only way by which either changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.media.index.frame_index import FrameIndex
from app.media.pictures.adjust import Adjustment
from app.ui.canvas.following import SHARE
from app.ui.canvas.interaction import Doing
from app.ui.canvas.layers import Layer, Level
from app.ui.canvas.mode import NO_HINTS, Hints
from app.ui.canvas.outcomes import Refusal
from app.ui.canvas.picture_painter import PaintedPicture
from app.ui.canvas.surface import CanvasSurface
from app.ui.canvas.tools import DrawStyle, Tool
from app.ui.canvas.view_transform import ViewTransform
from app.ui.keys.tips import KeyText
from app.ui.theme import Theme
from models.annotation.document import Annotation
from models.annotation.geometry import Box
from models.annotation.labels import Label
from models.annotation.track import Kind

if TYPE_CHECKING:
    # Its module brings PyAV and OpenCV with it, which the window must not wait for.
    from app.media.pictures.picture import Picture


class Canvas(CanvasSurface):
    """One frame of a clip and the boxes on it. Its signals are those of the surface."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._changes_allowed, self._read_only = True, False
        # Which tracks a filter leaves, and which are looked at alone.
        self._filtered: frozenset[UUID] | None = None
        self._isolated: frozenset[UUID] | None = None
        self.setAccessibleName(self.tr("Frame"))
        self._rail.tool_requested.connect(self.set_tool)

    @property
    def drafting(self) -> bool:
        """Whether a box is being drawn, moved or resized: `cancel` drops it."""
        return self._stage.hand.doing in (Doing.DRAWING, Doing.MOVING, Doing.RESIZING)

    def set_clip(self, index: FrameIndex | None) -> None:
        """Take the size of another clip's frames, and fit it; None: there is no clip.

        Picture, boxes and selection of the last clip go; `set_annotation` comes after this.
        """
        self._leave_clip()
        if index is not None:
            size = float(index.display_width), float(index.display_height)
            self._stage.set_frame_size(size)
            self._rail.setVisible(not self._read_only)
            self._looking.tell()

    def show_picture(self, picture: Picture) -> None:
        """Show a frame, and from now on the boxes of that frame only."""
        if self._stage.view is None:
            return
        if self._picture is not None and self._picture.shows_the_same_as(picture):
            # An undo asks for the frame of its edit, which is most often there already.
            return
        self.show_painted(PaintedPicture(picture))

    def show_painted(self, painted: PaintedPicture) -> None:
        """Show what is painted elsewhere already: the same frame, and not one pixel anew."""
        self._picture = painted
        frame_index = painted.picture.frame_index
        if frame_index != self._stage.scene.frame_index:
            self._stage.hand.frame_changed()
            self._stage.scene.set_frame(frame_index)
            self._asking.bursts.end()
            self._looking.keep_up()
            self._answering.look_again()
        self.picture_changed.emit()
        self.update()

    def set_annotation(self, annotation: Annotation) -> None:
        """Show the boxes of this annotation."""
        self._stage.scene.set_annotation(annotation)
        self._looking.keep_up()
        self._answering.look_again()

    def set_labels(self, labels: Mapping[UUID, Label]) -> None:
        """Name and colour the tracks by these labels."""
        self._stage.scene.set_labels(labels)
        self._answering.look_again()

    def set_shown(self, ids: frozenset[UUID] | None) -> None:
        """Show the boxes of these tracks only, as a filter asks; None: of all.

        What is not shown is not painted, not hit and not gone to.
        """
        self._filtered = ids
        self._show_those()

    def isolate(self, ids: frozenset[UUID] | None) -> None:
        """Show the boxes of these tracks only, whatever a filter asks; None: what it asks."""
        self._isolated = ids
        self._show_those()

    def set_draw_label(self, label: Label | None) -> None:
        """Say which label the next drawn object will get."""
        self._stage.draw_label = label
        self._telling.refresh()

    def set_selection(self, track_ids: Iterable[UUID]) -> None:
        """Select these tracks; emits nothing."""
        if self._stage.scene.select(track_ids):
            self._asking.bursts.end()
            self._answering.selected()

    def select_all(self) -> None:
        """Select all boxes that the frame shows."""
        self._asking.pick(self.shown_ids())

    def shown_ids(self) -> tuple[UUID, ...]:
        """Return the ids of all tracks whose boxes the frame shows."""
        return tuple(item.track_id for item in self._stage.scene.items)

    def selection(self) -> tuple[UUID, ...]:
        """Return the ids of the selected tracks."""
        return self._stage.scene.selection

    def tool(self) -> Tool:
        """Return the tool in the hand."""
        return self._stage.hand.tool

    def start_drawing(self, kind: Kind) -> None:
        """Take up the tool that draws one object of this kind."""
        self.set_tool(Tool.for_kind(kind))

    def set_tool(self, tool: Tool) -> None:
        """Take up a tool; one that draws is refused while nothing may be changed."""
        if self._stage.view is None:
            return
        if tool.kind is not None and not self._stage.editable:
            self._asking.refuse(Refusal.READ_ONLY)
            tool = Tool.SELECT
        self._stage.hand.take_up(tool)
        self._telling.tool_moved()

    def set_style(self, style: DrawStyle) -> None:
        """Draw from corner to corner, or by extreme points, from now on."""
        self._stage.hand.set_style(style)
        self._rail.set_style(style)
        self._telling.refresh()

    def cancel(self) -> None:
        """Drop the draft; without one put the drawing tool down; without that deselect."""
        self._answering.cancel()

    def set_view(self, view: ViewTransform) -> None:
        """Look at the frame as another canvas of the same size does; nothing follows any more."""
        self._looking.look_like(view)

    def fit(self) -> None:
        """Show the whole frame, as large as it goes."""
        self._looking.fit()

    def zoom_actual(self) -> None:
        """Show one source pixel on one device pixel."""
        self._looking.actual(self._anchor())

    def zoom_to_selection(self) -> None:
        """Fill the view with the selected boxes that this frame shows."""
        refusal = self._looking.show_selection()
        if refusal is not None:
            self._asking.refuse(refusal)

    def zoom_in(self) -> None:
        """Go one notch nearer."""
        self._looking.zoom_by(1, self._anchor())

    def zoom_out(self) -> None:
        """Go one notch away."""
        self._looking.zoom_by(-1, self._anchor())

    def follow_selection(self, on: bool, *, share: float = SHARE) -> None:
        """Keep the selected track in the middle of the view, or let go of it.

        `share` is how much of the view's shorter side it takes.
        """
        chosen = self.selection()[-1:] if on else ()
        if on and not chosen:
            self._asking.refuse(Refusal.NOTHING_SELECTED)
            self.following_changed.emit(None)
        self._looking.follow(chosen[0] if chosen else None, share=share)

    def following_share(self) -> float | None:
        """Return how much of the view's shorter side that track takes; None without one."""
        return self._looking.share

    def following(self) -> UUID | None:
        """Return the track that is kept in the middle."""
        return self._looking.following

    def set_adjustment(self, adjustment: Adjustment) -> None:
        """Ask for pictures that are brightened like this, until the clip is left."""
        self._looking.set_adjustment(adjustment)

    def set_lens(self, on: bool) -> None:
        """Lay a lens on the pointer, or take it away."""
        self._stage.lens_held = on
        self._looking.set_all_pixels(on)
        self.update()

    def set_corner_lens(self, on: bool) -> None:
        """Show a lens in a corner while a handle is dragged, or don't."""
        self._stage.corner_lens = on

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected boxes by source pixels."""
        self._asking.nudge(dx, dy)

    def cycle_overlapping(self, *, backwards: bool = False) -> bool:
        """Select the next box under the pointer, or of the frame; False where there is none."""
        chosen = self._stage.next_overlapping(backwards=backwards)
        if chosen is None:
            return False
        self._asking.pick((chosen,))
        return True

    def focusNextPrevChild(self, forwards: bool) -> bool:
        return self.cycle_overlapping(backwards=not forwards) or super().focusNextPrevChild(
            forwards
        )

    def set_editable(self, editable: bool, *, why_not: str = "") -> None:
        """Allow or refuse everything that changes boxes; `why_not` says what it waits for.

        This goes with the clip: it loads, its index is built, another frame is peeked at.
        """
        self._changes_allowed, self._stage.why_not = editable, why_not
        self._rail.set_editable(editable)
        self._allow_changes()

    def set_read_only(self, read_only: bool, *, why: str = "") -> None:
        """Take away all that changes boxes, or give it back; `why` is told to who tries.

        This goes with the workspace, whatever `set_editable` says of the clip. The tools and the
        handles are gone; selecting, hovering, zooming, following, lenses and menus stay.
        """
        self._read_only, self._stage.why_read_only = read_only, why if read_only else ""
        self._rail.setVisible(self._stage.view is not None and not read_only)
        self._allow_changes()

    def set_marking(self, on: bool, hints: Hints = NO_HINTS) -> None:
        """Let a plain drag mark a part of the frame, or pan as usual.

        `hints` are what the line at the foot says meanwhile, as far as boxes are read only.
        """
        self._stage.hand.take_up(Tool.SELECT)
        self._stage.hand.marks, self._stage.hints = on, hints
        self._telling.tool_moved()

    def source_at(self, place: QPoint) -> tuple[float, float] | None:
        """Return the source pixel at a place on the canvas; None without a clip."""
        view = self._stage.view
        return None if view is None else view.to_source(place.x(), place.y())

    def rect_of(self, box: Box) -> tuple[float, float, float, float] | None:
        """Return where a box of the source lies on the canvas: x, y, width, height."""
        view = self._stage.view
        return None if view is None else view.rect(box)

    def add_layer(self, layer: Layer, level: Level = Level.ABOVE_BOXES) -> None:
        """Paint a layer over each frame from now on; `layers` tells the order and the rules."""
        self._painter.layers.add(layer, level)
        self.update()

    def remove_layer(self, layer: Layer) -> None:
        """Paint a layer no more."""
        self._painter.layers.remove(layer)
        self.update()

    def set_keys(self, key_text: KeyText) -> None:
        """Tell by which keys things are done; ask again when they have changed."""
        self._stage.key_text = key_text
        self._telling.refresh()

    def keep_clear(self, top_px: int) -> None:
        """Say below so many pixels what is told at the top: something lies over them."""
        self._top_px = top_px
        self.update()

    def set_escape(self, text: str) -> None:
        """Say what Esc does for whoever asked for it first; "" is the usual."""
        self._stage.escape = text
        self._telling.refresh()

    def set_minimum_box(self, side_px: float) -> None:
        """Refuse boxes with a side below this many source pixels."""
        self._stage.hand.minimum = float(side_px)

    def set_empty(self, title: str, text: str) -> None:
        """Say what to do next while there is no clip."""
        self._empty = (title, text)
        self.setAccessibleDescription(f"{title} {text}".strip())
        self.update()

    def clear(self) -> None:
        """Drop the picture, the boxes and the selection: nothing of the clip stays visible."""
        self._leave_clip()
        self._stage.scene.set_labels({})
        self._stage.draw_label = None

    def _show_those(self) -> None:
        shown = self._filtered if self._isolated is None else self._isolated
        self._stage.scene.set_shown(shown)
        self._answering.look_again()
        self.shown_changed.emit()

    def _leave_clip(self) -> None:
        self._stage.leave_clip()
        self._filtered = self._isolated = None
        self._picture = None
        self._looking.forget()
        self._painter.forget()
        self._asking.bursts.end()
        self._rail.hide()
        self._telling.tool_moved()
        self.picture_changed.emit()

    def _allow_changes(self) -> None:
        self._stage.editable = self._changes_allowed and not self._read_only
        if not self._stage.editable:
            self._stage.hand.take_up(Tool.SELECT)
            self._telling.tool_moved()
        self._answering.look_again()

    def _anchor(self) -> tuple[float, float]:
        return self._stage.pointer or (self.width() / 2, self.height() / 2)
