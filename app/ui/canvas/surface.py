"""The canvas as Qt sees it: a widget that paints its layers and hands events to its parts.

    Stage       what is shown, where, and what the hand is at
    Looking     moves the view          Asking      asks for what comes of the hand
    Answering   mouse and keyboard      Telling     says what has become another
    Layers      what is painted, in which order

What is set from outside is `Canvas`, which this is the lower half of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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

from app.ui.canvas.answering import Answering
from app.ui.canvas.asking import Asking
from app.ui.canvas.canvas_painter import CanvasPainter
from app.ui.canvas.key_pointer import KeyPointer
from app.ui.canvas.layers import Sight
from app.ui.canvas.looking import Looking
from app.ui.canvas.outcomes import Outcome
from app.ui.canvas.picture_painter import PaintedPicture
from app.ui.canvas.stage import Stage
from app.ui.canvas.telling import Telling
from app.ui.canvas.tool_rail import ToolRail
from app.ui.canvas.view_transform import Screen, ViewTransform
from app.ui.theme import Theme

if TYPE_CHECKING:
    # Its module brings PyAV and OpenCV with it, which the window must not wait for.
    from app.media.pictures.picture import Picture

_RAIL_INSET_PX = 12


class CanvasSurface(QWidget):
    """Shows a stage, and lets a person work on it.

    Signals:
        box_drawn(box: Box, kind: Kind): a new object was drawn on the frame shown.
        boxes_changed(boxes: Mapping[UUID, Box], merge_key: str): boxes were moved or resized
            together, on release or by a nudge. Nudges that follow each other share a merge key and
            are one step of undo; else it is "".
        region_marked(region: Box): a part of the frame shown was gone round, by a reviewer's hand.
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
        picture_changed(): another picture is on the screen, or none.
        shown_changed(): the boxes of other tracks are shown than before.
        moved(): the frame lies elsewhere in the view, or a track is kept in its middle.
    """

    box_drawn = Signal(object, object)
    boxes_changed = Signal(object, str)
    region_marked = Signal(object)
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
    picture_changed = Signal()
    shown_changed = Signal()
    moved = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = Stage()
        self._painter = CanvasPainter(theme)
        self._picture: PaintedPicture | None = None
        self._empty = ("", "")
        self._top_px = 0
        self._looking = Looking(self._stage, self)
        self._asking = Asking(self._stage, self._looking, self)
        self._telling = Telling(self._stage, self._looking, self)
        self._answering = Answering(
            self._stage,
            asking=self._asking,
            looking=self._looking,
            telling=self._telling,
            parent=self,
        )
        self._key_pointer = KeyPointer(self, self._stage)
        self._rail = ToolRail(theme, self)
        self._rail.move(_RAIL_INSET_PX, _RAIL_INSET_PX)
        self._rail.hide()
        self._pass_on()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        return QSize(960, 600)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        with QPainter(self) as painter:
            view, picture = self._stage.view, self._picture
            if view is None:
                title, text = self._empty
                self._painter.paint_empty(painter, QRectF(self.rect()), title, text=text)
            elif picture is None:
                self._painter.paint_awaited(painter, view)
            else:
                sight = Sight(
                    view,
                    picture,
                    self._stage,
                    mode=self._mode,
                    marks=self._telling.marks(),
                    top_px=self._top_px,
                )
                self._painter.paint(painter, sight)

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
        if self._picture is not None:
            self._answering.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._answering.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._answering.release(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._answering.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._answering.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self._answering.key(event):
            super().keyReleaseEvent(event)

    @property
    def picture(self) -> Picture | None:
        """What is on the screen, None while there is nothing."""
        return None if self._picture is None else self._picture.picture

    @property
    def painted(self) -> PaintedPicture | None:
        """The picture with the image that is painted of it."""
        return self._picture

    @property
    def view(self) -> ViewTransform | None:
        """Where the frame lies; None without a clip."""
        return self._stage.view

    @property
    def stage(self) -> Stage:
        """What is shown and what the hand is at; to be looked at only."""
        return self._stage

    @property
    def _mode(self) -> str:
        return self._telling.mode

    def _screen(self) -> Screen:
        return Screen(max(1, self.width()), max(1, self.height()), self.devicePixelRatioF())

    def _pass_on(self) -> None:
        """Send on what the parts of this widget ask for."""
        asking, looking, rail = self._asking, self._looking, self._rail
        answering, telling = self._answering, self._telling
        self._key_pointer.acted.connect(self._on_keys)
        self._key_pointer.moved.connect(answering.hover)
        answering.hovered_changed.connect(self.hovered_changed)
        answering.context_requested.connect(self.context_requested)
        telling.mode_changed.connect(self.mode_changed)
        telling.tool_changed.connect(rail.set_tool)
        telling.tool_changed.connect(self.tool_changed)
        asking.box_drawn.connect(self.box_drawn)
        asking.boxes_changed.connect(self.boxes_changed)
        asking.region_marked.connect(self.region_marked)
        asking.frame_requested.connect(self.frame_requested)
        asking.refused.connect(self.refused)
        asking.drag_started.connect(self._on_drag_started)
        asking.picked.connect(self.selection_changed)
        asking.picked.connect(answering.selected)
        looking.view_changed.connect(self.view_changed)
        looking.zoom_changed.connect(self.zoom_changed)
        looking.following_changed.connect(self.following_changed)
        looking.moved.connect(answering.look_again)
        looking.moved.connect(self.moved)
        rail.style_requested.connect(self.style_requested)

    def _on_keys(self, outcomes: list[Outcome]) -> None:
        if self._picture is not None:
            self._answering.carry_out(outcomes)

    def _on_drag_started(self) -> None:
        self._looking.set_all_pixels(self._stage.lens_held or self._stage.corner_lens)
        self.drag_started.emit()

    def _on_theme_changed(self) -> None:
        self._painter.forget()
        self.update()
