"""The menu of a place on the lanes: what can be done with a track on the frame under the mouse.

Its entries act on that frame and not on the one on the screen, so they are not the program's
actions, which have keys.
"""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu

from app.ui.editing.editor import Editor
from app.ui.timeline import key_choice
from app.ui.timeline.name_painter import lane_title
from app.ui.timeline.spot import Spot
from app.ui.timeline.timeline import Timeline
from models.annotation import gestures
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.interpolate import shape_at
from models.annotation.track import Kind, Track


class SpotMenu(QMenu):
    """Lives while it is open.

    Signals:
        go_requested(frame_index: int)
    """

    go_requested = Signal(int)

    def __init__(self, timeline: Timeline, editor: Editor, spot: Spot) -> None:
        super().__init__(timeline)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._timeline, self._editor, self._spot = timeline, editor, spot
        track = None
        if spot.track_id is not None:
            track = editor.annotation.tracks.get(spot.track_id)
        self._add_title()
        if track is not None and track.kind is Kind.TRACK:
            self._add_edits(track)
            self.addSeparator()
        if track is not None:
            self._add_ways(track)
        if spot.group is not None:
            self._add_group(spot.group)
        chosen = key_choice.count(timeline.keys.chosen)
        if chosen:
            text = self.tr("Delete the selected keyframe")
            if chosen > 1:
                text = self.tr("Delete {0} selected keyframes").format(chosen)
            self._add(text, timeline.keys.ask_to_delete, possible=editor.editable)
        self.addSeparator()

    def _add_title(self) -> None:
        """Say what the entries are about: the frame need not be the one on the screen."""
        row = self._timeline.view.lanes.row_of(self._spot.track_id) if self._spot.track_id else None
        if row is not None:
            view = self._timeline.view
            text = self.tr("{0} · frame {1}")
            text = text.format(lane_title(view.lanes.rows[row], view), self._spot.frame)
            self._add(text, lambda: None, possible=False)
            self.addSeparator()

    def _add_edits(self, track: Track) -> None:
        """Offer what can be changed on this frame, in the words of what it would become."""
        frame, tr = self._spot.frame, self.tr
        shape, key = shape_at(track, frame), track.keyframe_at(frame)
        left = key or track.keyframe_before(frame)
        has_interval = (
            left is not None
            and not left.outside
            and (left.gap_after or left is not track.keyframes[-1])
        )
        before = any(not one.outside for one in track.keyframes if one.frame_index < frame)
        here, is_last = self._here, len(track.keyframes) == 1
        rows: tuple[tuple[str, Callable[..., Edit], bool], ...] = (
            (
                tr("Take the keyframe away") if key else tr("Keyframe here"),
                here(gestures.toggle_keyframe),
                not is_last if key else shape is not None,
            ),
            (
                tr("Outside from here on") if shape else tr("Inside from here on"),
                here(gestures.toggle_outside),
                True,
            ),
            (
                tr("Visible from here on")
                if shape and shape.occluded
                else tr("Occluded from here on"),
                here(gestures.toggle_occluded),
                shape is not None,
            ),
            (
                tr("Interpolate here") if left and left.gap_after else tr("Leave a gap here"),
                partial(gestures.toggle_interpolation, frame_index=frame),
                has_interval,
            ),
            (tr("End the track here"), here(gestures.end_track), before),
            (
                tr("Split the track here"),
                partial(gestures.split_track, frame_index=frame, pts_of=self._editor.pts_of),
                before and shape is not None,
            ),
        )
        for text, gesture, makes_sense in rows:
            self._add(
                text,
                partial(self._perform, gesture, track.id),
                possible=makes_sense and self._editor.editable and not track.locked,
            )

    def _add_ways(self, track: Track) -> None:
        frame = self._spot.frame
        go = partial(self.go_requested.emit, frame)
        self._add(self.tr("Go to frame {0}").format(frame), go)
        if track.kind is Kind.TRACK:
            choose = partial(self._timeline.keys.choose_all_of, (track.id,))
            self._add(self.tr("Select all its keyframes"), choose)

    def _add_group(self, label_id: UUID) -> None:
        is_away = label_id in self._timeline.rows.arrangement.collapsed
        self._add(
            self.tr("Expand the group") if is_away else self.tr("Collapse the group"),
            partial(self._timeline.rows.toggle_group, label_id),
        )
        tracks = self._editor.annotation.tracks.values()
        ids = [track.id for track in tracks if track.label_id == label_id]
        self._add(self.tr("Select its objects"), partial(self._editor.select, ids))

    def _here(self, gesture: Callable[..., Edit]) -> Callable[..., Edit]:
        """Return a gesture for the frame of the menu, whose pts is looked up when it is done."""
        frame, pts_of = self._spot.frame, self._editor.pts_of
        return lambda a, track_id: gesture(a, track_id, frame_index=frame, pts=pts_of(frame))

    def _perform(self, gesture: Callable[..., Edit], track_id: UUID) -> None:
        def made(annotation: Annotation) -> Edit:
            return gesture(annotation, track_id)

        self._editor.perform(made)

    def _add(self, text: str, do: Callable[[], object], *, possible: bool = True) -> None:
        action = self.addAction(text)
        action.setEnabled(possible)
        action.triggered.connect(lambda _on=False: do())
