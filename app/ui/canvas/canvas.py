"""The canvas widget: shows one frame with its boxes, and turns gestures into requests.

It hands Qt's events to the stage (what is shown, where, and what the hand does), moves the view by
`Looking` and asks for what comes of it by `Asking`. It edits nothing: it asks, and shows what the
annotation says afterwards.

The boxes drawn are always those of the frame whose picture is on the screen: `show_picture` is
the only way by which either changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.media.index.frame_index import FrameIndex
from app.media.pictures.adjust import Adjustment
from app.ui.canvas import pointer_events
from app.ui.canvas.asking import Asking
from app.ui.canvas.canvas_painter import CanvasPainter
from app.ui.canvas.cursors import cursor_for
from app.ui.canvas.interaction import Doing
from app.ui.canvas.key_pointer import KeyPointer
from app.ui.canvas.looking import Looking
from app.ui.canvas.mode_texts import mode_text
from app.ui.canvas.outcomes import Outcome, Refusal
from app.ui.canvas.picture_painter import PaintedPicture
from app.ui.canvas.stage import Stage
from app.ui.canvas.tool_rail import ToolRail
from app.ui.canvas.tools import DrawStyle, Tool
from app.ui.canvas.view_transform import Screen
from app.ui.key_tips import KeyText
from app.ui.theme import Theme
from models.annotation.document import Annotation
from models.annotation.labels import Label
from models.annotation.track import Kind

if TYPE_CHECKING:
    # Its module brings PyAV and OpenCV with it, which the window must not wait for.
    from app.media.pictures.picture import Picture

_RAIL_INSET_PX = 12


class Canvas(QWidget):
    """One frame of a clip and the boxes on it.

    Signals:
        box_drawn(box: Box, kind: Kind): a new object was drawn on the frame shown.
        boxes_changed(boxes: Mapping[UUID, Box], merge_key: str): boxes were moved or resized
            together, on release or by a nudge. Nudges that follow each other share a merge key and
            are one step of undo; else it is "".
        selection_changed(ids: tuple[UUID, ...]): by the person's hand, not by `set_selection`.
        hovered_changed(track_id: UUID | None)
        view_changed(request: ViewRequest): the pixels that the decoder should make now.
        mode_changed(text: str): the mode, what the next input does and how to leave it.
        refused(text: str): a sentence for the person: why a gesture did nothing.
        context_requested(track_id: UUID | None, global_position: QPoint)
        tool_changed(tool: Tool)
        drag_started(): a box is being drawn, moved or resized; a player should pause.
        zoom_changed(percent: float): device pixels per source pixel.
        frame_requested(frame_index: int): a keyframe of the trail was clicked.
        following_changed(track_id: UUID | None): who is kept in the middle of the view.
        style_requested(style: DrawStyle): another way of drawing, from the rail's menu.
    """

    box_drawn = Signal(object, object)
    boxes_changed = Signal(object, str)
    selection_changed = Signal(object)
    hovered_changed = Signal(object)
    view_changed = Signal(object)
    mode_changed = Signal(str)
    refused = Signal(str)
    context_requested = Signal(object, QPoint)
    tool_changed = Signal(object)
    drag_started = Signal()
    zoom_changed = Signal(float)
    frame_requested = Signal(int)
    following_changed = Signal(object)
    style_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = Stage()
        self._painter = CanvasPainter(theme)
        self._top_px = 0
        self._picture: PaintedPicture | None = None
        self._empty = ("", "")
        self._mode = ""
        self._shown_tool = Tool.SELECT
        self._looking = Looking(self._stage, self)
        self._asking = Asking(self._stage, self._looking, self)
        self._key_pointer = KeyPointer(self, self._stage)
        self._rail = ToolRail(theme, self)
        self._rail.move(_RAIL_INSET_PX, _RAIL_INSET_PX)
        self._rail.hide()
        self._pass_on()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Frame"))
        theme.changed.connect(self._on_theme_changed)

    @property
    def drafting(self) -> bool:
        """Whether a box is being drawn, moved or resized: `cancel` drops it."""
        return self._stage.hand.doing in (Doing.DRAWING, Doing.MOVING, Doing.RESIZING)

    def sizeHint(self) -> QSize:
        return QSize(960, 600)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 180)

    def set_clip(self, index: FrameIndex | None) -> None:
        """Take the size of another clip's frames, and fit it; None: there is no clip.

        Picture, boxes and selection of the last clip go; `set_annotation` comes after this.
        """
        self._leave_clip()
        if index is not None:
            size = float(index.display_width), float(index.display_height)
            self._stage.set_frame_size(size)
            self._rail.show()
            self._looking.tell()

    def show_picture(self, picture: Picture) -> None:
        """Show a frame, and from now on the boxes of that frame only."""
        if self._stage.view is None:
            return
        if self._picture is not None and self._picture.shows_the_same_as(picture):
            # An undo asks for the frame of its edit, which is most often there already.
            return
        self._picture = PaintedPicture(picture)
        if picture.frame_index != self._stage.scene.frame_index:
            self._stage.hand.frame_changed()
            self._stage.scene.set_frame(picture.frame_index)
            self._asking.bursts.end()
            self._looking.keep_up()
            self._look_again()
        self.update()

    def set_annotation(self, annotation: Annotation) -> None:
        """Show the boxes of this annotation."""
        self._stage.scene.set_annotation(annotation)
        self._looking.keep_up()
        self._look_again()

    def set_labels(self, labels: Mapping[UUID, Label]) -> None:
        """Name and colour the tracks by these labels."""
        self._stage.scene.set_labels(labels)
        self._look_again()

    def set_shown(self, ids: frozenset[UUID] | None) -> None:
        """Show the boxes of these tracks only, as a filter asks; None: of all.

        What is not shown is not painted, not hit and not gone to.
        """
        self._stage.scene.set_shown(ids)
        self._look_again()

    def set_draw_label(self, label: Label | None) -> None:
        """Say which label the next drawn object will get."""
        self._stage.draw_label = label
        self._refresh()

    def set_selection(self, track_ids: Iterable[UUID]) -> None:
        """Select these tracks; emits nothing."""
        if self._stage.scene.select(track_ids):
            self._asking.bursts.end()
            self._on_selection()

    def select_all(self) -> None:
        """Select all boxes that the frame shows."""
        self._asking.pick(tuple(item.track_id for item in self._stage.scene.items))

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
        self._tool_moved()

    def set_style(self, style: DrawStyle) -> None:
        """Draw from corner to corner, or by extreme points, from now on."""
        self._stage.hand.set_style(style)
        self._rail.set_style(style)
        self._refresh()

    def cancel(self) -> None:
        """Drop the draft; without one put the drawing tool down; without that deselect."""
        if self._stage.hand.cancel():
            self._tool_moved()
        else:
            self._asking.pick(())
        self._look_again()

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

    def follow_selection(self, on: bool) -> None:
        """Keep the selected track in the middle of the view, or let go of it."""
        chosen = self.selection()[-1:] if on else ()
        if on and not chosen:
            self._asking.refuse(Refusal.NOTHING_SELECTED)
            self.following_changed.emit(None)
        self._looking.follow(chosen[0] if chosen else None)

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

    def set_editable(self, editable: bool, *, why_not: str = "") -> None:
        """Allow or refuse everything that changes boxes; `why_not` says what it waits for."""
        self._stage.editable, self._stage.why_not = editable, why_not
        self._rail.set_editable(editable)
        if not editable:
            self._stage.hand.take_up(Tool.SELECT)
            self._tool_moved()
        self._look_again()

    def set_keys(self, key_text: KeyText) -> None:
        """Tell by which keys things are done; ask again when they have changed."""
        self._stage.key_text = key_text
        self._refresh()

    def keep_clear(self, top_px: int) -> None:
        """Say below so many pixels what is told at the top: something lies over them."""
        self._top_px = top_px
        self.update()

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

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        with QPainter(self) as painter:
            view = self._stage.view
            if view is None:
                self._painter.paint_empty(
                    painter, QRectF(self.rect()), self._empty[0], text=self._empty[1]
                )
            else:
                self._painter.paint(
                    painter,
                    self._stage,
                    view=view,
                    painted=self._picture,
                    marks=self._marks(),
                    top=self._top_px,
                )
                if self._picture is not None:
                    self._painter.paint_mode(painter, self._mode, stage=self._stage, view=view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._looking.set_screen(self._screen())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._painter.forget()
            self._looking.set_screen(self._screen())
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        at = event.position()
        # With Alt held, Qt turns a vertical wheel into a horizontal one.
        turned = event.angleDelta().y() or event.angleDelta().x()
        self._looking.zoom_by(turned / 120, (at.x(), at.y()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._picture is None:
            return
        self._asking.carry_out(pointer_events.press(self._stage, event))
        right = event.button() is Qt.MouseButton.RightButton
        if right and self._stage.hand.doing is Doing.IDLE:
            self._ask_for_menu(event)
        self._tool_moved()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._asking.carry_out(pointer_events.move(self._stage, event))
        self._hover(pointer_events.place(event))
        self._refresh()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._asking.carry_out(pointer_events.release(self._stage, event))
        self._looking.set_all_pixels(self._stage.lens_held)
        self._hover(pointer_events.place(event))
        self._tool_moved()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif pointer_events.constrain(self._stage, event):
            self._refresh()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if pointer_events.constrain(self._stage, event):
            self._refresh()
        else:
            super().keyReleaseEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        if self.cycle_overlapping(backwards=not forwards):
            return True
        return super().focusNextPrevChild(forwards)

    def _leave_clip(self) -> None:
        self._stage.leave_clip()
        self._picture = None
        self._looking.forget()
        self._painter.forget()
        self._asking.bursts.end()
        self._rail.hide()
        self._tool_moved()

    def _ask_for_menu(self, event: QMouseEvent) -> None:
        self._hover(pointer_events.place(event))
        hovered = self._stage.hovered
        if hovered is not None and hovered not in self.selection():
            self._asking.pick((hovered,))
        self.context_requested.emit(hovered, event.globalPosition().toPoint())

    def _hover(self, at: tuple[float, float] | None) -> None:
        before = self._stage.hovered
        self._stage.look_at(at)
        if self._stage.hovered != before:
            self.hovered_changed.emit(self._stage.hovered)

    def _look_again(self) -> None:
        """Something under the pointer may have changed without the pointer moving."""
        self._hover(self._stage.pointer)
        self._refresh()

    def _anchor(self) -> tuple[float, float]:
        return self._stage.pointer or (self.width() / 2, self.height() / 2)

    def _on_selection(self) -> None:
        chosen = self.selection()
        if self._looking.following is not None and len(chosen) == 1:
            self._looking.follow(chosen[0])
        self._look_again()

    def _on_picked(self, track_ids: tuple[UUID, ...]) -> None:
        self.selection_changed.emit(track_ids)
        self._on_selection()

    def _marks(self) -> list[str]:
        """Say what is not as usual about the view."""
        marks = []
        followed = self._stage.scene.annotation.tracks.get(self._looking.following or UUID(int=0))
        if followed is not None:
            marks.append(self.tr("Following {0}").format(self._stage.scene.name_of(followed)))
        if not self._looking.adjustment.is_none:
            marks.append(self.tr("Picture adjusted"))
        return marks

    def _tool_moved(self) -> None:
        tool = self._stage.hand.tool
        if tool is not self._shown_tool:
            self._shown_tool = tool
            self._rail.set_tool(tool)
            self.tool_changed.emit(tool)
        self._refresh()

    def _refresh(self) -> None:
        """Repaint, and say what the mode is."""
        stage = self._stage
        text = "" if stage.view is None else mode_text(stage.mode(), stage.key_text)
        if text != self._mode:
            self._mode = text
            self.mode_changed.emit(text)
        target = stage.hand.target or stage.target
        item = None if target is None else stage.scene.item(target.track_id)
        self.setCursor(
            cursor_for(
                stage.hand.doing,
                target,
                panning=stage.hand.panning,
                movable=item is not None and stage.movable(item),
                leads=stage.leads is not None,
            )
        )
        self.update()

    def _pass_on(self) -> None:
        """Send on what the parts of this widget ask for."""
        asking, looking, rail = self._asking, self._looking, self._rail
        self._key_pointer.acted.connect(self._on_keys)
        self._key_pointer.moved.connect(self._hover)
        asking.box_drawn.connect(self.box_drawn)
        asking.boxes_changed.connect(self.boxes_changed)
        asking.frame_requested.connect(self.frame_requested)
        asking.refused.connect(self.refused)
        asking.drag_started.connect(self._on_drag_started)
        asking.picked.connect(self._on_picked)
        looking.view_changed.connect(self.view_changed)
        looking.zoom_changed.connect(self.zoom_changed)
        looking.following_changed.connect(self.following_changed)
        looking.moved.connect(self._look_again)
        rail.tool_requested.connect(self.set_tool)
        rail.style_requested.connect(self.style_requested)

    def _on_keys(self, outcomes: list[Outcome]) -> None:
        if self._picture is not None:
            self._asking.carry_out(outcomes)
            self._tool_moved()

    def _on_drag_started(self) -> None:
        self._looking.set_all_pixels(self._stage.lens_held or self._stage.corner_lens)
        self.drag_started.emit()

    def _on_theme_changed(self) -> None:
        self._painter.forget()
        self.update()

    def _screen(self) -> Screen:
        return Screen(max(1, self.width()), max(1, self.height()), self.devicePixelRatioF())
