"""Which tracks can show a box on a frame, without asking all of them.

Single-frame boxes are found by their frame. Tracks that end are filed under every block of
frames that they reach into; tracks that are held for ever are looked through one by one, for
a clip has few of them. Only ids are filed, so that an edit that leaves a track's extent alone
leaves the lookup alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from models.annotation.persistent_map import PersistentMap
from models.annotation.track import Kind, Track

# A block is short enough that few tracks are asked in vain, and long enough that a track
# through 100,000 frames stands in some 400 blocks only.
_BLOCK_FRAMES = 256

_Ids = frozenset[UUID]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a track is filed: a frame, a run of blocks, or among the endless."""

    on_frame: int | None = None
    blocks: range = range(0)
    endless: bool = False


def _place(track: Track) -> _Place:
    end = track.end_frame()
    if end is None:
        return _Place(endless=True)
    if end == 0:
        return _Place()
    first = track.keyframes[0].frame_index
    if track.kind is Kind.BOX:
        return _Place(on_frame=first)
    return _Place(blocks=range(first // _BLOCK_FRAMES, (end - 1) // _BLOCK_FRAMES + 1))


@dataclass(frozen=True, slots=True)
class FrameLookup:
    """An immutable index from frames to track ids."""

    _boxes: PersistentMap[int, _Ids]
    _blocks: PersistentMap[int, _Ids]
    _endless: PersistentMap[UUID, bool]

    @classmethod
    def of(cls, tracks: Iterable[Track]) -> "FrameLookup":
        """File all tracks."""
        boxes: defaultdict[int, set[UUID]] = defaultdict(set)
        blocks: defaultdict[int, set[UUID]] = defaultdict(set)
        endless: list[tuple[UUID, bool]] = []
        for track in tracks:
            place = _place(track)
            if place.on_frame is not None:
                boxes[place.on_frame].add(track.id)
            for block in place.blocks:
                blocks[block].add(track.id)
            if place.endless:
                endless.append((track.id, True))
        return cls(
            PersistentMap((frame, frozenset(ids)) for frame, ids in boxes.items()),
            PersistentMap((block, frozenset(ids)) for block, ids in blocks.items()),
            PersistentMap(endless),
        )

    def candidates(self, frame_index: int) -> Iterator[UUID]:
        """Yield the ids of all tracks that may show a box on that frame, each once."""
        yield from self._boxes.get(frame_index, ())
        yield from self._blocks.get(frame_index // _BLOCK_FRAMES, ())
        yield from self._endless

    def with_changes(self, changes: Iterable[tuple[Track | None, Track | None]]) -> "FrameLookup":
        """Return the lookup after tracks changed from the first to the second of each pair."""
        boxes: dict[int, set[UUID]] = {}
        blocks: dict[int, set[UUID]] = {}
        endless: dict[UUID, bool | None] = {}
        for before, after in changes:
            old = _Place() if before is None else _place(before)
            new = _Place() if after is None else _place(after)
            if old == new:
                continue
            if before is not None:
                self._file(before.id, old, boxes=boxes, blocks=blocks, add=False)
                if old.endless:
                    endless[before.id] = None
            if after is not None:
                self._file(after.id, new, boxes=boxes, blocks=blocks, add=True)
                if new.endless:
                    endless[after.id] = True
        if not (boxes or blocks or endless):
            return self
        return FrameLookup(
            self._boxes.with_changes(_frozen(boxes)),
            self._blocks.with_changes(_frozen(blocks)),
            self._endless.with_changes(endless),
        )

    def _file(
        self,
        track_id: UUID,
        place: _Place,
        *,
        boxes: dict[int, set[UUID]],
        blocks: dict[int, set[UUID]],
        add: bool,
    ) -> None:
        frames = () if place.on_frame is None else (place.on_frame,)
        for changed, filed, keys in (
            (boxes, self._boxes, frames),
            (blocks, self._blocks, place.blocks),
        ):
            for key in keys:
                ids = changed.get(key)
                if ids is None:
                    # Once for all tracks of an edit, however many stand there.
                    ids = changed[key] = set(filed.get(key, ()))
                ids.add(track_id) if add else ids.discard(track_id)


def _frozen(changed: dict[int, set[UUID]]) -> dict[int, _Ids | None]:
    return {key: frozenset(ids) or None for key, ids in changed.items()}
