"""What comes of a hand on the canvas: requests for others to carry out. Nothing is edited here."""

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.ui.canvas.bursts import Bursts
from app.ui.canvas.looking import Looking
from app.ui.canvas.mode_texts import refusal_text
from app.ui.canvas.outcomes import (
    Banded,
    Changed,
    DragStarted,
    Drawn,
    Led,
    Marked,
    Outcome,
    Panned,
    Picked,
    Refusal,
    Refused,
)
from app.ui.canvas.scene import selection_after_click
from app.ui.canvas.stage import Stage


class Asking(QObject):
    """Turns outcomes of the hand into requests.

    Signals: box_drawn, boxes_changed, region_marked, frame_requested, refused, drag_started, as the
    canvas has them, and
        picked(ids: tuple[UUID, ...]): the person chose these tracks; the stage has them already.
    """

    box_drawn = Signal(object, object)
    boxes_changed = Signal(object, str)
    region_marked = Signal(object)
    frame_requested = Signal(int)
    refused = Signal(str)
    drag_started = Signal()
    picked = Signal(object)

    def __init__(self, stage: Stage, looking: Looking, parent: QObject) -> None:
        super().__init__(parent)
        self._stage = stage
        self._looking = looking
        self.bursts = Bursts(self)

    def carry_out(self, outcomes: list[Outcome]) -> None:
        """Ask for what the hand did, in its order."""
        selection = self._stage.scene.selection
        for outcome in outcomes:
            match outcome:
                case Picked(track_id, extend):
                    self.pick(selection_after_click(selection, track_id, extend=extend))
                case Banded(box):
                    self.pick(tuple(dict.fromkeys((*selection, *self._stage.within(box)))))
                case Drawn(box, kind):
                    self.bursts.end()
                    self.box_drawn.emit(box, kind)
                case Changed(boxes):
                    self.bursts.end()
                    self.boxes_changed.emit(boxes, "")
                case Panned(dx, dy):
                    self._looking.pan(dx, dy)
                case Refused(reason):
                    self.refuse(reason)
                case Led() | Marked() | DragStarted():
                    self._pass_on(outcome)

    def _pass_on(self, outcome: Led | Marked | DragStarted) -> None:
        """Ask for what changes nothing here."""
        match outcome:
            case Led(frame_index):
                self.frame_requested.emit(frame_index)
            case Marked(box):
                self.region_marked.emit(box)
            case DragStarted():
                self.drag_started.emit()

    def nudge(self, dx: float, dy: float) -> None:
        """Ask for the selected boxes to be moved by source pixels."""
        moved = self._stage.nudged(dx, dy)
        if isinstance(moved, Refusal):
            self.refuse(moved)
        elif moved:
            self.boxes_changed.emit(moved, self.bursts.key())

    def pick(self, track_ids: tuple[UUID, ...]) -> None:
        """Select by the person's hand."""
        if self._stage.scene.select(track_ids):
            self.bursts.end()
            self.picked.emit(self._stage.scene.selection)

    def refuse(self, reason: Refusal) -> None:
        """Tell why a gesture did nothing."""
        stage = self._stage
        self.refused.emit(
            refusal_text(reason, stage.hand.minimum, stage.key_text, why_not=stage.why_refused)
        )
