"""The canvas widget: shows one frame with its boxes, and turns gestures into requests."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from app.media.frame_index import FrameIndex
from app.media.picture import Picture
from app.ui.canvas.tools import Tool
from app.ui.theme import Theme
from models.annotation.document import Annotation
from models.annotation.labels import Label
from models.annotation.track import Kind


class Canvas(QWidget):
    """One frame of a clip and the boxes on it. It edits nothing: it asks.

    Signals:
        box_drawn(box: Box, kind: Kind): a new object was drawn on the frame shown.
        box_changed(track_id: UUID, box: Box, merge_key: str): a box was moved or resized, on
            release or by a nudge; nudges of one burst share a key, drags have "".
        selection_changed(ids: tuple[UUID, ...]): by the person's hand, not by `set_selection`.
        hovered_changed(track_id: UUID | None)
        view_changed(request: ViewRequest): the pixels that the decoder should make now.
        mode_changed(text: str): the mode, what the next input does and how to leave it.
        refused(text: str): a sentence for the person: why a gesture did nothing.
        context_requested(track_id: UUID | None, global_position: QPoint)
        tool_changed(tool: Tool)
        drag_started(): a box is being drawn, moved or resized; a player should pause.
        zoom_changed(percent: float): source pixels to device pixels.
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
        self._theme = theme

    def set_clip(self, index: FrameIndex | None) -> None:
        """Take the size of another clip's frames, and fit it; None: there is no clip."""

    def show_picture(self, picture: Picture) -> None:
        """Show a frame, and from now on the boxes of that frame only."""

    def set_annotation(self, annotation: Annotation) -> None:
        """Show the boxes of this annotation."""

    def set_labels(self, labels: Mapping[UUID, Label]) -> None:
        """Name and colour the tracks by these labels."""

    def set_draw_label(self, label: Label | None) -> None:
        """Say which label the next drawn object will get."""

    def set_selection(self, track_ids: Iterable[UUID]) -> None:
        """Select these tracks; emits nothing."""

    def selection(self) -> tuple[UUID, ...]:
        """Return the ids of the selected tracks."""
        return ()

    def start_drawing(self, kind: Kind) -> None:
        """Take up the tool that draws one object of this kind."""

    def set_tool(self, tool: Tool) -> None:
        """Take up a tool."""

    def cancel(self) -> None:
        """Drop the draft; without one leave the drawing tool; without that deselect."""

    def fit(self) -> None:
        """Show the whole frame, as large as it goes."""

    def zoom_actual(self) -> None:
        """Show one source pixel on one device pixel."""

    def zoom_to_selection(self) -> None:
        """Fill the view with the selected boxes."""

    def zoom_in(self) -> None:
        """Go one notch nearer."""

    def zoom_out(self) -> None:
        """Go one notch away."""

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected boxes by source pixels."""

    def cycle_overlapping(self, *, backwards: bool = False) -> bool:
        """Select the next box under the pointer; False where there is none to go to."""
        return False

    def set_editable(self, editable: bool) -> None:
        """Allow or refuse everything that changes boxes."""

    def set_empty(self, title: str, text: str) -> None:
        """Say what to do next while no picture is shown."""

    def clear(self) -> None:
        """Drop the picture, the boxes and the selection: nothing of the clip stays visible."""
