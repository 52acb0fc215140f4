"""What every part of the window shows of the open clip. It decides nothing."""

from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import QObject

from app.media.index.frame_index import FrameIndex
from app.media.pictures.picture import Picture
from app.media.player.state import PlayerState
from app.ui.timeline.times import ClipTimes
from app.ui.unhurried import Unhurried
from app.ui.window.parts import ClipParts
from app.ui.window.status_bar import StatusBar
from models.annotation.document import Annotation
from models.annotation.labels import Label

_PANELS_EVERY_MS = 100


class ClipView(QObject):
    """Fills the parts with a clip, its pictures and its annotation, and empties them."""

    def __init__(self, parts: ClipParts, status: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._status = status
        self._labels: tuple[Label, ...] = ()
        # Nobody reads lists that change with every frame, and they cost as much as the picture.
        self._panels = Unhurried(self._show_in_panels, every_ms=_PANELS_EVERY_MS, parent=self)

    def set_labels(self, labels: Iterable[Label]) -> None:
        self._labels = known = tuple(labels)
        self._parts.canvas.set_labels({label.id: label for label in known})
        for part in (self._parts.timeline, self._parts.objects, self._parts.inspector):
            part.set_labels(known)

    def show_clip(self, index: FrameIndex, times: ClipTimes) -> None:
        """Take another clip; its pictures and its annotation follow."""
        self._parts.canvas.set_clip(index)
        # A canvas that was cleared knows no names any more.
        self.set_labels(self._labels)
        self._parts.timeline.set_clip(index, times)
        self._parts.transport.set_clip(index, times)

    def drop_pictures(self) -> None:
        """Drop what is shown of a clip, but its timeline: that goes to the next, or to none."""
        self._panels.drop()
        self._parts.canvas.clear()

    def show_no_timeline(self) -> None:
        """Show no clip in timeline and transport."""
        self._parts.timeline.set_clip(None)
        self._parts.transport.set_clip(None)

    def show_picture(self, picture: Picture, *, playing: bool) -> None:
        """Show a frame that was decoded, and what is on it."""
        frame, parts = picture.frame_index, self._parts
        parts.canvas.show_picture(picture)
        parts.transport.set_frame(frame, picture.pts)
        parts.timeline.set_frame(frame)
        self._panels.tell(frame, at_once=not playing)

    def show_state(self, state: PlayerState, *, low_end: bool) -> None:
        """Say how the player does; `low_end` is whether the person has chosen fewer pixels."""
        if not state.playing:
            self._panels.hurry()
        why = ""
        if state.low_end and low_end:
            why = self.tr(
                "Low-end mode is on: what plays has fewer pixels. A paused frame is whole."
            )
        elif state.low_end:
            why = self.tr(
                "This computer is too slow for the clip: what plays has fewer pixels. "
                "A paused frame is whole."
            )
        self._status.show_fps(state.fps_shown if state.playing else None, why_fewer_pixels=why)

    def show_editable(self, editable: bool, *, why_not: str, open_clip: bool) -> None:
        """Let the parts be used to edit, or say why they cannot."""
        self._parts.canvas.set_editable(editable, why_not=why_not)
        for panel in (self._parts.objects, self._parts.inspector):
            panel.set_usable(open_clip=open_clip, editable=editable)

    def show_annotation(self, annotation: Annotation, touched: frozenset[UUID] | None) -> None:
        """Show an annotation; `touched` are the tracks that differ, None where all may."""
        self._parts.canvas.set_annotation(annotation)
        for part in (self._parts.timeline, self._parts.objects, self._parts.inspector):
            part.set_annotation(annotation, touched)

    def show_selection(self, selection: tuple[UUID, ...]) -> None:
        """Mark what is selected."""
        self._parts.canvas.set_selection(selection)
        for part in (self._parts.timeline, self._parts.objects, self._parts.inspector):
            part.set_selection(selection)

    def _show_in_panels(self, frame: int) -> None:
        self._parts.objects.set_frame(frame)
        self._parts.inspector.set_frame(frame)
