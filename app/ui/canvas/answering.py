"""What the canvas does when mouse and keyboard are used on it.

The hand on the stage says what comes of a gesture, `Asking` asks for it, and `Telling` says what
has become another by it. Selecting, hovering and asking for a menu work on every picture, whether
boxes may be changed or not.
"""

from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.ui.canvas import pointer_events
from app.ui.canvas.asking import Asking
from app.ui.canvas.interaction import Doing
from app.ui.canvas.looking import Looking
from app.ui.canvas.outcomes import Outcome, Point
from app.ui.canvas.stage import Stage
from app.ui.canvas.telling import Telling


class Answering(QObject):
    """Takes Qt's events for a canvas.

    Signals:
        hovered_changed(track_id: UUID | None)
        context_requested(track_id: UUID | None, global_position: QPoint)
    """

    hovered_changed = Signal(object)
    context_requested = Signal(object, QPoint)

    def __init__(
        self, stage: Stage, *, asking: Asking, looking: Looking, telling: Telling, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._asking = asking
        self._looking = looking
        self._telling = telling

    def press(self, event: QMouseEvent) -> None:
        """A button goes down on a picture."""
        self._asking.carry_out(pointer_events.press(self._stage, event))
        right = event.button() is Qt.MouseButton.RightButton
        if right and self._stage.hand.doing is Doing.IDLE:
            self._ask_for_menu(event)
        self._telling.tool_moved()

    def move(self, event: QMouseEvent) -> None:
        """The pointer moves."""
        self._asking.carry_out(pointer_events.move(self._stage, event))
        self.hover(pointer_events.place(event))
        self._telling.refresh()

    def release(self, event: QMouseEvent) -> None:
        """A button goes up."""
        self._asking.carry_out(pointer_events.release(self._stage, event))
        self._looking.set_all_pixels(self._stage.lens_held)
        self.hover(pointer_events.place(event))
        self._telling.tool_moved()

    def leave(self) -> None:
        """The pointer is no longer here."""
        self.hover(None)
        self._telling.refresh()

    def key(self, event: QKeyEvent) -> bool:
        """A key goes down or up; return whether it meant something to the hand."""
        if event.key() == Qt.Key.Key_Escape and event.type() is QKeyEvent.Type.KeyPress:
            self.cancel()
            return True
        acts = pointer_events.constrain(self._stage, event)
        if acts:
            self._telling.refresh()
        return acts

    def carry_out(self, outcomes: list[Outcome]) -> None:
        """Ask for what the keyboard did in the place of the mouse."""
        self._asking.carry_out(outcomes)
        self._telling.tool_moved()

    def cancel(self) -> None:
        """Drop the draft; without one put the drawing tool down; without that deselect."""
        if self._stage.hand.cancel():
            self._telling.tool_moved()
        else:
            self._asking.pick(())
        self.look_again()

    def hover(self, at: Point | None) -> None:
        """The pointer is there; None: nowhere."""
        before = self._stage.hovered
        self._stage.look_at(at)
        if self._stage.hovered != before:
            self.hovered_changed.emit(self._stage.hovered)

    def look_again(self) -> None:
        """Something under the pointer may have changed without the pointer moving."""
        self.hover(self._stage.pointer)
        self._telling.refresh()

    def selected(self) -> None:
        """Other tracks are selected: one that is followed gives way to a single one of them."""
        chosen: tuple[UUID, ...] = self._stage.scene.selection
        if self._looking.following is not None and len(chosen) == 1:
            self._looking.follow(chosen[0])
        self.look_again()

    def _ask_for_menu(self, event: QMouseEvent) -> None:
        self.hover(pointer_events.place(event))
        hovered = self._stage.hovered
        if hovered is not None and hovered not in self._stage.scene.selection:
            self._asking.pick((hovered,))
        self.context_requested.emit(hovered, event.globalPosition().toPoint())
