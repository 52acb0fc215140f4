"""The lanes of one annotation, kept up to date edit by edit.

Pure. Tracks are immutable: a track that an edit did not touch is the same object as before, and so
is its lane. In which order they stand is decided in `arrangement`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from uuid import UUID

from app.ui.timeline.activity import Activity
from app.ui.timeline.arrangement import (
    Arrangement,
    Order,
    Surroundings,
    arranged,
    header_key,
    sort_key,
)
from app.ui.timeline.label_boxes import LabelBoxes, Moved
from app.ui.timeline.recount import Recount
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
        self._boxes: dict[UUID, LabelBoxes] = {}
        # What has to be looked at yet, and what came of that which was.
        self._tracks: Mapping[UUID, Track] = {}
        self._left: Iterator[UUID] = iter(())
        self._looked: dict[UUID, Lane | None] = {}
        self._touched_labels: set[UUID] = set()
        self._rows: tuple[Lane, ...] = ()
        self._row_of: dict[UUID, int] = {}
        self._made: dict[UUID, tuple[Track, Lane]] = {}
        self._here: frozenset[UUID] = frozenset()
        self._touched: dict[UUID, tuple[Track, int]] = {}
        self._by_label: dict[UUID, Activity] = {}
        self.activity = Activity(frame_count)
        # Another one each time that rows, or what stands in them, may be others.
        self.version = 0

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

    def places(self, track_ids: frozenset[UUID]) -> set[tuple[int | None, UUID]]:
        """Give row (None: it is put away) and label of each lane with any of these tracks."""
        return {
            (self._row_of.get(key), lane.label_id)
            for key, lane in self._lanes.items()
            if (
                key in track_ids
                if lane.number is not None
                else not track_ids.isdisjoint(self._boxes[lane.label_id].boxes)
            )
        }

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
            activity.add_lanes(one for one in self._lanes.values() if one.label_id == label_id)
        return activity

    @property
    def shown(self) -> frozenset[UUID] | None:
        """The tracks that a filter lets through; None for all."""
        return self._shown

    def show(self, ids: frozenset[UUID] | None, annotation: Annotation) -> LaneChanges:
        """Lay out these tracks of the annotation alone; the others are not counted either."""
        self.set_shown(ids)
        return self.update(annotation)

    def set_shown(self, ids: frozenset[UUID] | None) -> None:
        """Let these tracks alone through from now on; `look_at` all of them then."""
        self._shown = ids

    def update(self, annotation: Annotation, changed: Iterable[UUID] | None = None) -> LaneChanges:
        """Take over an annotation; with `changed`, only those tracks are looked at."""
        self.look_at(annotation, changed)
        self.go_on()
        return self.take()

    def look_at(self, annotation: Annotation, changed: Iterable[UUID] | None = None) -> None:
        """Begin to take over an annotation: `go_on` until nothing is left, then `take` it.

        What is left of an earlier one is looked at in this one.
        """
        self._tracks = annotation.tracks
        if changed is None:
            self._left = chain(tuple(self._known), annotation.tracks)
        else:
            self._left = chain(self._left, tuple(changed))

    def go_on(self, most: int | None = None) -> bool:
        """Look at tracks of about so many keyframes; True when none is left."""
        looked = 0
        for track_id in self._left:
            looked += self._look_at(track_id)
            if most is not None and looked >= most:
                return False
        return True

    def take(self) -> LaneChanges:
        """Show what was looked at."""
        self.version += 1
        lanes, self._looked = self._looked, {}
        moved: dict[UUID, Moved] = {}
        for label_id in self._touched_labels:
            there = self._boxes[label_id]
            moved[label_id] = there.taken_over()
            lanes[label_id] = there.lane() if there.boxes else None
        self._touched_labels.clear()
        return self._take(lanes, moved)

    def _look_at(self, track_id: UUID) -> int:
        """Look at a track; return how many keyframes there were to look at."""
        old, new = self._known.get(track_id), self._tracks.get(track_id)
        if self._shown is not None and track_id not in self._shown:
            new = None
        if old is new:
            return 1
        self._file(track_id, old, new)
        if new is not None and new.kind is Kind.TRACK:
            self._looked[track_id] = self._lane_of(new)
            return len(new.keyframes)
        if track_id in self._lanes or track_id in self._looked:
            self._looked[track_id] = None
        return 1

    def _lane_of(self, track: Track) -> Lane:
        """Give a track's lane: of one that a filter brings back, the one it had."""
        known = self._made.get(track.id)
        if known is None or known[0] is not track:
            lane = lane_of(track, frame_count=self._frame_count)
            known = self._made[track.id] = track, lane
        return known[1]

    def _file(self, track_id: UUID, old: Track | None, new: Track | None) -> None:
        """Know a track from now on as `new`."""
        if old is not None:
            del self._known[track_id]
        if new is not None:
            self._known[track_id] = new
        for track, there in ((old, LabelBoxes.remove), (new, LabelBoxes.add)):
            if track is not None and track.kind is Kind.BOX:
                label_id = track.label_id
                if label_id not in self._boxes:
                    self._boxes[label_id] = LabelBoxes(label_id)
                there(self._boxes[label_id], track)
                self._touched_labels.add(label_id)

    def _take(self, lanes: Mapping[UUID, Lane | None], boxes: Mapping[UUID, Moved]) -> LaneChanges:
        """Put these lanes in the place of those before them; None takes one out.

        Most edits move a box, which no lane tells: then the lane stays the very object it was.
        `boxes` tells of lanes of boxes where these went and came.
        """
        keys: set[UUID] = set()
        # Where lanes are sorted by it, an edit tells although its lane looks as before.
        moved = self._arrangement.order is Order.TOUCHED and bool(lanes)
        count = Recount()
        for key, new in lanes.items():
            old = self._lanes.get(key)
            if old == new:
                continue
            if key in boxes:
                count.move(key, *boxes[key])
            else:
                count.change(old, new)
            if new is None:
                del self._lanes[key]
            else:
                self._lanes[key] = new
            if old is None or new is None or self._stands(old) != self._stands(new):
                moved = True
            keys.add(key)
        activity = count.into(self.activity, self._by_label)
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
        self.version += 1
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
            return max((self._touched_us(box_id) for box_id in boxes.boxes), default=0)
        track = self._known.get(key)
        if track is None:
            # Its lane goes as soon as all has been looked at.
            return 0
        known = self._touched.get(key)
        if known is None or known[0] is not track:
            at_us = max((keyframe.at_us for keyframe in track.keyframes), default=0)
            known = self._touched[key] = track, at_us
        return known[1]
