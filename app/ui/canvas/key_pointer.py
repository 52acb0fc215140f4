"""A crosshair that the keyboard moves: whoever draws needs no mouse (WCAG 2.2, 2.1.1).

While a drawing tool is in the hand and the canvas has the focus, the arrows move the crosshair by a
pixel of the frame, with Shift by ten, and Enter puts a corner where it is. At all other times these
keys mean what they always do.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.canvas.drag_geometry import FREE
from app.ui.canvas.interaction import Doing
from app.ui.canvas.outcomes import Outcome, Panned, Point
from app.ui.canvas.stage import Stage

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FAR_PX = 10
_SHIFT = Qt.KeyboardModifier.ShiftModifier
# A crosshair on the view's very edge could not be seen.
_EDGE_PX = 8.0


class KeyPointer(QObject):
    """Takes keys from the canvas before they are shortcuts, for as long as something is drawn.

    Signals:
        moved(at: tuple[float, float]): the pointer is there now, in view pixels.
        acted(outcomes: list[Outcome]): to be carried out, in their order.
    """

    moved = Signal(object)
    acted = Signal(object)

    def __init__(self, canvas: QWidget, stage: Stage) -> None:
        super().__init__(canvas)
        self._stage = stage
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        if not isinstance(event, QKeyEvent) or not self._takes(event):
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress:
            self._do(event)
            return True
        return False

    def _takes(self, event: QKeyEvent) -> bool:
        if self._stage.hand.doing not in (Doing.AIMING, Doing.DRAWING):
            return False
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ENTER:
            return not held
        return event.key() in _ARROWS and not held & ~_SHIFT

    def _do(self, event: QKeyEvent) -> None:
        if event.key() not in _ARROWS:
            if not event.isAutoRepeat():
                self._put_corner()
            return
        dx, dy = _ARROWS[Qt.Key(event.key())]
        step = _FAR_PX if event.modifiers() & _SHIFT else 1
        self._move(dx * step, dy * step)

    def _move(self, dx: int, dy: int) -> None:
        x, y = self._place()
        width, height = self._stage.hand.frame
        self._aim(min(max(x + dx, 0.0), width), min(max(y + dy, 0.0), height))

    def _put_corner(self) -> None:
        x, y = self._place()
        self._aim(x, y)
        view, hand = self._stage.view, self._stage.hand
        if view is None:
            return
        pointer = self._stage.pointer_at(view.to_view(x, y), FREE)
        outcomes: list[Outcome] = hand.press(pointer, None)
        self.acted.emit([*outcomes, *hand.release(pointer)])

    def _aim(self, x: float, y: float) -> None:
        """Point at a place of the frame, and let it be seen."""
        stage = self._stage
        if stage.view is None:
            return
        by = self._out_of_view(stage.view.to_view(x, y))
        if by != (0.0, 0.0):
            self.acted.emit([Panned(*by)])
        at = stage.view.to_view(x, y)
        self.moved.emit(at)
        self.acted.emit(stage.hand.move(stage.pointer_at(at, FREE)))

    def _place(self) -> Point:
        """Return the pixel's corner of the frame that is pointed at; at first its middle."""
        view, pointer = self._stage.view, self._stage.pointer
        if view is None:
            return 0.0, 0.0
        x, y = view.visible().center if pointer is None else view.to_source(*pointer)
        width, height = self._stage.hand.frame
        return min(max(float(round(x)), 0.0), width), min(max(float(round(y)), 0.0), height)

    def _out_of_view(self, at: Point) -> Point:
        """Return by how much the frame is to be pushed so that a place of it is seen."""
        screen = self._stage.screen
        dx, dy = (
            min(max(place, _EDGE_PX), size - _EDGE_PX) - place
            for place, size in zip(at, (screen.width, screen.height), strict=True)
        )
        return dx, dy
