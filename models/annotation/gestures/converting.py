"""A track becomes single-frame boxes, and boxes become a track.

A box is stored in its keyframe's row, so a keyframe that becomes another object's gets a new id.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from uuid import UUID, uuid4

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import (
    BothShownError,
    DifferentLabelsError,
    NotBoxesError,
    NotShownError,
)
from models.annotation.gestures.joining import taken_over
from models.annotation.gestures.touch import touched_source, unlocked, unlocked_track
from models.annotation.track import Kind, Track
from models.annotation.track_change import TrackChange


def track_to_boxes(annotation: Annotation, track_id: UUID, *, frame_index: int) -> Edit:
    """Leave of a track a single-frame box on each of its visible keyframes.

    The first one keeps id and number. What was interpolated goes.

    Raises:
        NotShownError: the track is outside on all its frames.
        WrongKindError: it is a single-frame box already.
        TrackLockedError: the track is locked.
    """
    track = unlocked_track(annotation, track_id)
    keys = [replace(key, gap_after=False) for key in track.keyframes if not key.outside]
    if not keys:
        raise NotShownError
    source = touched_source(track)
    head = replace(track, kind=Kind.BOX, ends_after=None, source=source, keyframes=())
    changes = [TrackChange.between(track, replace(head, keyframes=(keys[0],)))]
    for number, key in enumerate(keys[1:], start=annotation.next_number()):
        box = replace(head, id=uuid4(), number=number, keyframes=(replace(key, id=uuid4()),))
        changes.append(TrackChange.between(None, box))
    return Edit.of("Turn track into boxes", changes, frame_index=frame_index)


def boxes_to_track(annotation: Annotation, track_ids: Iterable[UUID], *, frame_index: int) -> Edit:
    """Make a track whose keyframes are these single-frame boxes; the first keeps id and number.

    It is interpolated between them, and its last box is held as a drawn track's is.

    Raises:
        NotBoxesError: one of them is a track.
        DifferentLabelsError: they have different labels.
        BothShownError: two of them stand on one frame.
        NotShownError: one of them has no box to show.
        TrackLockedError: one is locked.
    """
    boxes = [unlocked(annotation, track_id) for track_id in dict.fromkeys(track_ids)]
    if any(box.kind is not Kind.BOX for box in boxes):
        raise NotBoxesError
    if len({box.label_id for box in boxes}) > 1:
        raise DifferentLabelsError
    if any(not box.keyframes for box in boxes):
        raise NotShownError
    boxes.sort(key=_frame_of)
    for one, following in pairwise(boxes):
        if _frame_of(one) == _frame_of(following):
            raise BothShownError(_frame_of(one))
    if not boxes:
        return Edit.of("Turn boxes into a track", (), frame_index=frame_index)
    first, *others = boxes
    keyframes = tuple(key for box in boxes for key in box.keyframes)
    track = replace(
        first,
        kind=Kind.TRACK,
        source=touched_source(first),
        keyframes=taken_over(keyframes, others),
    )
    changes = [TrackChange.between(first, track)]
    changes += [TrackChange.between(box, None) for box in others]
    name = "Turn box into a track" if len(boxes) == 1 else "Turn boxes into a track"
    return Edit.of(name, changes, frame_index=frame_index)


def _frame_of(box: Track) -> int:
    return box.keyframes[0].frame_index
