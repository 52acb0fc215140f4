"""The mouse on the pins of the picture: a click opens one, the wheel goes through a stack."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui.controls.tips import plain_tip
from app.ui.review.issues.issue_layer import IssueLayer


class PinHand(QObject):
    """Takes from the canvas the events that are meant for pins, before it gets them.

    Signals:
        opened(issue_id: UUID): a pin was clicked.
        turned(issue_id: UUID): the wheel led to another one of a stack.
    """

    opened = Signal(object)
    turned = Signal(object)

    def __init__(self, canvas: QWidget, layer: IssueLayer, *, tell: Callable[[UUID], str]) -> None:
        """Watch a canvas; `tell` gives the tooltip of an issue."""
        super().__init__(canvas)
        self._canvas, self._layer, self._tell = canvas, layer, tell
        self._pressed = False
        self._turned = 0
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        kind = event.type()
        if isinstance(event, QWheelEvent):
            return self._wheel(event)
        if kind is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            return self._help(event)
        if not isinstance(event, QMouseEvent):
            return False
        if kind is QEvent.Type.MouseMove:
            return self._move(event)
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            return self._press(event)
        if kind is QEvent.Type.MouseButtonRelease and self._pressed:
            self._pressed = False
            return True
        return False

    def _stack_at(self, at: QPointF) -> tuple[UUID, tuple[UUID, ...]] | None:
        """Return the issue on top of the pin that lies there, and all of its stack."""
        found = None
        for pin, stack in self._layer.pins:
            if pin.holds(at) and (found is None or pin.active):
                found = pin.issue.id, stack
        return found

    def _press(self, event: QMouseEvent) -> bool:
        under = self._stack_at(event.position())
        if event.button() is not Qt.MouseButton.LeftButton or event.modifiers() or under is None:
            return False
        self._pressed = True
        self.opened.emit(under[0])
        return True

    def _move(self, event: QMouseEvent) -> bool:
        if self._pressed:
            return True
        if event.buttons() or self._stack_at(event.position()) is None:
            return False
        self._canvas.setCursor(Qt.CursorShape.PointingHandCursor)
        return True

    def _wheel(self, event: QWheelEvent) -> bool:
        under = self._stack_at(event.position())
        if under is None or len(under[1]) < 2 or event.modifiers():
            return False
        # A touchpad sends many small turns; a notch is 120.
        self._turned += event.angleDelta().y()
        notches = int(self._turned / 120)
        self._turned -= notches * 120
        top, stack = under
        if notches:
            self.turned.emit(stack[(stack.index(top) - notches) % len(stack)])
        event.accept()
        return True

    def _help(self, event: QHelpEvent) -> bool:
        under = self._stack_at(QPointF(event.pos()))
        if under is None:
            return False
        QToolTip.showText(event.globalPos(), plain_tip(self._tell(under[0])), self._canvas)
        return True
