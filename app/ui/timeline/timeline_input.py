"""What the mouse and the keys do on the timeline.

It turns events into calls of the timeline's public methods, and keeps nothing but the drag that is
under way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent

from app.ui.timeline.drags import Drag, OverviewDrag, PanDrag, ScrubDrag
from app.ui.timeline.hits import Hit, hit_at
from app.ui.timeline.key_drags import BandDrag, EndDrag, KeyDrag
from app.ui.timeline.layout import NAMES_PX, Area

if TYPE_CHECKING:
    from app.ui.timeline.timeline import Timeline

_NOTCH_ZOOM = 1.2
_NOTCH_PAN_PX = 96
_ADDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
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
            self._drag = self._drag_at(at, event.modifiers())
        if self._drag is not None:
            self._timeline.setCursor(self._drag.cursor)

    def _drag_at(self, at: QPoint, held: Qt.KeyboardModifier) -> Drag | None:
        timeline = self._timeline
        hit = hit_at(timeline.view, at)
        if hit.area is Area.OVERVIEW:
            return OverviewDrag(timeline, at)
        if hit.area is Area.NAMES and hit.lane is not None and hit.lane.is_header:
            timeline.rows.toggle_group(hit.lane.label_id)
            return None
        if hit.area is Area.LANES:
            return self._drag_on_lanes(at, hit, held)
        owner = None if hit.lane is None else hit.lane.owner_at(hit.frame)
        if owner is not None:
            timeline.keys.choose({})
            timeline.request_selection(owner, toggled=bool(held & _ADDS))
        return ScrubDrag(timeline, at, frame=hit.frame) if hit.area in _SCRUBBED else None

    def _drag_on_lanes(self, at: QPoint, hit: Hit, held: Qt.KeyboardModifier) -> Drag | None:
        """Choose, and begin what the mouse can do there; on an empty part it leads to the frame."""
        timeline = self._timeline
        owner = None if hit.lane is None else hit.lane.owner_at(hit.frame)
        if hit.lane is None or (held & Qt.KeyboardModifier.ShiftModifier and not hit.on_keyframe):
            return BandDrag(timeline, at, adds=bool(held & _ADDS))
        if owner is None:
            return ScrubDrag(timeline, at, frame=hit.frame)
        if hit.on_keyframe and not held & Qt.KeyboardModifier.AltModifier:
            return self._drag_of_key(at, owner, hit.frame, adds=bool(held & _ADDS))
        timeline.keys.choose({})
        adds = bool(held & _ADDS)
        is_whole = bool(held & Qt.KeyboardModifier.AltModifier) and hit.lane.number is not None
        if not (is_whole and owner in timeline.view.selection):
            timeline.request_selection(owner, toggled=adds)
        if timeline.editable and is_whole:
            return KeyDrag(timeline, at, keys=timeline.keys.whole(hit.lane), frame=hit.frame)
        if timeline.editable and hit.on_end:
            return EndDrag(timeline, at, track_id=owner)
        return ScrubDrag(timeline, at, frame=hit.frame)

    def _drag_of_key(self, at: QPoint, owner: UUID, frame: int, *, adds: bool) -> Drag | None:
        timeline = self._timeline
        keys = timeline.keys.press_on(owner, frame, adds=adds)
        if adds:
            timeline.request_selection_of({*timeline.view.selection, owner})
            return None
        if owner not in timeline.view.selection or len(keys) == 1:
            timeline.request_selection(owner, toggled=False)
        if not timeline.editable:
            return ScrubDrag(timeline, at, frame=frame)
        return KeyDrag(timeline, at, keys=keys, frame=frame)

    def moved(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._drag is not None and not event.buttons() & self._drag.button:
            # The release went elsewhere: to a dialog that opened in the middle of the drag.
            self._end_drag(at)
        elif self._drag is not None:
            self._drag.moved(at)
        else:
            self._show_what_a_press_does(at)
        self._timeline.hover_at(at)

    def _show_what_a_press_does(self, at: QPoint) -> None:
        hit = hit_at(self._timeline.view, at)
        if self._timeline.editable and hit.on_end:
            self._timeline.setCursor(Qt.CursorShape.SizeHorCursor)
        elif hit.on_keyframe or (hit.area is Area.NAMES and hit.lane and hit.lane.is_header):
            self._timeline.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self._timeline.unsetCursor()

    def cancel(self) -> bool:
        """Give up a drag as if it had not been; False where there is none."""
        drag, self._drag = self._drag, None
        if drag is not None:
            self._timeline.unsetCursor()
            drag.cancelled()
        return drag is not None

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
            timeline.scrolling.by(-round(delta.y() / 120 * timeline.view.layout.row_px))
        else:
            timeline.zoom(_NOTCH_ZOOM ** (delta.y() / 120), at_x=at.x() - NAMES_PX)
        timeline.hover_at(at)

    def key_wanted(self, event: QKeyEvent) -> bool:
        """Tell whether a key that an action has too is meant for the timeline."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key, chosen = event.key(), bool(self._timeline.keys.chosen)
        if key == Qt.Key.Key_Escape:
            return self.drags or chosen
        return key == Qt.Key.Key_Delete and chosen and not self.drags

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Do what a key says; False for a key that says nothing here."""
        timeline, key = self._timeline, event.key()
        to_ends = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape:
            return self._escape()
        if key == Qt.Key.Key_Delete:
            return timeline.keys.ask_to_delete()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return timeline.rows.enter()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            timeline.rows.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and to_ends:
            timeline.rows.go_to(0 if key == Qt.Key.Key_Home else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            timeline.zoom(_NOTCH_ZOOM)
        elif key == Qt.Key.Key_Minus:
            timeline.zoom(1 / _NOTCH_ZOOM)
        elif key == Qt.Key.Key_0:
            timeline.zoom_to_fit()
        else:
            return False
        return True

    def menu_wanted(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is under the mouse, or where the keyboard is."""
        timeline = self._timeline
        view = timeline.view
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            lane = timeline.rows.current()
            row = None if lane is None else view.lanes.rows.index(lane)
            y = view.layout.row_top(row) + view.layout.row_px if row is not None else 0
            at = QPoint(round(view.widget_x(view.frame)), y)
            timeline.ask_for_menu(lane, view.frame, timeline.mapToGlobal(at))
            return
        hit = hit_at(view, event.pos())
        if hit.area not in (Area.LANES, Area.NAMES) or self.drags:
            return
        owner = None if hit.lane is None else hit.lane.owner_at(hit.frame)
        if owner is not None and owner not in view.selection:
            timeline.request_selection(owner, toggled=False)
        if owner is not None and hit.on_keyframe:
            timeline.keys.press_on(owner, hit.frame, adds=False)
        timeline.ask_for_menu(hit.lane, hit.frame, event.globalPos())

    def _escape(self) -> bool:
        if self.cancel():
            return True
        chosen = bool(self._timeline.keys.chosen)
        self._timeline.keys.choose({})
        return chosen

    def _end_drag(self, at: QPoint) -> None:
        drag, self._drag = self._drag, None
        self._timeline.unsetCursor()
        if drag is not None:
            drag.released(at)
