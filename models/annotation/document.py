"""All tracks and boxes of one clip, as a value.

- An annotation is never changed. `with_tracks` returns a successor that shares everything but
  the changed tracks, so that views may keep an old one and compare by identity.
- It may be read from any thread. What it works out lazily is worked out twice at worst.
- To make one of 100,000 boxes takes a second, and is for a worker; a successor costs what changed.
- No I/O, no undo, no review here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from models.annotation.errors import TrackGoneError
from models.annotation.frame_lookup import FrameLookup
from models.annotation.interpolate import shape_at, shows_at
from models.annotation.overview import Change, FramesInUse, Overview
from models.annotation.persistent_map import PersistentMap
from models.annotation.track import Shape, Track


class Annotation:
    """The tracks of one clip, by id."""

    __slots__ = ("_lookup", "_next_group", "_numbers", "_overview", "_shown", "_tracks")

    _tracks: PersistentMap[UUID, Track]
    _lookup: FrameLookup
    _overview: Overview
    # Of the tracks' numbers the same is asked as of frames: which are in use, and which is last.
    _numbers: FramesInUse
    _next_group: int | None
    # The frame that was asked for last, and its shapes: every part of a window asks for the same.
    _shown: tuple[int, tuple[Shape, ...]] | None

    def __init__(self, tracks: Mapping[UUID, Track] | Iterable[Track] = ()) -> None:
        all_tracks = tracks.values() if isinstance(tracks, Mapping) else tracks
        self._tracks = PersistentMap((track.id, track) for track in all_tracks)
        self._lookup = FrameLookup.of(self._tracks.values())
        self._overview = Overview.of(self._tracks.values())
        self._numbers = FramesInUse.of(track.number for track in self._tracks.values())
        self._next_group = None
        self._shown = None
        self.next_group()

    @property
    def tracks(self) -> Mapping[UUID, Track]:
        """All tracks by id, in no particular order; sort by `number` for people."""
        return self._tracks

    def track(self, track_id: UUID) -> Track:
        """Return one track.

        Raises:
            TrackGoneError: there is none with this id.
        """
        try:
            return self._tracks[track_id]
        except KeyError:
            raise TrackGoneError from None

    def has_all(self, track_ids: frozenset[UUID]) -> bool:
        """Tell whether every one of these tracks is there."""
        return self._tracks.has_all(track_ids)

    def shapes_at(self, frame_index: int) -> tuple[Shape, ...]:
        """Return what is shown on a frame, by track number; later ones lie on top."""
        if (shown := self._shown) is not None and shown[0] == frame_index:
            return shown[1]
        found: list[tuple[int, int, Shape]] = []
        for track_id in self._lookup.candidates(frame_index):
            track = self._tracks[track_id]
            shape = shape_at(track, frame_index)
            if shape is not None:
                # Two devices can have given one number twice: the id settles the order.
                found.append((track.number, track_id.int, shape))
        found.sort(key=lambda entry: entry[:2])
        shapes = tuple(entry[2] for entry in found)
        self._shown = (frame_index, shapes)
        return shapes

    def ids_at(self, frame_index: int) -> tuple[UUID, ...]:
        """Return which tracks show a box on a frame, in the order of `shapes_at`.

        It makes no boxes, which of thousands takes longer than a frame may.
        """
        if (shown := self._shown) is not None and shown[0] == frame_index:
            return tuple(shape.track_id for shape in shown[1])
        tracks = (self._tracks[track_id] for track_id in self._lookup.candidates(frame_index))
        there = [track for track in tracks if shows_at(track, frame_index)]
        there.sort(key=_order_of)
        return tuple(track.id for track in there)

    def with_tracks(self, changed: Mapping[UUID, Track | None]) -> "Annotation":
        """Return the annotation with these tracks put in, or taken out where None.

        Raises:
            ValueError: a track stands under another's id.
        """
        for track_id, track in changed.items():
            if track is not None and track.id != track_id:
                raise ValueError("a track was filed under another track's id")
        successor = object.__new__(Annotation)
        successor._tracks = self._tracks.with_changes(changed)
        successor._shown = None
        pairs = [(self._tracks.get(track_id), track) for track_id, track in changed.items()]
        successor._overview = self._overview.with_changes(pairs)
        successor._lookup = self._lookup.with_changes(pairs)
        successor._numbers = self._numbers.with_changes(_numbers_that_differ(pairs))
        successor._next_group = _largest_after(self._next_group, pairs, _group_of)
        return successor

    def next_number(self) -> int:
        """Return the number for the next new track: one more than the largest in use."""
        in_use = self._numbers.frames
        return in_use[-1] + 1 if in_use else 1

    def next_group(self) -> int:
        """Return the number for the next new group: one more than the largest in use."""
        if self._next_group is None:
            self._next_group = max((track.group for track in self._tracks.values()), default=0) + 1
        return self._next_group

    @property
    def overview(self) -> Overview:
        """What people walk through, in order."""
        return self._overview

    def annotated_frames(self) -> tuple[int, ...]:
        """Return the frames on which any keyframe or single-frame box stands, ascending."""
        return self._overview.keyframes.frames

    def next_keyframe(
        self, frame_index: int, track_ids: Iterable[UUID] | None = None
    ) -> int | None:
        """Return the nearest later frame with a keyframe of these tracks (None: of any)."""
        if track_ids is None:
            return self._overview.keyframes.after(frame_index)
        found = (track.keyframe_after(frame_index) for track in self._chosen(track_ids))
        return min((key.frame_index for key in found if key is not None), default=None)

    def previous_keyframe(
        self, frame_index: int, track_ids: Iterable[UUID] | None = None
    ) -> int | None:
        """Return the nearest earlier frame with a keyframe of these tracks (None: of any)."""
        if track_ids is None:
            return self._overview.keyframes.before(frame_index)
        found = (track.keyframe_before(frame_index) for track in self._chosen(track_ids))
        return max((key.frame_index for key in found if key is not None), default=None)

    def ids_that_differ(self, other: "Annotation") -> frozenset[UUID]:
        """Return the ids of the tracks in which two annotations differ."""
        theirs = other._tracks  # noqa: SLF001  (the same class)
        return frozenset(self._tracks.keys_that_differ(theirs))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Annotation):
            return NotImplemented
        return not self.ids_that_differ(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Annotation of {len(self._tracks)} tracks>"

    def _chosen(self, track_ids: Iterable[UUID]) -> Iterable[Track]:
        return (self._tracks[track_id] for track_id in track_ids if track_id in self._tracks)


def _numbers_that_differ(changes: Iterable[Change]) -> Counter[int]:
    """Return how often more (or, below 0, less) each number is in use after these changes."""
    more: Counter[int] = Counter()
    for before, after in changes:
        if before is not None and after is not None and before.number == after.number:
            continue
        if before is not None:
            more[before.number] -= 1
        if after is not None:
            more[after.number] += 1
    return more


def _order_of(track: Track) -> tuple[int, int]:
    # Two devices can have given one number twice: the id settles the order.
    return track.number, track.id.int


def _group_of(track: Track) -> int:
    return track.group


def _largest_after(
    free: int | None, changes: Iterable[Change], number_of: Callable[[Track], int]
) -> int | None:
    """Return one more than the largest number after these changes; None where one has to look."""
    if free is None:
        return None
    for before, after in changes:
        kept = after is not None and number_of(after) >= free - 1
        if before is not None and number_of(before) == free - 1 and not kept:
            # The largest number may have left; the next question looks again.
            return None
        if after is not None:
            free = max(free, number_of(after) + 1)
    return free
