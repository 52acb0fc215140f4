"""What a correction changed: a clip's annotation beside what was handed in before.

Compared are what people draw and tell: who did it, when, and where it stands in review do not make
an object another one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from app.session.project import Project
from app.session.review.apart import check_seen
from models.annotation.document import Annotation
from models.annotation.track import Keyframe, Status, Track
from models.records import ClipRecord
from models.review.rights import Right
from models.review.sets import AnnotationSet, SetKind, SetStore
from models.review.workflow import HANDED_IN

_NOBODY = UUID(int=0)


class How(StrEnum):
    """What became of an object."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ChangedObject:
    """An object that is not as it was, and the first frame on which that can be seen."""

    track_id: UUID
    how: How
    frame_index: int


@dataclass(frozen=True, slots=True)
class EarlierRound:
    """What was handed in before, whole."""

    round: int
    kept: AnnotationSet
    annotation: Annotation


def earlier_round(project: Project, clip: ClipRecord) -> EarlierRound | None:
    """Return the last handing-in before what the clip shows now, None where there is none; blocks.

    Raises:
        KeptApartError: the person must not see yet what others made of the footage.
        NotAllowedError, RowAlteredError, RowMissingError, DatabaseError: see `ProjectStore`.
    """
    kept = earlier_set(project, clip)
    if kept is None:
        return None
    return EarlierRound(kept.round, kept, SetStore(project.store.access).annotation(kept.id))


def earlier_set(project: Project, clip: ClipRecord) -> AnnotationSet | None:
    """Return as what that handing-in was kept, without its boxes; blocks.

    Raises:
        NotAllowedError, KeptApartError, RowAlteredError, DatabaseError: see `earlier_round`.
    """
    project.rights.require(Right.VIEW)
    check_seen(project.store, project.rights, clip.id)
    below = clip.round if clip.state in HANDED_IN else clip.round + 1
    kept = SetStore(project.store.access).of_clip(clip.id, (SetKind.ROUND,))
    rounds = [one for one in kept if one.round < below]
    return max(rounds, key=lambda one: (one.round, one.at), default=None)


def changed_objects(
    before: Annotation, now: Annotation, *, cancelled: Callable[[], bool] = lambda: False
) -> tuple[ChangedObject, ...]:
    """Return the objects that are not as they were, by the frame on which that begins."""
    found: list[ChangedObject] = []
    for track_id in before.tracks.keys() | now.tracks.keys():
        if cancelled():
            return ()
        old, new = before.tracks.get(track_id), now.tracks.get(track_id)
        if old is None or new is None:
            there = old or new
            how = How.NEW if old is None else How.GONE
            if there is not None and there.keyframes:
                found.append(ChangedObject(track_id, how, there.keyframes[0].frame_index))
        elif (frame := _first_difference(old, new)) is not None:
            found.append(ChangedObject(track_id, How.CHANGED, frame))
    return tuple(sorted(found, key=lambda one: (one.frame_index, one.track_id.int)))


def _first_difference(old: Track, new: Track) -> int | None:
    """Return the first frame with another keyframe; None where nothing was changed."""
    if old == new:
        return None
    keys = {one.frame_index: _as_drawn(one) for one in old.keyframes}
    others = {one.frame_index: _as_drawn(one) for one in new.keyframes}
    differing = [at for at in keys.keys() | others.keys() if keys.get(at) != others.get(at)]
    if differing:
        return min(differing)
    if old.head == new.head or not new.keyframes:
        return None
    return new.keyframes[0].frame_index


def _as_drawn(key: Keyframe) -> Keyframe:
    """Return a keyframe with nothing in it but what is drawn and told."""
    return replace(key, id=_NOBODY, author=None, at_us=0, status=Status.PENDING)
