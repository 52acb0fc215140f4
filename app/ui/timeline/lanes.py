"""The lanes of one annotation, kept up to date edit by edit.

Pure. Tracks are immutable: a track that an edit did not touch is the same object as before, and so
is its lane. The order is that of the track numbers, then the single-frame boxes label by label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.ui.timeline.activity import Activity
from app.ui.timeline.spans import Lane, lane_of
from models.annotation import Annotation, Kind, Track


class LaneBook:
    """The lanes of the annotation that was last given to `update`, for one clip.

    `activity` counts the objects on each frame, from the same lanes.
    """

    def __init__(self, frame_count: int) -> None:
        self._frame_count = frame_count
        self._known: dict[UUID, Track] = {}
        self._lanes: dict[UUID, Lane] = {}
        self._boxes: dict[UUID, dict[UUID, Track]] = {}
        self._rows: tuple[Lane, ...] = ()
        self._row_of: dict[UUID, int] = {}
        self._track_count = 0
        self.activity = Activity(frame_count)

    @property
    def rows(self) -> tuple[Lane, ...]:
        """The lanes in the order in which they are shown."""
        return self._rows

    @property
    def track_count(self) -> int:
        """How many rows are tracks: those of single-frame boxes come after them."""
        return self._track_count

    def row_of(self, track_id: UUID) -> int | None:
        """Give the row that shows a track or a single-frame box."""
        track = self._known.get(track_id)
        if track is None:
            return None
        return self._row_of.get(track.label_id if track.kind is Kind.BOX else track_id)

    def update(self, annotation: Annotation, changed: Iterable[UUID] | None = None) -> None:
        """Take over an annotation; with `changed`, only those tracks are looked at."""
        tracks = annotation.tracks
        ids = set(changed) if changed is not None else set(tracks) | set(self._known)
        touched_labels: set[UUID] = set()
        renewed = False
        for track_id in ids:
            old, new = self._known.get(track_id), tracks.get(track_id)
            if old is new:
                continue
            renewed = True
            self._forget(track_id, old, touched_labels)
            self._learn(track_id, new, touched_labels)
        for label_id in touched_labels:
            self._lay_boxes(label_id)
        if renewed:
            self._order()

    def _forget(self, track_id: UUID, old: Track | None, touched_labels: set[UUID]) -> None:
        if old is None:
            return
        del self._known[track_id]
        if old.kind is Kind.BOX:
            del self._boxes[old.label_id][track_id]
            touched_labels.add(old.label_id)
        else:
            self.activity.remove(self._lanes.pop(track_id))

    def _learn(self, track_id: UUID, new: Track | None, touched_labels: set[UUID]) -> None:
        if new is None:
            return
        self._known[track_id] = new
        if new.kind is Kind.BOX:
            self._boxes.setdefault(new.label_id, {})[track_id] = new
            touched_labels.add(new.label_id)
        else:
            lane = lane_of(new, frame_count=self._frame_count)
            self._lanes[track_id] = lane
            self.activity.add(lane)

    def _lay_boxes(self, label_id: UUID) -> None:
        before = self._lanes.pop(label_id, None)
        if before is not None:
            self.activity.remove(before)
        boxes = self._boxes.get(label_id)
        if boxes:
            lane = _box_lane(label_id, boxes)
            self._lanes[label_id] = lane
            self.activity.add(lane)
        else:
            self._boxes.pop(label_id, None)

    def _order(self) -> None:
        self._rows = tuple(sorted(self._lanes.values(), key=_place))
        self._track_count = sum(lane.number is not None for lane in self._rows)
        self._row_of = {lane.key: row for row, lane in enumerate(self._rows)}


def _box_lane(label_id: UUID, boxes: Mapping[UUID, Track]) -> Lane:
    placed = sorted(
        (keyframe.frame_index, track_id)
        for track_id, track in boxes.items()
        for keyframe in track.keyframes
        if not keyframe.outside
    )
    return Lane(
        key=label_id,
        label_id=label_id,
        number=None,
        frames=tuple(frame for frame, _ in placed),
        owners=tuple(owner for _, owner in placed),
        hidden=all(track.hidden for track in boxes.values()),
        locked=all(track.locked for track in boxes.values()),
    )


def _place(lane: Lane) -> tuple[bool, int, str]:
    return lane.number is None, lane.number or 0, str(lane.key)
