"""Taking over what another annotation says, as an edit of one's own. Pure: nothing is applied.

- Whole: the object becomes what theirs is, from its first frame to its last, and keeps its number.
- Here: on one frame alone; the frames beside it stay as they were.
- Where only the label or a value differs, only that is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid4

from app.quality import Disagreement, DisagreementKind
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import NotShownError, TrackLockedError, TrackPinnedError
from models.annotation.interpolate import resting_box, shape_at
from models.annotation.track import Keyframe, Kind, Source, Status, Track
from models.annotation.track_change import TrackChange

PtsOf = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Taken:
    """The two objects that a disagreement is about; None where a side has none.

    Where `theirs` is a suggestion of the same clip, it goes once it was taken.
    """

    ours: Track | None
    theirs: Track | None

    @classmethod
    def of(cls, one: Disagreement, ours: Annotation, theirs: Annotation) -> "Taken":
        """Return the objects of a disagreement whose truth are theirs."""
        mine = None if one.candidate_id is None else ours.tracks.get(one.candidate_id)
        other = None if one.truth_id is None else theirs.tracks.get(one.truth_id)
        return cls(mine, other)


def take_whole(
    ours: Annotation, one: Disagreement, theirs: Annotation, *, frame_index: int
) -> Edit:
    """Make the object what theirs is: new, changed, or gone.

    Raises:
        TrackLockedError: ours is locked.
        NotShownError: the objects are there no more.
    """
    pair = Taken.of(one, ours, theirs)
    mine, other = _unlocked(pair.ours), pair.theirs
    if mine is None and other is None:
        raise NotShownError
    if one.kind is DisagreementKind.LABEL and mine is not None and other is not None:
        after: Track | None = _relabelled(mine, other)
    elif other is None:
        after = None
    else:
        after = _as_ours(mine, other, ours.next_number())
    return _edit("Take theirs", ours, mine, after, other=other, frame_index=frame_index)


def take_here(
    ours: Annotation, one: Disagreement, theirs: Annotation, *, frame_index: int, pts_of: PtsOf
) -> Edit:
    """Make the object what theirs is on this frame alone.

    Raises:
        TrackLockedError, TrackPinnedError: ours is locked, or not to be moved.
        NotShownError: neither shows here, or the objects are there no more.
    """
    pair = Taken.of(one, ours, theirs)
    mine, other = _unlocked(pair.ours), pair.theirs
    if one.kind is DisagreementKind.LABEL and mine is not None and other is not None:
        after: Track | None = _relabelled(mine, other)
        return _edit("Take their label", ours, mine, after, frame_index=frame_index)
    shown = None if other is None else shape_at(other, frame_index)
    here = None if mine is None else shape_at(mine, frame_index)
    if shown is None and here is None:
        raise NotShownError
    if mine is not None and mine.pinned:
        raise TrackPinnedError
    pts = pts_of(frame_index)
    if other is None or shown is None:
        after = None if mine is None else _hidden(mine, frame_index, pts_of)
    elif mine is None:
        after = _single_box(other, frame_index, pts, ours.next_number())
    else:
        key = replace(_state(other, frame_index), box=shown.box.rounded(), pts=pts)
        if one.kind is DisagreementKind.ATTRIBUTE and here is not None:
            # They are asked for the value, not for the place.
            key = replace(key, box=here.box.rounded(), occluded=here.occluded)
            mine_head = replace(mine, attributes=other.attributes)
            after = _with_key(mine_head, key)
        else:
            after = _with_key(mine, key)
    return _edit("Take their box", ours, mine, after, frame_index=frame_index)


def _unlocked(track: Track | None) -> Track | None:
    if track is not None and track.locked:
        raise TrackLockedError
    return track


def _edit(
    name: str,
    ours: Annotation,
    mine: Track | None,
    after: Track | None,
    *,
    frame_index: int,
    other: Track | None = None,
) -> Edit:
    changes = [TrackChange.between(mine, after)]
    waiting = None if other is None else ours.tracks.get(other.id)
    if waiting is not None and waiting.is_untouched and waiting is not mine:
        changes.append(TrackChange.between(waiting, None))
    return Edit.of(name, changes, frame_index=frame_index)


def _relabelled(mine: Track, other: Track) -> Track:
    return replace(mine, label_id=other.label_id, attributes=other.attributes)


def _as_ours(mine: Track | None, other: Track, number: int) -> Track:
    """Return their object under our id and number; keyframes of ours keep their ids."""
    there = {} if mine is None else {key.frame_index: key.id for key in mine.keyframes}
    keyframes = tuple(
        _let_in(replace(key, id=there.get(key.frame_index) or uuid4())) for key in other.keyframes
    )
    return replace(
        other,
        id=uuid4() if mine is None else mine.id,
        number=number if mine is None else mine.number,
        source=other.source.after_a_person() if other.source is Source.SUGGESTED else other.source,
        group=0 if mine is None else mine.group,
        keyframes=keyframes,
        locked=False,
        pinned=mine is not None and mine.pinned,
    )


def _let_in(key: Keyframe) -> Keyframe:
    suggested = key.source is Source.SUGGESTED
    source = key.source.after_a_person() if suggested else key.source
    return replace(key, source=source, status=Status.PENDING)


def _state(track: Track, frame_index: int) -> Keyframe:
    """Return a new keyframe with all that holds of a track on a frame on which it shows."""
    left = track.keyframe_at(frame_index) or track.keyframe_before(frame_index)
    if left is None:
        raise NotShownError
    detection = left.detection if left.frame_index == frame_index else None
    new = replace(left, id=uuid4(), frame_index=frame_index, detection=detection, outside=False)
    return _let_in(replace(new, gap_after=False))


def _with_key(mine: Track, key: Keyframe) -> Track:
    """Return the track with this keyframe in the place of what stood on its frame."""
    there = mine.keyframe_at(key.frame_index)
    if there is not None:
        key = replace(key, id=there.id, gap_after=there.gap_after)
    others = [one for one in mine.keyframes if one.frame_index != key.frame_index]
    if mine.kind is Kind.BOX:
        others = []
    ordered = sorted((*others, key), key=lambda one: one.frame_index)
    return replace(mine, keyframes=tuple(ordered))


def _hidden(mine: Track, frame_index: int, pts_of: PtsOf) -> Track | None:
    """Return the track out of sight on this frame, and where it was on the next; None: no track."""
    box = resting_box(mine, frame_index)
    if mine.kind is Kind.BOX or box is None:
        return None
    follows = shape_at(mine, frame_index + 1)
    gone = replace(_state(mine, frame_index), box=box.rounded(), pts=pts_of(frame_index))
    after = _with_key(mine, replace(gone, outside=True, detection=None))
    if follows is None or mine.keyframe_at(frame_index + 1) is not None:
        return after
    try:
        pts = pts_of(frame_index + 1)
    except LookupError:  # the clip ends here
        return after
    back = replace(_state(mine, frame_index + 1), box=follows.box.rounded(), pts=pts)
    return _with_key(after, back)


def _single_box(other: Track, frame_index: int, pts: int, number: int) -> Track:
    shape = shape_at(other, frame_index)
    if shape is None:
        raise NotShownError
    key = replace(_state(other, frame_index), box=shape.box.rounded(), pts=pts)
    return replace(_as_ours(None, other, number), kind=Kind.BOX, keyframes=(key,), ends_after=None)
