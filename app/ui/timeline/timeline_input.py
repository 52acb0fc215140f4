"""What the mouse and the keys do on the timeline.

It turns events into calls of the timeline's public methods, and keeps nothing but the drag that is
under way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from app.ui.timeline.drags import Drag, OverviewDrag, PanDrag, ScrubDrag
from app.ui.timeline.hits import hit_at
from app.ui.timeline.layout import NAMES_PX, ROW_PX, Area

if TYPE_CHECKING:
    from app.ui.timeline.timeline import Timeline

_NOTCH_ZOOM = 1.2
_NOTCH_PAN_PX = 96
_SCRUBBED = (Area.RULER, Area.FILM, Area.MOTION, Area.ACTIVITY)


class TimelineInput:
    """The hands on one timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._drag: Drag | None = None

    @property
    def scrubs(self) -> bool:
        """Whether the mouse says where the playhead is."""
        return isinstance(self._drag, ScrubDrag)

    @property
    def drags(self) -> bool:
        return self._drag is not None

    @property
    def pans(self) -> bool:
        """Whether the mouse says which part of the clip is in view."""
        return isinstance(self._drag, PanDrag | OverviewDrag)

    def forget(self) -> None:
        """Give up a drag: the clip it was on is gone."""
        self._drag = None

    def pressed(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if not self._timeline.view.has_clip or self._drag is not None:
            return
        if event.button() is Qt.MouseButton.MiddleButton:
            self._drag = PanDrag(self._timeline, at)
        elif event.button() is Qt.MouseButton.LeftButton:
            toggled = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._drag = self._drag_at(at, toggled=toggled)
        if self._drag is not None:
            self._timeline.setCursor(self._drag.cursor)

    def _drag_at(self, at: QPoint, *, toggled: bool) -> Drag | None:
        timeline = self._timeline
        hit = hit_at(timeline.view, at)
        if hit.area is Area.OVERVIEW:
            return OverviewDrag(timeline, at)
        owner = None if hit.lane is None else hit.lane.owner_at(hit.frame)
        if owner is not None:
            timeline.request_selection(owner, toggled=toggled)
        scrubs = hit.area in _SCRUBBED or (hit.area is Area.LANES and hit.lane is not None)
        return ScrubDrag(timeline, at, frame=hit.frame) if scrubs else None

    def moved(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._drag is not None and not event.buttons() & self._drag.button:
            # The release went elsewhere: to a dialog that opened in the middle of the drag.
            self._end_drag(at)
        elif self._drag is not None:
            self._drag.moved(at)
        self._timeline.hover_at(at)

    def released(self, event: QMouseEvent) -> None:
        if self._drag is not None and event.button() is self._drag.button:
            self._end_drag(event.position().toPoint())

    def double_clicked(self, event: QMouseEvent) -> None:
        """Go to where a track starts: a double click on its name."""
        hit = hit_at(self._timeline.view, event.position().toPoint())
        if hit.area is Area.NAMES and hit.lane is not None and hit.lane.frames:
            self._timeline.scrub_to(hit.lane.frames[0], scrubbing=False)
        else:
            self.pressed(event)

    def wheeled(self, event: QWheelEvent) -> None:
        timeline = self._timeline
        delta, at = event.angleDelta(), event.position().toPoint()
        event.accept()
        if not timeline.view.has_clip:
            return
        sideways = abs(delta.x()) > abs(delta.y())
        if sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            notches = (delta.x() if sideways else delta.y()) / 120
            timeline.set_scale(timeline.view.scale.panned(-notches * _NOTCH_PAN_PX))
        elif at.x() < NAMES_PX or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            timeline.scroll_by(-round(delta.y() / 120 * ROW_PX))
        else:
            timeline.zoom(_NOTCH_ZOOM ** (delta.y() / 120), at_x=at.x() - NAMES_PX)
        timeline.hover_at(at)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Do what a key says; False for a key that says nothing here."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._choose_neighbour(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._timeline.zoom(_NOTCH_ZOOM)
        elif key == Qt.Key.Key_Minus:
            self._timeline.zoom(1 / _NOTCH_ZOOM)
        elif key == Qt.Key.Key_0:
            self._timeline.zoom_to_fit()
        else:
            return False
        return True

    def _end_drag(self, at: QPoint) -> None:
        drag, self._drag = self._drag, None
        self._timeline.unsetCursor()
        if drag is not None:
            drag.released(at)

    def _choose_neighbour(self, step: int) -> None:
        view = self._timeline.view
        rows, chosen = view.lanes.rows, view.selected_rows()
        if not rows:
            return
        start = (max(chosen) if step > 0 else min(chosen)) if chosen else (-1 if step > 0 else 0)
        owner = rows[(start + step) % len(rows)].owner_at(view.frame)
        if owner is not None:
            self._timeline.request_selection(owner, toggled=False)
