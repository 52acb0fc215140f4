"""What makes one track of several or several of one, and repeats boxes, led to the editor."""

from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from app.media.index.frame_index import FrameIndex
from app.session.editing.ready_edits import MANY
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.objects.merge_mode import MergeMode
from app.ui.dialogs.propagate import PropagateDialog, Propagation
from app.ui.editing.model_words import edit_words
from app.ui.keys.words import refusal_words
from app.ui.window.main_window import MainWindow
from models.annotation import gestures
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import NotShownError
from models.annotation.interpolate import shape_at
from models.annotation.keyframe_queries import middle_frame
from models.annotation.track import Kind, Track


class TrackDesk(QObject):
    """Joins the actions of tracks to the editor of the open clip."""

    def __init__(self, window: MainWindow, clip: ClipDesk, labels: LabelDesk) -> None:
        super().__init__(clip)
        self._window, self._clip, self._labels = window, clip, labels
        self._editor = clip.editor
        self._last_time = Propagation()
        self.merging = MergeMode(clip, self._merge_selected)
        connect = window.registry.connect_action
        connect("track.merge", self.merge)
        connect("track.split", self.split)
        connect("track.swap", self.swap)
        connect("track.interpolate", self.toggle_interpolation)
        connect("track.convert", self.convert)
        connect("track.propagate", self.ask_and_propagate)
        connect("track.propagate_again", lambda: self.propagate(self._last_time))
        connect("track.repeat", self.repeat)
        connect("track.pin", self.toggle_pinned)
        connect("track.group", lambda: self._on_selected(gestures.group))
        connect("track.ungroup", lambda: self._on_selected(gestures.ungroup))
        connect("track.middle", self.go_to_middle)
        clip.parts.inspector.ends_after_requested.connect(self.end_after)

    def merge(self) -> None:
        """Merge what is selected; with less than two, gather more by clicks first."""
        if self.merging.on:
            self.merging.commit()
        elif len(self._editor.selection) > 1:
            self._merge_selected()
        else:
            self.merging.begin()

    def split(self) -> None:
        """Part the selected tracks here; what begins here is selected then."""
        if self._anything_selected():
            pts_of = self._editor.pts_of
            self._each(partial(gestures.split_track, pts_of=pts_of), select_new=True)

    def swap(self) -> None:
        """Let the two selected tracks exchange what follows."""
        chosen = self._editor.selection
        if len(chosen) != 2:
            self._say(self.tr("Select the two tracks to swap: click one, Ctrl+click the other."))
            return
        frame, _ = self._editor.moment
        self._editor.perform(
            lambda a: gestures.swap_tracks(
                a, *chosen, frame_index=frame, pts_of=self._editor.pts_of
            )
        )

    def toggle_interpolation(self) -> None:
        """Leave a gap between the keyframes around this frame, or close it."""
        if self._anything_selected():
            self._each(gestures.toggle_interpolation)

    def convert(self) -> None:
        """Turn the selected boxes into a track, or the selected tracks into boxes."""
        if not self._anything_selected():
            return
        kinds = {track.kind for track in self._selected()}
        if kinds == {Kind.TRACK}:
            self._each(gestures.track_to_boxes, select_new=True)
        else:
            self._select_of(self._on_selected(gestures.boxes_to_track))

    def ask_and_propagate(self) -> None:
        """Ask how far the selected boxes are to be repeated, and repeat them."""
        if not self._anything_selected():
            return
        if not any(shape_at(track, self._clip.frame_index) for track in self._selected()):
            self._editor.refused.emit(refusal_words(NotShownError(), self._editor.key_text))
            return
        answer = PropagateDialog.ask(
            self._name_of(self._selected()),
            frame_index=self._clip.frame_index,
            last_frame=self._clip.last_frame,
            last_time=self._last_time,
            parent=self._window,
        )
        if answer is not None:
            self._last_time = answer
            self.propagate(answer)

    def propagate(self, how: Propagation) -> None:
        """Repeat the selected boxes of the frame on the screen on those after or before it."""
        if not self._anything_selected():
            return
        frame, _ = self._editor.moment
        onto = gestures.frames_to_propagate(
            frame,
            count=how.count,
            forward=how.forward,
            frame_count=self._clip.last_frame + 1,
        )
        session, chosen = self._clip.session, self._editor.selection
        if session is None:
            return
        make = partial(
            gestures.propagate,
            track_ids=chosen,
            frame_index=frame,
            onto=onto,
            pts_of=partial(_pts_of, session.index),
        )
        count = len(chosen) * len(onto)
        if count > MANY:
            title = self.tr("Repeating {0} boxes").format(f"{count:,}")
            self._editor.perform_later(make, self._on_propagated, title=title)
        else:
            self._on_propagated(self._editor.perform(make))

    def _on_propagated(self, edit: Edit | None) -> None:
        if edit is not None:
            self._window.toast.show_note(
                edit_words(edit.name), icon="circle-check", until_undone=True
            )

    def repeat(self) -> None:
        """Put the single-frame boxes of the last frame that has some here as well."""
        frame, pts = self._editor.moment
        repeat = partial(gestures.repeat_previous, frame_index=frame, pts=pts)
        self._select_of(self._editor.perform(repeat))

    def end_after(self, frames: int | None) -> None:
        """Hold the selected tracks' last boxes for so many frames, or (None) to the clip's end."""
        self._on_selected(partial(gestures.set_ends_after, frames=frames))

    def toggle_pinned(self) -> None:
        """Pin the selected objects; unpin them when all are pinned."""
        if self._anything_selected():
            pinned = not all(track.pinned for track in self._selected())
            self._on_selected(partial(gestures.set_pinned, pinned=pinned))

    def go_to_middle(self) -> None:
        """Show the frame half-way between the selected track's keyframes around this one."""
        if not self._anything_selected():
            return
        frame = middle_frame(self._selected()[0], self._clip.frame_index)
        if frame is None:
            self._say(self.tr("There is no frame half-way between two keyframes here."))
        else:
            self._clip.go_to(frame)

    def _merge_selected(self) -> None:
        edit = self._on_selected(partial(gestures.merge_tracks, pts_of=self._editor.pts_of))
        if edit is not None:
            self.merging.leave()
            self._select_of(edit)

    def _on_selected(self, gesture: Callable[..., Edit]) -> Edit | None:
        """Do a gesture on all that is selected, for the frame on the screen."""
        chosen, (frame, _) = self._editor.selection, self._editor.moment
        return self._editor.perform(lambda a: gesture(a, chosen, frame_index=frame))

    def _each(self, gesture: Callable[..., Edit], *, select_new: bool = False) -> None:
        """Do a gesture on each selected track, as one edit."""
        frame, _ = self._editor.moment

        def on_one(annotation: Annotation, track_id: UUID) -> Edit:
            return gesture(annotation, track_id, frame_index=frame)

        edit = self._editor.perform_on_each(on_one)
        if edit is not None and select_new:
            new = [change.track_id for change in edit.changes if change.before is None]
            if new:
                self._editor.select(self._in_order(new))

    def _select_of(self, edit: Edit | None) -> None:
        """Select what an edit made or kept."""
        if edit is not None:
            self._editor.select(self._in_order(edit.touched))

    def _in_order(self, track_ids: Iterable[UUID]) -> list[UUID]:
        tracks = self._editor.annotation.tracks
        there = (tracks[track_id] for track_id in track_ids if track_id in tracks)
        return [track.id for track in sorted(there, key=lambda track: track.number)]

    def _selected(self) -> list[Track]:
        return self._editor.selected_tracks

    def _anything_selected(self) -> bool:
        if not self._editor.selected_tracks:
            self._say(self.tr("Select a box first: click it."))
            return False
        return True

    def _name_of(self, tracks: list[Track]) -> str:
        if len(tracks) > 1:
            return self.tr("{0} boxes").format(len(tracks))
        return f"{self._labels.name_of(tracks[0].label_id)} {tracks[0].number}"

    def _say(self, text: str) -> None:
        self._window.toast.show_note(text)


def _pts_of(index: FrameIndex, frame: int) -> int:
    return int(index.pts[frame])
