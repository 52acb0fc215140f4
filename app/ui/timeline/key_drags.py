"""Drags that change keyframes, or choose them: along a lane, at its end, and across lanes.

A drag shows what letting go would do. It changes nothing itself: the timeline asks for it then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication

from app.ui.timeline.key_choice import Keys, room
from app.ui.timeline.layout import NAMES_PX

if TYPE_CHECKING:
    from app.ui.timeline.timeline import Timeline


class _Begun:
    """Tells a drag from a click that trembled."""

    def __init__(self, at: QPoint) -> None:
        self._start = at
        self._is_drag = False

    def by(self, at: QPoint) -> bool:
        far = (at - self._start).manhattanLength() >= min(QApplication.startDragDistance(), 4)
        self._is_drag = self._is_drag or far
        return self._is_drag


class _LaneDrag:
    """What is carried out where the mouse lets go of it; a click goes to the frame instead."""

    button = Qt.MouseButton.LeftButton
    cursor = Qt.CursorShape.SizeHorCursor

    def __init__(self, timeline: Timeline, at: QPoint, *, frame: int) -> None:
        self._timeline = timeline
        self._begun = _Begun(at)
        self._frame = frame

    def moved(self, at: QPoint) -> None:
        if self._begun.by(at):
            self.show_at(self._timeline.view.scale.frame_at(at.x() - NAMES_PX))

    def released(self, at: QPoint) -> None:
        self.moved(at)
        if self._begun.by(at):
            self._timeline.keys.carry_out()
        else:
            self._timeline.scrub_to(self._frame, scrubbing=False)

    def cancelled(self) -> None:
        self._timeline.keys.show(None)

    def show_at(self, frame: int) -> None:
        """Show what letting go would do with the mouse at that frame."""
        raise NotImplementedError


class KeyDrag(_LaneDrag):
    """Keyframes go with the mouse by whole frames."""

    def __init__(self, timeline: Timeline, at: QPoint, *, keys: Keys, frame: int) -> None:
        super().__init__(timeline, at, frame=frame)
        self._keys = keys
        self._room = room(keys, timeline.view.scale.last_frame)

    def show_at(self, frame: int) -> None:
        least, most = self._room
        by = min(max(frame - self._frame, least), most)
        self._timeline.keys.show_move(self._keys, by, lead=self._frame)


class EndDrag(_LaneDrag):
    """The end of a held tail goes with the mouse."""

    def __init__(self, timeline: Timeline, at: QPoint, *, track_id: UUID) -> None:
        super().__init__(timeline, at, frame=timeline.view.scale.frame_at(at.x() - NAMES_PX))
        self._track_id = track_id

    def show_at(self, frame: int) -> None:
        self._timeline.keys.show_end(self._track_id, frame, before=self._frame)


class BandDrag:
    """A band across the lanes chooses the keyframes within; a click chooses none."""

    button = Qt.MouseButton.LeftButton
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, timeline: Timeline, at: QPoint, *, adds: bool) -> None:
        self._timeline = timeline
        self._start = at
        self._begun = _Begun(at)
        self._adds = adds

    def moved(self, at: QPoint) -> None:
        if self._begun.by(at):
            self._timeline.keys.show_band(self._across(at))

    def released(self, at: QPoint) -> None:
        self.moved(at)
        if self._begun.by(at):
            self._timeline.keys.choose_within(self._across(at), adds=self._adds)
        elif not self._adds:
            self._timeline.keys.choose({})

    def cancelled(self) -> None:
        self._timeline.keys.show_band(None)

    def _across(self, at: QPoint) -> QRect:
        layout = self._timeline.view.layout
        room = QRect(NAMES_PX, layout.lanes_top, layout.strip_width, layout.lanes_height)
        return QRect(self._start, at).normalized() & room
