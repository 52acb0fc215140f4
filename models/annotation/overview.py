"""What people walk through in a clip, in order: carried along from annotation to annotation.

To gather it asks every track, which takes some 0.1 s with 100,000 boxes. That is done once, by
whoever makes an annotation of many tracks; its successors pay for what differs alone.
"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import is_
from typing import TypeVar
from uuid import UUID

from models.annotation.persistent_map import PersistentMap
from models.annotation.track import Keyframe, Kind, Track

Change = tuple[Track | None, Track | None]
# A frame and a track's id.
Spot = tuple[int, UUID]
# A suggestion's first frame, its number, its id's integer, and itself.
Waiting = tuple[int, int, int, Track]
# Stands for the end of a track that is held for ever.
FOR_EVER = 1 << 62

_Entry = TypeVar("_Entry", int, Spot, Waiting)
_Placed = TypeVar("_Placed", Spot, Waiting)
# So many are put in and taken out one by one.
_FEW = 64


@dataclass(frozen=True, slots=True)
class FramesInUse:
    """Frames on which something stands, each once, ascending."""

    frames: tuple[int, ...]
    _counts: PersistentMap[int, int]

    @classmethod
    def of(cls, frames: Iterable[int]) -> "FramesInUse":
        counts = Counter(frames)
        return cls(tuple(sorted(counts)), PersistentMap(counts.items()))

    def after(self, frame: int) -> int | None:
        """Return the next frame, or None."""
        at = bisect_right(self.frames, frame)
        return self.frames[at] if at < len(self.frames) else None

    def before(self, frame: int) -> int | None:
        """Return the one before, or None."""
        at = bisect_left(self.frames, frame)
        return self.frames[at - 1] if at else None

    def with_changes(self, more: Counter[int]) -> "FramesInUse":
        """Return the frames after so many came (or, below 0, left) on each."""
        counts: dict[int, int | None] = {}
        gone: list[int] = []
        new: list[int] = []
        for frame, count in more.items():
            before = self._counts.get(frame, 0)
            if count:
                counts[frame] = before + count or None
            if before and not before + count:
                gone.append(frame)
            elif count and not before:
                new.append(frame)
        if not counts:
            return self
        frames = self.frames
        if gone or new:
            frames = _merged(frames, gone, new)
        return FramesInUse(frames, self._counts.with_changes(counts))


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands where.

    Attributes:
        keyframes: frames with a keyframe of any object.
        boxes: frames with a single-frame box.
        starts: where tracks show their first box.
        ends: the frames before which tracks end; `FOR_EVER` where they do not.
        waiting: what nobody has accepted yet and is not locked.
    """

    keyframes: FramesInUse
    boxes: FramesInUse
    starts: tuple[Spot, ...]
    ends: tuple[Spot, ...]
    waiting: tuple[Waiting, ...]

    @classmethod
    def of(cls, tracks: Iterable[Track]) -> "Overview":
        """Ask all tracks."""
        every = tuple(tracks)
        return cls(
            FramesInUse.of(key.frame_index for track in every for key in track.keyframes),
            FramesInUse.of(frame for track in every for frame in _box_frames(track)),
            tuple(sorted(spot for track in every for spot in _starts(track))),
            tuple(sorted(spot for track in every for spot in _ends(track))),
            tuple(sorted(entry for track in every for entry in _waiting(track))),
        )

    def with_changes(self, changes: Sequence[Change]) -> "Overview":
        """Return the overview after tracks changed from the first to the second of each pair."""
        keyframes: Counter[int] = Counter()
        boxes: Counter[int] = Counter()
        for before, after in changes:
            left, came = _keyframes_that_differ(before, after)
            keyframes.update(key.frame_index for key in came)
            keyframes.subtract(key.frame_index for key in left)
            boxes.update(() if after is None else _box_frames(after))
            boxes.subtract(() if before is None else _box_frames(before))
        old = [before for before, _ in changes if before is not None]
        new = [after for _, after in changes if after is not None]
        return Overview(
            self.keyframes.with_changes(keyframes),
            self.boxes.with_changes(boxes),
            _changed(self.starts, map(_starts, old), map(_starts, new)),
            _changed(self.ends, map(_ends, old), map(_ends, new)),
            _changed(self.waiting, map(_waiting, old), map(_waiting, new)),
        )


def _box_frames(track: Track) -> Iterator[int]:
    if track.kind is Kind.BOX:
        for key in track.keyframes:
            yield key.frame_index


def _starts(track: Track) -> Iterator[Spot]:
    if track.kind is Kind.TRACK:
        for key in track.keyframes:
            if not key.outside:
                yield key.frame_index, track.id
                return


def _ends(track: Track) -> Iterator[Spot]:
    if track.kind is Kind.TRACK:
        end = track.end_frame()
        if end != 0:
            yield (FOR_EVER if end is None else end), track.id


def _waiting(track: Track) -> Iterator[Waiting]:
    if track.has_suggestions and not track.locked:
        first = track.keyframes[0].frame_index if track.keyframes else 0
        yield first, track.number, track.id.int, track


def _keyframes_that_differ(
    before: Track | None, after: Track | None
) -> tuple[Sequence[Keyframe], Sequence[Keyframe]]:
    """Return what is between the keyframes at both ends that the two share."""
    old = () if before is None else before.keyframes
    new = () if after is None else after.keyframes
    if old is new:
        return (), ()
    first = _same(old, new)
    old, new = old[first:], new[first:]
    last = _same(old[::-1], new[::-1])
    return old[: len(old) - last], new[: len(new) - last]


def _same(one: Sequence[Keyframe], other: Sequence[Keyframe]) -> int:
    same = list(map(is_, one, other))
    return same.index(False) if False in same else len(same)


def _changed(
    entries: tuple[_Placed, ...],
    old: Iterable[Iterator[_Placed]],
    new: Iterable[Iterator[_Placed]],
) -> tuple[_Placed, ...]:
    gone = [entry for some in old for entry in some]
    came = [entry for some in new for entry in some]
    return entries if _alike(gone, came) else _merged(entries, gone, came)


def _alike(gone: Sequence[_Placed], came: Sequence[_Placed]) -> bool:
    """Tell whether nothing changes; by identity, for equal tracks may differ in being hidden."""
    return len(gone) == len(came) and all(
        one[:-1] == other[:-1] and one[-1] is other[-1]
        for one, other in zip(gone, came, strict=True)
    )


def _merged(
    entries: tuple[_Entry, ...], gone: Sequence[_Entry], came: Sequence[_Entry]
) -> tuple[_Entry, ...]:
    """Take out some of the sorted entries and put in others."""
    left = list(entries)
    if len(gone) > _FEW:
        keys = set(map(_key, gone))
        left = [entry for entry in left if _key(entry) not in keys]
    else:
        for entry in gone:
            del left[bisect_left(left, entry)]
    if len(came) > _FEW:
        left += came
        left.sort()
    else:
        for entry in came:
            insort(left, entry)
    return tuple(left)


def _key(entry: int | Spot | Waiting) -> object:
    """Return what tells an entry from all others; to hash a track would take long."""
    return entry if isinstance(entry, int) else entry[:3]
