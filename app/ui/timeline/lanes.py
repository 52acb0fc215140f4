"""The lanes of one annotation, kept up to date edit by edit.

Pure. Tracks are immutable: a track that an edit did not touch is the same object as before, and so
is its lane. The order is that of the track numbers, then the single-frame boxes label by label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.ui.timeline.activity import Activity
from app.ui.timeline.spans import Lane, lane_of
from models.annotation import Annotation, Kind, Track


@dataclass(frozen=True, slots=True)
class LaneChanges:
    """What an update changed: rows that look different, or None where rows came, went or moved."""

    rows: frozenset[int] | None
    activity: bool


class LaneBook:
    """The lanes of the annotation that was last given to `update`, for one clip.

    `activity` counts the objects on each frame, from the same lanes.
    """

    def __init__(self, frame_count: int) -> None:
        self._frame_count = frame_count
        self._shown: frozenset[UUID] | None = None
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

    @property
    def shown(self) -> frozenset[UUID] | None:
        """The tracks that a filter lets through; None for all."""
        return self._shown

    def show(self, ids: frozenset[UUID] | None, annotation: Annotation) -> LaneChanges:
        """Lay out these tracks of the annotation alone; the others are not counted either."""
        self._shown = ids
        return self.update(annotation)

    def update(self, annotation: Annotation, changed: Iterable[UUID] | None = None) -> LaneChanges:
        """Take over an annotation; with `changed`, only those tracks are looked at."""
        tracks = annotation.tracks
        ids = set(changed) if changed is not None else set(tracks) | set(self._known)
        lanes: dict[UUID, Lane | None] = {}
        touched_labels: set[UUID] = set()
        for track_id in ids:
            old, new = self._known.get(track_id), tracks.get(track_id)
            if self._shown is not None and track_id not in self._shown:
                new = None
            if old is new:
                continue
            self._file(track_id, old, new, touched_labels=touched_labels)
            if new is not None and new.kind is Kind.TRACK:
                lanes[track_id] = lane_of(new, frame_count=self._frame_count)
            elif track_id in self._lanes:
                lanes[track_id] = None
        for label_id in touched_labels:
            boxes = self._boxes.get(label_id)
            lanes[label_id] = _box_lane(label_id, boxes) if boxes else None
        return self._take(lanes)

    def _file(
        self, track_id: UUID, old: Track | None, new: Track | None, *, touched_labels: set[UUID]
    ) -> None:
        """Know a track from now on as `new`."""
        if old is not None:
            del self._known[track_id]
        if new is not None:
            self._known[track_id] = new
        if old is not None and old.kind is Kind.BOX:
            del self._boxes[old.label_id][track_id]
            touched_labels.add(old.label_id)
        if new is not None and new.kind is Kind.BOX:
            self._boxes.setdefault(new.label_id, {})[track_id] = new
            touched_labels.add(new.label_id)

    def _take(self, lanes: Mapping[UUID, Lane | None]) -> LaneChanges:
        """Put these lanes in the place of those before them; None takes one out.

        Most edits move a box, which no lane tells: then the lane stays the very object it was.
        """
        rows: set[int] = set()
        moved = activity = False
        for key, new in lanes.items():
            old = self._lanes.get(key)
            if old == new:
                continue
            activity |= self._recount(old, new)
            if new is None:
                del self._lanes[key]
            else:
                self._lanes[key] = new
            if old is None or new is None or _place(old) != _place(new):
                moved = True
            else:
                rows.add(self._row_of[key])
        if moved:
            self._order()
            return LaneChanges(None, activity)
        if rows:
            shown = list(self._rows)
            for row in rows:
                shown[row] = self._lanes[shown[row].key]
            self._rows = tuple(shown)
        return LaneChanges(frozenset(rows), activity)

    def _recount(self, old: Lane | None, new: Lane | None) -> bool:
        """Count a lane in another's place; return whether that can tell in the strip."""
        if _count_alike(old, new):
            return False
        if old is not None:
            self.activity.remove(old)
        if new is not None:
            self.activity.add(new)
        return True

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


def _count_alike(old: Lane | None, new: Lane | None) -> bool:
    """Tell whether the strip of activity cannot tell two lanes apart."""
    if old is None or new is None or (old.number is None) != (new.number is None):
        return False
    if old.number is None:
        return old.frames == new.frames
    return old.spans == new.spans and old.outside == new.outside


def _place(lane: Lane) -> tuple[bool, int, int]:
    return lane.number is None, lane.number or 0, lane.key.int
