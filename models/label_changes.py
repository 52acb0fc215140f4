"""What becomes of the objects of labels that end: they get another label, or they go.

Each clip is changed by one `Edit` in a transaction of its own, so that revisions, outbox and stale
checks hold as for a person's edits, and nothing that was done is lost when it is called off.

- Locked objects change as well: a label that ends is the project's matter, not a box's.
- What a label's attributes tell goes over to the attributes of the same name, kind of place (track
  or keyframe) included; the rest stays with the object, under a key that no label knows any more.
- Who set a keyframe, and when, stays: nobody looked at it.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.labels import Label
from models.annotation.track import Attributes, Keyframe, Track
from models.annotation.track_change import KeyframeChange, TrackChange
from models.errors import RowAlteredError, RowMissingError, StaleRevisionError
from models.label_uses import Uses
from models.store import ProjectStore

_log = logging.getLogger(__name__)
_TRIES = 4


def _nothing(_clip_id: UUID) -> None:
    """Take the place of a listener."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of the objects of a label that ends.

    into: the label that they get, or None.
    keys: for keys of the ending label's attributes, those of the other label's.
    deletes: they go with their label. Without this and `into` there are none, and if there are
        some after all, the label stays.
    """

    into: UUID | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    deletes: bool = False

    @classmethod
    def merged(cls, ending: Label, into: Label) -> "Fate":
        """Give the objects another label, and what is told of them to attributes of one name."""
        there = {(spec.name.casefold(), spec.mutable): spec.key for spec in into.attributes}
        keys = {
            spec.key: there[name]
            for spec in ending.attributes
            if (name := (spec.name.casefold(), spec.mutable)) in there
        }
        return cls(into.id, keys)

    @classmethod
    def deleted(cls) -> "Fate":
        """Delete the objects."""
        return cls(deletes=True)


@dataclass(frozen=True, slots=True)
class Settled:
    """How far it came: objects in clips that were changed, and what hindered others.

    finished: no object bears one of the labels any more.
    """

    objects: int = 0
    clips: int = 0
    finished: bool = True
    problems: tuple[Exception, ...] = ()


def settling(annotation: Annotation, fates: Mapping[UUID, Fate]) -> Edit:
    """Return the edit that leaves none of these labels in an annotation."""
    fates = _moving(fates)
    touched = [track for track in annotation.tracks.values() if track.label_id in fates]
    changes = [_settled(track, fates[track.label_id]) for track in touched]
    deletes = any(fates[track.label_id].deletes for track in touched)
    name = "Delete label" if deletes else "Merge labels"
    first = min((track.keyframes[0].frame_index for track in touched if track.keyframes), default=0)
    return Edit.of(name, changes, frame_index=first)


def settle(
    store: ProjectStore,
    fates: Mapping[UUID, Fate],
    *,
    progress: Callable[[int, int], object] = lambda _done, _all: None,
    cancelled: Callable[[], bool] = _never,
    before: Callable[[UUID], object] = _nothing,
    after: Callable[[UUID], object] = _nothing,
) -> Settled:
    """Change all objects of these labels, clip by clip; blocks.

    `progress` is told how many objects are done, of how many; `cancelled` is asked before each
    clip; `before` and `after` are called with a clip before it is read and once it was changed.

    Raises:
        DatabaseError: the database is away; what was done is done.
    """
    uses = store.label_uses()
    expected = _expected(uses, _moving(fates))
    total, done, clips = sum(expected.values()), 0, 0
    problems: list[Exception] = []
    progress(0, total)
    for clip_id, count in expected.items():
        if cancelled():
            return Settled(done, clips, finished=False, problems=tuple(problems))
        before(clip_id)
        try:
            done += _settle_clip(store, clip_id, fates)
            clips += 1
        except (RowAlteredError, StaleRevisionError) as error:
            _log.warning("clip %s keeps its labels: %s", clip_id, type(error).__name__)
            problems.append(error)
            total -= count
        after(clip_id)
        progress(done, max(total, done))
    return Settled(done, clips, finished=not problems, problems=tuple(problems))


def _moving(fates: Mapping[UUID, Fate]) -> dict[UUID, Fate]:
    """Return those by which objects change or go."""
    return {key: fate for key, fate in fates.items() if fate.deletes or fate.into is not None}


def _expected(uses: Mapping[UUID, Uses], fates: Mapping[UUID, Fate]) -> dict[UUID, int]:
    """Return how many objects are expected to change in each clip."""
    expected: dict[UUID, int] = {}
    for label_id in fates:
        for clip_id, count in uses.get(label_id, Uses()).by_clip.items():
            expected[clip_id] = expected.get(clip_id, 0) + count
    return expected


def _settle_clip(store: ProjectStore, clip_id: UUID, fates: Mapping[UUID, Fate]) -> int:
    """Change one clip and return how many objects were; a clip that is gone has none."""
    for attempt in range(_TRIES):
        try:
            loaded = store.load_annotation(clip_id)
            edit = settling(loaded.annotation, fates)
            if edit.changes:
                # What a label is called is the project's business, also where a clip was accepted.
                store.apply_edit(clip_id, edit, loaded.revisions, even_handed_in=True)
        except RowMissingError:
            return 0
        except StaleRevisionError:
            if attempt == _TRIES - 1:
                raise
            _log.info("clip %s was changed meanwhile, reading it again", clip_id)
        else:
            return len(edit.changes)
    return 0


def _settled(track: Track, fate: Fate) -> TrackChange:
    if fate.deletes or fate.into is None:
        return TrackChange.between(track, None)
    attributes = renamed(track.attributes, fate.keys)
    head = replace(track.head, label_id=fate.into, attributes=attributes)
    return TrackChange(track.id, track.head, head, tuple(_renamed_keys(track.keyframes, fate.keys)))


def _renamed_keys(
    keyframes: Sequence[Keyframe], keys: Mapping[str, str]
) -> Iterator[KeyframeChange]:
    for key in keyframes:
        attributes = renamed(key.attributes, keys)
        if attributes != key.attributes:
            yield KeyframeChange(key, replace(key, attributes=attributes))


def renamed(attributes: Attributes, keys: Mapping[str, str]) -> Attributes:
    """Return attributes under other keys; what stands under the other key already stays."""
    there = {key for key, _ in attributes}
    return tuple(
        (keys[key] if key in keys and keys[key] not in there else key, value)
        for key, value in attributes
    )
