"""All tracks and boxes of one clip, as a value.

- An annotation is never changed. `with_tracks` returns a successor that shares everything but
  the changed tracks, so that views may keep an old one and compare by identity.
- It may be read from any thread. What it works out lazily is worked out twice at worst.
- No I/O, no undo, no review here.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from models.annotation.errors import TrackGoneError
from models.annotation.frame_lookup import FrameLookup
from models.annotation.interpolate import shape_at
from models.annotation.persistent_map import PersistentMap
from models.annotation.track import Shape, Track


class Annotation:
    """The tracks of one clip, by id."""

    __slots__ = ("_lookup", "_next_number", "_shown", "_tracks")

    _tracks: PersistentMap[UUID, Track]
    _lookup: FrameLookup | None
    _next_number: int | None
    # The frame that was asked for last, and its shapes: every part of a window asks for the same.
    _shown: tuple[int, tuple[Shape, ...]] | None

    def __init__(self, tracks: Mapping[UUID, Track] | Iterable[Track] = ()) -> None:
        all_tracks = tracks.values() if isinstance(tracks, Mapping) else tracks
        self._tracks = PersistentMap((track.id, track) for track in all_tracks)
        self._lookup = None
        self._next_number = None
        self._shown = None

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

    def shapes_at(self, frame_index: int) -> tuple[Shape, ...]:
        """Return what is shown on a frame, by track number; later ones lie on top."""
        if (shown := self._shown) is not None and shown[0] == frame_index:
            return shown[1]
        if self._lookup is None:
            self._lookup = FrameLookup.of(self._tracks.values())
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
        successor._lookup = None
        successor._shown = None
        if self._lookup is not None:
            successor._lookup = self._lookup.with_changes(
                (self._tracks.get(track_id), track) for track_id, track in changed.items()
            )
        successor._next_number = self._number_after(changed)
        return successor

    def next_number(self) -> int:
        """Return the number for the next new track: one more than the largest in use."""
        if self._next_number is None:
            self._next_number = max((track.number for track in self._tracks.values()), default=0)
            self._next_number += 1
        return self._next_number

    def annotated_frames(self) -> tuple[int, ...]:
        """Return the frames on which any keyframe or single-frame box stands, ascending."""
        frames = {
            keyframe.frame_index for track in self._tracks.values() for keyframe in track.keyframes
        }
        return tuple(sorted(frames))

    def next_keyframe(
        self, frame_index: int, track_ids: Iterable[UUID] | None = None
    ) -> int | None:
        """Return the nearest later frame with a keyframe of these tracks (None: of any)."""
        found = (track.keyframe_after(frame_index) for track in self._chosen(track_ids))
        return min((key.frame_index for key in found if key is not None), default=None)

    def previous_keyframe(
        self, frame_index: int, track_ids: Iterable[UUID] | None = None
    ) -> int | None:
        """Return the nearest earlier frame with a keyframe of these tracks (None: of any)."""
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

    def _chosen(self, track_ids: Iterable[UUID] | None) -> Iterable[Track]:
        if track_ids is None:
            return self._tracks.values()
        return (self._tracks[track_id] for track_id in track_ids if track_id in self._tracks)

    def _number_after(self, changed: Mapping[UUID, Track | None]) -> int | None:
        number = self._next_number
        if number is None:
            return None
        for track_id, track in changed.items():
            before = self._tracks.get(track_id)
            if before is not None and before.number == number - 1:
                # The largest number may have left; the next question looks again.
                return None
            if track is not None and track.number >= number:
                number = track.number + 1
        return number
