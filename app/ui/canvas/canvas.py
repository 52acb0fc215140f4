"""The canvas widget: shows one frame with its boxes, and turns gestures into requests.

It hands Qt's events to the stage (what is shown, where, and what the hand does) and what comes
of them to its signals. It edits nothing: it asks, and shows what the annotation says afterwards.

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
from app.media.pictures.view import ViewRequest
from app.ui.canvas import pointer_events
from app.ui.canvas.bursts import Bursts
from app.ui.canvas.canvas_painter import CanvasPainter
from app.ui.canvas.cursors import cursor_for
from app.ui.canvas.drag_geometry import union
from app.ui.canvas.interaction import (
    Changed,
    Doing,
    DragStarted,
    Drawn,
    Outcome,
    Panned,
    Picked,
    Refusal,
    Refused,
)
from app.ui.canvas.mode_texts import mode_text, refusal_text
from app.ui.canvas.picture_painter import PaintedPicture
from app.ui.canvas.scene import selection_after_click
from app.ui.canvas.stage import Stage
from app.ui.canvas.tool_rail import ToolRail
from app.ui.canvas.tools import Tool
from app.ui.canvas.view_transform import NOTCH, Screen, ViewTransform
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
        box_changed(track_id: UUID, box: Box, merge_key: str): a box was moved or resized, on
            release or by a nudge. What belongs to one step of undo shares a merge key: nudges
            that follow each other, and boxes that were dragged together; else it is "".
        selection_changed(ids: tuple[UUID, ...]): by the person's hand, not by `set_selection`.
        hovered_changed(track_id: UUID | None)
        view_changed(request: ViewRequest): the pixels that the decoder should make now.
        mode_changed(text: str): the mode, what the next input does and how to leave it.
        refused(text: str): a sentence for the person: why a gesture did nothing.
        context_requested(track_id: UUID | None, global_position: QPoint)
        tool_changed(tool: Tool)
        drag_started(): a box is being drawn, moved or resized; a player should pause.
        zoom_changed(percent: float): device pixels per source pixel.
    """

    box_drawn = Signal(object, object)
    box_changed = Signal(object, object, str)
    selection_changed = Signal(object)
    hovered_changed = Signal(object)
    view_changed = Signal(object)
    mode_changed = Signal(str)
    refused = Signal(str)
    context_requested = Signal(object, QPoint)
    tool_changed = Signal(object)
    drag_started = Signal()
    zoom_changed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = Stage()
        self._painter = CanvasPainter(theme)
        self._picture: PaintedPicture | None = None
        self._empty = ("", "")
        self._mode = ""
        self._request: ViewRequest | None = None
        self._zoom: float | None = None
        self._shown_tool = Tool.SELECT
        self._bursts = Bursts(self)
        self._rail = ToolRail(theme, self)
        self._rail.move(_RAIL_INSET_PX, _RAIL_INSET_PX)
        self._rail.hide()
        self._rail.tool_requested.connect(self.set_tool)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Frame"))
        theme.changed.connect(self._on_theme_changed)

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
            self._view_moved()

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
            self._bursts.end()
            self._look_again()
        self.update()

    def set_annotation(self, annotation: Annotation) -> None:
        """Show the boxes of this annotation."""
        self._stage.scene.set_annotation(annotation)
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
            self._bursts.end()
            self._look_again()

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
            self._refuse(Refusal.READ_ONLY)
            tool = Tool.SELECT
        self._stage.hand.take_up(tool)
        self._tool_moved()

    def cancel(self) -> None:
        """Drop the draft; without one put the drawing tool down; without that deselect."""
        if self._stage.hand.cancel():
            self._tool_moved()
        elif self._stage.scene.select(()):
            self.selection_changed.emit(())
        self._look_again()

    def fit(self) -> None:
        """Show the whole frame, as large as it goes."""
        self._stage.fit()
        self._view_moved()

    def zoom_actual(self) -> None:
        """Show one source pixel on one device pixel."""
        if self._stage.view is not None:
            self._look_through(self._stage.view.zoomed_to(1.0, self._anchor()))

    def zoom_to_selection(self) -> None:
        """Fill the view with the selected boxes that this frame shows."""
        shown = self._stage.scene.selected_items()
        if self._stage.view is None:
            return
        if not shown:
            self._refuse(Refusal.NOT_SHOWN)
            return
        box = union([item.box for item in shown])
        self._look_through(self._stage.view.showing(box, self._stage.margins))

    def zoom_in(self) -> None:
        """Go one notch nearer."""
        self._zoom_by(1, self._anchor())

    def zoom_out(self) -> None:
        """Go one notch away."""
        self._zoom_by(-1, self._anchor())

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected boxes by source pixels."""
        moved = self._stage.nudged(dx, dy)
        if isinstance(moved, Refusal):
            self._refuse(moved)
            return
        key = self._bursts.key()
        for track_id, box in moved.items():
            self.box_changed.emit(track_id, box, key)

    def cycle_overlapping(self, *, backwards: bool = False) -> bool:
        """Select the next box under the pointer; False where there is none to go to."""
        chosen = self._stage.next_overlapping(backwards=backwards)
        if chosen is None:
            return False
        self._pick((chosen,))
        return True

    def set_editable(self, editable: bool, *, why_not: str = "") -> None:
        """Allow or refuse everything that changes boxes; `why_not` says what it waits for."""
        self._stage.editable, self._stage.why_not = editable, why_not
        self._rail.set_editable(editable)
        if not editable:
            self._stage.hand.take_up(Tool.SELECT)
            self._tool_moved()
        self._look_again()

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
        painter = QPainter(self)
        view = self._stage.view
        if view is None:
            self._painter.paint_empty(
                painter, QRectF(self.rect()), self._empty[0], text=self._empty[1]
            )
        else:
            self._painter.paint(painter, self._stage, view=view, painted=self._picture)
            if self._picture is not None:
                self._painter.paint_mode(painter, self._mode, stage=self._stage, view=view)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stage.set_screen(self._screen())
        self._view_moved()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._stage.set_screen(self._screen())
            self._painter.forget()
            self._view_moved()
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        at = event.position()
        # With Alt held, Qt turns a vertical wheel into a horizontal one.
        turned = event.angleDelta().y() or event.angleDelta().x()
        self._zoom_by(turned / 120, (at.x(), at.y()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._picture is None:
            return
        self._carry_out(pointer_events.press(self._stage, event))
        right = event.button() is Qt.MouseButton.RightButton
        if right and self._stage.hand.doing is Doing.IDLE:
            self._ask_for_menu(event)
        self._tool_moved()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._carry_out(pointer_events.move(self._stage, event))
        self._hover(pointer_events.place(event))
        self._refresh()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._carry_out(pointer_events.release(self._stage, event))
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
        self._request = None
        self._zoom = None
        self._painter.forget()
        self._bursts.end()
        self._rail.hide()
        self._tool_moved()

    def _carry_out(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            match outcome:
                case Picked(track_id, extend):
                    chosen = selection_after_click(self.selection(), track_id, extend=extend)
                    self._pick(chosen)
                case Drawn(box, kind):
                    self._bursts.end()
                    self.box_drawn.emit(box, kind)
                case Changed(boxes):
                    self._bursts.end()
                    key = "" if len(boxes) == 1 else self._bursts.key()
                    for track_id, box in boxes.items():
                        self.box_changed.emit(track_id, box, key)
                    self._bursts.end()
                case Panned(dx, dy):
                    if self._stage.view is not None:
                        self._look_through(self._stage.view.panned(dx, dy))
                case Refused(reason):
                    self._refuse(reason)
                case DragStarted():
                    self.drag_started.emit()

    def _pick(self, track_ids: tuple[UUID, ...]) -> None:
        if self._stage.scene.select(track_ids):
            self._bursts.end()
            self.selection_changed.emit(self.selection())
            self._look_again()

    def _ask_for_menu(self, event: QMouseEvent) -> None:
        self._hover(pointer_events.place(event))
        hovered = self._stage.hovered
        if hovered is not None and hovered not in self.selection():
            self._pick((hovered,))
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

    def _zoom_by(self, notches: float, at: tuple[float, float]) -> None:
        if self._stage.view is not None and notches:
            self._look_through(self._stage.view.zoomed(NOTCH**notches, at))

    def _anchor(self) -> tuple[float, float]:
        return self._stage.pointer or (self.width() / 2, self.height() / 2)

    def _look_through(self, view: ViewTransform) -> None:
        self._stage.view = view
        self._view_moved()

    def _view_moved(self) -> None:
        view = self._stage.view
        if view is not None:
            request = view.request()
            if request != self._request:
                self._request = request
                self.view_changed.emit(request)
            if view.zoom != self._zoom:
                self._zoom = view.zoom
                self.zoom_changed.emit(view.zoom * 100)
        self._look_again()

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
        text = "" if stage.view is None else mode_text(stage.mode())
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
            )
        )
        self.update()

    def _refuse(self, reason: Refusal) -> None:
        self.refused.emit(
            refusal_text(reason, self._stage.hand.minimum, why_not=self._stage.why_not)
        )

    def _on_theme_changed(self) -> None:
        self._painter.forget()
        self.update()

    def _screen(self) -> Screen:
        return Screen(max(1, self.width()), max(1, self.height()), self.devicePixelRatioF())
