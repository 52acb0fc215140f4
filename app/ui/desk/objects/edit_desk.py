"""What changes the annotation: gestures, keys and panels, led to the editor."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, QPoint

from app.ui.actions import ActionRegistry
from app.ui.canvas.tools import Tool
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.label_choosing import LabelChoosing
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.objects.object_menu import ObjectMenu
from app.ui.dialogs.delete_choice import DeleteChoice, DeleteChoiceDialog
from models.annotation import gestures
from models.annotation.geometry import Box
from models.annotation.interpolate import count_shapes
from models.annotation.track import Kind, Track

_NUDGES = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


class EditDesk(QObject):
    """Joins what the person's hands do to the editor of the open clip."""

    def __init__(self, registry: ActionRegistry, clips: ClipDesk, labels: LabelDesk) -> None:
        super().__init__(clips)
        self._registry = registry
        self._clips = clips
        self._labels = labels
        self._editor = clips.editor
        self._canvas = clips.parts.canvas
        self._kind = Kind.TRACK
        self._choosing = LabelChoosing(
            registry, clips, labels, begin_drawing=lambda: self._canvas.start_drawing(self._kind)
        )
        self._menu = ObjectMenu(registry, clips.editor, self._canvas)
        self._connect_actions()
        self._connect_canvas()
        self._connect_panels()
        labels.labels_changed.connect(clips.set_labels)

    def draw(self, kind: Kind) -> None:
        """Begin to draw; without a label there is nothing to draw with, so one is asked for."""
        self._kind = kind
        if self._labels.current is None:
            self._choosing.pick(relabel=False)
            return
        self._canvas.start_drawing(kind)

    def delete(self) -> None:
        """Delete what the person means: with several possible meanings they are asked."""
        tracks = self._editor.selected_tracks
        if not tracks:
            return
        if all(track.kind is Kind.BOX or track.is_untouched for track in tracks):
            # Nobody's work is lost, and Ctrl+Z brings it back: rejecting is one key.
            self._editor.delete_tracks()
            return
        frame = self._clips.frame_index
        keyframe_here = all(
            track.keyframe_at(frame) is not None and len(track.keyframes) > 1 for track in tracks
        )
        if all(track.keyframe_at(frame) and len(track.keyframes) == 1 for track in tracks):
            # Begun on this frame and nothing more done to it: only all of it can be meant.
            self._editor.delete_tracks()
            return
        frame_count = self._clips.last_frame + 1
        choice = DeleteChoiceDialog.ask(
            self._name_of(tracks),
            frame_index=frame,
            keyframe_here=keyframe_here,
            shown_before=any(track.keyframes[0].frame_index < frame for track in tracks),
            box_count=sum(count_shapes(track, frame_count) for track in tracks),
            parent=self._canvas.window(),
        )
        match choice:
            case DeleteChoice.KEYFRAME:
                self._editor.delete_keyframes()
            case DeleteChoice.END:
                self._editor.end_tracks()
            case DeleteChoice.TRACK:
                self._editor.delete_tracks()
            case None:
                pass

    def _on_save(self) -> None:
        """Answer a habit: there is nothing to do, but the person wants to know that it is done."""
        session = self._clips.session
        if session is None:
            return
        if session.stopped is not None:
            text = self.tr("Nothing can be saved now: editing is stopped.")
        elif session.pending:
            text = self.tr("Everything is saved as you work: %n more to go.", "", session.pending)
        else:
            text = self.tr("Everything is saved as you work.")
        self._editor.refused.emit(text)

    def _name_of(self, tracks: Sequence[Track]) -> str:
        if len(tracks) > 1:
            return self.tr("{0} tracks").format(len(tracks))
        (track,) = tracks
        return f"{self._labels.name_of(track.label_id)} {track.number}"

    def _connect_actions(self) -> None:
        connect, editor = self._registry.connect_action, self._editor
        connect("draw.repeat", lambda: self.draw(self._kind))
        connect("draw.track", lambda: self.draw(Kind.TRACK))
        connect("draw.box", lambda: self.draw(Kind.BOX))
        connect("draw.select", self._canvas.cancel)
        connect("edit.save", self._on_save)
        connect("edit.copy", editor.copy)
        connect("edit.paste", editor.paste)
        connect("edit.delete", self.delete)
        connect("edit.delete_also_locked", lambda: editor.delete_tracks(also_locked=True))
        connect("track.keyframe", editor.toggle_keyframe)
        connect("track.outside", editor.toggle_outside)
        connect("track.occluded", editor.toggle_occluded)
        connect("track.end", editor.end_tracks)
        connect("track.lock", editor.toggle_lock)
        connect("track.hide", editor.toggle_hidden)
        connect("view.fit", self._canvas.fit)
        connect("view.actual", self._canvas.zoom_actual)
        connect("view.zoom_in", self._canvas.zoom_in)
        connect("view.zoom_out", self._canvas.zoom_out)
        connect("view.selection", self._canvas.zoom_to_selection)
        for name, (dx, dy) in _NUDGES.items():
            connect(f"nudge.{name}", lambda x=dx, y=dy: self._canvas.nudge(x, y))  # type: ignore[misc]
            connect(
                f"nudge.{name}_10",
                lambda x=dx, y=dy: self._canvas.nudge(10 * x, 10 * y),  # type: ignore[misc]
            )

    def _connect_canvas(self) -> None:
        canvas, editor = self._canvas, self._editor
        canvas.box_drawn.connect(self._on_drawn)
        canvas.boxes_changed.connect(self._on_boxes_changed)
        canvas.selection_changed.connect(editor.select)
        canvas.refused.connect(editor.refused)
        canvas.context_requested.connect(self._on_context)
        canvas.tool_changed.connect(self._on_tool)

    def _connect_panels(self) -> None:
        parts, editor = self._clips.parts, self._editor
        parts.timeline.selection_requested.connect(editor.select)
        parts.objects.selection_changed.connect(editor.select)
        parts.objects.visibility_toggled.connect(lambda track_id: editor.toggle_hidden([track_id]))
        parts.objects.lock_toggled.connect(lambda track_id: editor.toggle_lock([track_id]))
        parts.objects.activated.connect(self._on_object_activated)
        parts.inspector.label_requested.connect(editor.relabel)
        parts.inspector.box_requested.connect(self._on_box_entered)
        parts.inspector.keyframe_toggled.connect(editor.toggle_keyframe)
        parts.inspector.outside_toggled.connect(editor.toggle_outside)
        parts.inspector.occluded_toggled.connect(editor.toggle_occluded)
        parts.inspector.delete_requested.connect(self.delete)
        accept = self._registry.action("track.accept")
        reject = self._registry.action("suggestion.reject")
        parts.inspector.accept_requested.connect(accept.trigger)
        parts.inspector.reject_requested.connect(reject.trigger)

    def _on_drawn(self, box: Box, kind: Kind) -> None:
        if self._labels.current is not None:
            self._editor.draw(box, kind, label_id=self._labels.current.id)

    def _on_boxes_changed(self, boxes: Mapping[UUID, Box], merge_key: str) -> None:
        frame, pts = self._editor.moment
        self._editor.perform(
            lambda annotation: gestures.put_boxes(
                annotation, boxes, frame_index=frame, pts=pts, merge_key=merge_key or None
            )
        )

    def _on_tool(self, tool: Tool) -> None:
        """The rail's buttons lead here too: a label is needed before the first box."""
        if tool.kind is not None:
            self._kind = tool.kind
            if self._labels.current is None:
                self._choosing.pick(relabel=False)

    def _on_box_entered(self, box: Box) -> None:
        if len(self._editor.selection) == 1:
            self._editor.put_box(self._editor.selection[0], box)

    def _on_object_activated(self, track_id: UUID) -> None:
        """Lead to an object that may not be on this frame."""
        track = self._editor.annotation.tracks.get(track_id)
        if track is None:
            return
        self._editor.select([track_id])
        here = self._clips.frame_index
        if not any(s.track_id == track_id for s in self._editor.annotation.shapes_at(here)):
            self._clips.go_to(track.keyframes[0].frame_index)
        self._canvas.zoom_to_selection()

    def _on_context(self, track_id: UUID | None, at: QPoint) -> None:
        if track_id is None or not self._editor.editable:
            return
        if track_id not in self._editor.selection:
            self._editor.select([track_id])
        self._menu.open_at(at, relabel=lambda: self._choosing.pick(relabel=True, at=at))
