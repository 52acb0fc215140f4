"""Qt's mouse and key events, as the hand on the stage understands them.

Left presses draw, take and select; the middle button, or Alt with the left, pans, also while
something is being drawn. What comes of an event is returned, not done.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.ui.canvas.drag_geometry import Constraint
from app.ui.canvas.interaction import Doing
from app.ui.canvas.outcomes import Outcome
from app.ui.canvas.stage import Stage

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_LEFT = Qt.MouseButton.LeftButton
_MIDDLE = Qt.MouseButton.MiddleButton


def press(stage: Stage, event: QMouseEvent) -> list[Outcome]:
    """A button goes down."""
    at = place(event)
    hand = stage.hand
    if event.button() is _MIDDLE or (event.button() is _LEFT and event.modifiers() & _ALT):
        hand.begin_pan(at)
        return []
    if event.button() is not _LEFT:
        return []
    extend = bool(event.modifiers() & (_SHIFT | _CTRL))
    pointer = stage.pointer_at(at, _constraint(event.modifiers()), extend=extend)
    drawing = hand.doing in (Doing.AIMING, Doing.DRAWING)
    return hand.press(pointer, None if drawing else stage.grab_at(at))


def move(stage: Stage, event: QMouseEvent) -> list[Outcome]:
    """The pointer moves. While the frame follows it, what is drafted keeps its place on it."""
    at = place(event)
    if stage.hand.panning_by_hold:
        return stage.hand.pan_to(at)
    return stage.hand.move(stage.pointer_at(at, _constraint(event.modifiers())))


def release(stage: Stage, event: QMouseEvent) -> list[Outcome]:
    """A button goes up."""
    hand = stage.hand
    if hand.panning_by_hold and event.button() in (_MIDDLE, _LEFT):
        hand.end_pan()
        return []
    if event.button() is not _LEFT:
        return []
    return hand.release(stage.pointer_at(place(event), _constraint(event.modifiers())))


def constrain(stage: Stage, event: QKeyEvent) -> bool:
    """Let Shift and Ctrl act on a draft at once; return whether they did."""
    drafting = stage.hand.doing in (Doing.DRAWING, Doing.MOVING, Doing.RESIZING)
    if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control) or not drafting:
        return False
    if stage.pointer is not None:
        stage.hand.move(stage.pointer_at(stage.pointer, _constraint(event.modifiers())))
    return True


def place(event: QMouseEvent) -> tuple[float, float]:
    """Return where the pointer is, in view pixels."""
    return event.position().x(), event.position().y()


def _constraint(modifiers: Qt.KeyboardModifier) -> Constraint:
    return Constraint(even=bool(modifiers & _SHIFT), centred=bool(modifiers & _CTRL))
