"""The lanes of one annotation, kept up to date edit by edit.

Pure. Tracks are immutable: a track that an edit did not touch is the same object as before, and so
is its lane. In which order they stand is decided in `arrangement`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from app.ui.timeline.activity import Activity, bounds_of
from app.ui.timeline.arrangement import (
    Arrangement,
    Order,
    Surroundings,
    arranged,
    header_key,
    sort_key,
)
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

    def __init__(self, frame_count: int, arrangement: Arrangement | None = None) -> None:
        self._frame_count = frame_count
        self._arrangement = arrangement or Arrangement()
        self._label_places: Mapping[UUID, int] = {}
        self._frame = 0
        self._shown: frozenset[UUID] | None = None
        self._known: dict[UUID, Track] = {}
        self._lanes: dict[UUID, Lane] = {}
        self._boxes: dict[UUID, dict[UUID, Track]] = {}
        self._rows: tuple[Lane, ...] = ()
        self._row_of: dict[UUID, int] = {}
        self._made: dict[UUID, tuple[Track, Lane]] = {}
        self._here: frozenset[UUID] = frozenset()
        self._touched: dict[UUID, tuple[Track, int]] = {}
        self._by_label: dict[UUID, Activity] = {}
        self.activity = Activity(frame_count)

    def successor(self, frame_count: int) -> LaneBook:
        """Give an empty book for another clip, whose lanes will stand in the same order."""
        book = LaneBook(frame_count, self._arrangement)
        book._label_places = self._label_places
        return book

    @property
    def rows(self) -> tuple[Lane, ...]:
        """The lanes in the order in which they are shown."""
        return self._rows

    @property
    def track_count(self) -> int:
        """How many lanes are tracks, also of those that are put away."""
        return sum(lane.number is not None for lane in self._lanes.values())

    @property
    def arrangement(self) -> Arrangement:
        return self._arrangement

    @property
    def labels(self) -> frozenset[UUID]:
        """The labels that have lanes."""
        return frozenset(lane.label_id for lane in self._lanes.values())

    def arrange(self, arrangement: Arrangement) -> None:
        """Lay the rows out anew."""
        self._arrangement = arrangement
        self._order()

    def set_label_order(self, label_ids: Iterable[UUID]) -> None:
        """Say in which order labels stand."""
        self._label_places = {label_id: place for place, label_id in enumerate(label_ids)}
        self._order()

    def set_frame(self, frame: int) -> bool:
        """Say which frame is on screen; True where other rows are shown by it."""
        self._frame = frame
        return self._arrangement.here_only and self._here_now() != self._here and self._order()

    def row_of(self, track_id: UUID) -> int | None:
        """Give the row that shows a track or a single-frame box."""
        track = self._known.get(track_id)
        if track is None:
            return None
        return self._row_of.get(track.label_id if track.kind is Kind.BOX else track_id)

    def label_of(self, track_id: UUID) -> UUID | None:
        """Give the label of a track or a box that is laid out."""
        track = self._known.get(track_id)
        return None if track is None else track.label_id

    def header_of(self, label_id: UUID) -> int | None:
        """Give the row that stands above a label's lanes."""
        return self._row_of.get(header_key(label_id))

    def activity_of(self, label_id: UUID) -> Activity:
        """Count the objects of one label; made when it is first asked for."""
        activity = self._by_label.get(label_id)
        if activity is None:
            activity = self._by_label[label_id] = Activity(self._frame_count)
            for lane in self._lanes.values():
                if lane.label_id == label_id:
                    activity.add(bounds_of(lane))
        return activity

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
                lanes[track_id] = self._lane_of(new)
            elif track_id in self._lanes:
                lanes[track_id] = None
        for label_id in touched_labels:
            boxes = self._boxes.get(label_id)
            lanes[label_id] = _box_lane(label_id, boxes) if boxes else None
        return self._take(lanes)

    def _lane_of(self, track: Track) -> Lane:
        """Give a track's lane: of one that a filter brings back, the one it had."""
        known = self._made.get(track.id)
        if known is None or known[0] is not track:
            lane = lane_of(track, frame_count=self._frame_count)
            known = self._made[track.id] = track, lane
        return known[1]

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
        keys: set[UUID] = set()
        # Where lanes are sorted by it, an edit tells although its lane looks as before.
        moved = self._arrangement.order is Order.TOUCHED and bool(lanes)
        activity = False
        for key, new in lanes.items():
            old = self._lanes.get(key)
            if old == new:
                continue
            activity |= self._recount(old, new)
            if new is None:
                del self._lanes[key]
            else:
                self._lanes[key] = new
            if old is None or new is None or self._stands(old) != self._stands(new):
                moved = True
            keys.add(key)
        if moved and self._order():
            return LaneChanges(None, activity)
        rows = frozenset(self._row_of[key] for key in keys if key in self._row_of)
        if rows and not moved:
            shown = list(self._rows)
            for row in rows:
                shown[row] = self._lanes[shown[row].key]
            self._rows = tuple(shown)
        if activity and self._arrangement.grouped:
            # Those above the lanes sum up what has changed, also of lanes that are put away.
            rows |= {row for row, lane in enumerate(self._rows) if lane.is_header}
        return LaneChanges(rows, activity)

    def _recount(self, old: Lane | None, new: Lane | None) -> bool:
        """Count a lane in another's place; return whether that can tell in the strip."""
        if _count_alike(old, new):
            return False
        for lane, count in ((old, Activity.remove), (new, Activity.add)):
            if lane is not None:
                bounds = bounds_of(lane)
                count(self.activity, bounds)
                if lane.label_id in self._by_label:
                    count(self._by_label[lane.label_id], bounds)
        return True

    def _stands(self, lane: Lane) -> tuple[object, ...]:
        """Give all that decides where a lane stands, and whether it does."""
        how = replace(self._arrangement, order=Order.NUMBER)
        if self._arrangement.order is not Order.TOUCHED:
            how = self._arrangement
        here = not how.here_only or lane.shows_at(self._frame)
        return lane.label_id, here, sort_key(lane, how, self._surroundings())

    def _surroundings(self) -> Surroundings:
        return Surroundings(self._frame, self._label_places, self._touched_us)

    def _order(self) -> bool:
        """Lay the rows out; True where they are others than before, or in another order."""
        before = [(lane.key, lane.members, lane.collapsed) for lane in self._rows]
        self._here = self._here_now()
        self._rows = arranged(self._lanes.values(), self._arrangement, self._surroundings())
        self._row_of = {lane.key: row for row, lane in enumerate(self._rows)}
        return before != [(lane.key, lane.members, lane.collapsed) for lane in self._rows]

    def _here_now(self) -> frozenset[UUID]:
        if not self._arrangement.here_only:
            return frozenset()
        lanes = self._lanes.values()
        return frozenset([lane.key for lane in lanes if lane.shows_at(self._frame)])

    def _touched_us(self, key: UUID) -> int:
        """Tell when a lane was last touched, in µs UTC; what nobody touched again is known."""
        boxes = self._boxes.get(key)
        if boxes is not None:
            return max((self._touched_us(box_id) for box_id in boxes), default=0)
        track = self._known[key]
        known = self._touched.get(key)
        if known is None or known[0] is not track:
            at_us = max((keyframe.at_us for keyframe in track.keyframes), default=0)
            known = self._touched[key] = track, at_us
        return known[1]


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
    if old.label_id != new.label_id:
        return False
    if old.number is None:
        return old.frames == new.frames
    return old.spans == new.spans and old.outside == new.outside
