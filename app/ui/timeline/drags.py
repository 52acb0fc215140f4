"""What a pressed mouse button does on the timeline until it is let go.

A drag talks to the timeline through its public methods and keeps where it began.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.ui.timeline.layout import NAMES_PX
from app.ui.timeline.playhead_painter import overview_strip

if TYPE_CHECKING:
    from app.ui.timeline.timeline import Timeline


class Drag(Protocol):
    """A drag under way."""

    button: Qt.MouseButton
    cursor: Qt.CursorShape

    def moved(self, at: QPoint) -> None: ...

    def released(self, at: QPoint) -> None: ...

    def cancelled(self) -> None: ...


class ScrubDrag:
    """The playhead follows the mouse; letting go asks for the frame once more, exactly.

    A press that never left its place stays on the frame it was made for, which may be a
    keyframe a few pixels away.
    """

    button = Qt.MouseButton.LeftButton
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, timeline: Timeline, at: QPoint, *, frame: int) -> None:
        self._timeline = timeline
        self._start = at
        self._frame = frame
        self._under_way = False
        timeline.scrub_to(frame, scrubbing=True)

    def moved(self, at: QPoint) -> None:
        distance = abs(at.x() - self._start.x())
        if not self._under_way and distance < min(QApplication.startDragDistance(), 4):
            return
        self._under_way = True
        frame = self._timeline.view.scale.frame_at(at.x() - NAMES_PX)
        if frame != self._frame:
            self._frame = frame
            self._timeline.scrub_to(frame, scrubbing=True)

    def released(self, at: QPoint) -> None:
        self.moved(at)
        self.cancelled()

    def cancelled(self) -> None:
        self._timeline.scrub_to(self._frame, scrubbing=False)


class PanDrag:
    """The clip follows the mouse."""

    button = Qt.MouseButton.MiddleButton
    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, timeline: Timeline, at: QPoint) -> None:
        self._timeline = timeline
        self._start = at
        self._scale = timeline.view.scale

    def moved(self, at: QPoint) -> None:
        # From the press's scale each time: small steps would add up their roundings.
        self._timeline.set_scale(self._scale.panned(self._start.x() - at.x()))

    def released(self, at: QPoint) -> None:
        self.moved(at)

    def cancelled(self) -> None:
        self._timeline.set_scale(self._scale)


class OverviewDrag:
    """The part in view is centred under the mouse."""

    button = Qt.MouseButton.LeftButton
    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, timeline: Timeline, at: QPoint) -> None:
        self._timeline = timeline
        self._scale = timeline.view.scale
        self.moved(at)

    def moved(self, at: QPoint) -> None:
        view = self._timeline.view
        left, width = overview_strip(view)
        middle = (at.x() - left) / width * view.scale.last_frame
        self._timeline.set_scale(view.scale.centred_on(middle))

    def released(self, at: QPoint) -> None:
        self.moved(at)

    def cancelled(self) -> None:
        self._timeline.set_scale(self._scale)
