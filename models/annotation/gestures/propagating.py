"""Boxes of one frame repeated on others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import GestureRefusedError, NothingToRepeatError, NotShownError
from models.annotation.geometry import Box
from models.annotation.gestures.joining import PtsOf
from models.annotation.gestures.touch import by_a_person, changed, unlocked
from models.annotation.interpolate import shape_at
from models.annotation.track import Keyframe, Kind, Track
from models.annotation.track_change import KeyframeChange, TrackChange

# Whoever means more has mistaken the number: to store these takes the better part of a minute.
MOST_BOXES = 100_000
_TOO_MANY = "That would be {:,} boxes. Repeat at most {:,} at once: fewer objects, or fewer frames."


def propagate(
    annotation: Annotation,
    track_ids: Iterable[UUID],
    *,
    frame_index: int,
    onto: Sequence[int],
    pts_of: PtsOf,
) -> Edit:
    """Repeat the boxes of this frame on the frames `onto`, and overwrite nothing.

    A track gets keyframes, and those that it has stay. A single-frame box gets copies, but none
    where one of its label stands in the same place.

    Raises:
        NotShownError: none of the objects is on this frame.
        TrackLockedError: one of them that is a track is locked.
        GestureRefusedError: it would be more than `MOST_BOXES`.
    """
    shown = [
        annotation.track(track_id)
        for track_id in dict.fromkeys(track_ids)
        if shape_at(annotation.track(track_id), frame_index) is not None
    ]
    if not shown:
        raise NotShownError
    frames = [frame for frame in dict.fromkeys(onto) if frame != frame_index]
    if len(shown) * len(frames) > MOST_BOXES:
        raise GestureRefusedError(_TOO_MANY.format(len(shown) * len(frames), MOST_BOXES))
    boxes = any(track.kind is Kind.BOX for track in shown)
    there = {frame: _single_boxes(annotation, frame) for frame in frames if boxes}
    changes: list[TrackChange] = []
    number = annotation.next_number()
    for track in shown:
        if track.kind is Kind.TRACK:
            unlocked(annotation, track.id)
            changes.append(_with_keyframes(track, frame_index, frames, pts_of))
            continue
        for frame in frames:
            if (track.label_id, track.keyframes[0].box) not in there[frame]:
                changes.append(_copy(track, number, frame, pts_of(frame)))
                number += 1
    times = "1 frame" if len(frames) == 1 else f"{len(frames)} frames"
    return Edit.of(f"Propagate over {times}", changes, frame_index=frame_index)


def frames_to_propagate(frame_index: int, *, count: int, forward: bool, frame_count: int) -> range:
    """Return so many frames after this one or before it, nearest first, within the clip."""
    if forward:
        return range(frame_index + 1, min(frame_index + 1 + count, frame_count))
    return range(frame_index - 1, max(frame_index - 1 - count, -1), -1)


def repeat_previous(annotation: Annotation, *, frame_index: int, pts: int) -> Edit:
    """Put the single-frame boxes of the last frame before this one that has any here as well.

    Raises:
        NothingToRepeatError: there is no such frame.
    """
    latest = annotation.overview.boxes.before(frame_index)
    if latest is None:
        raise NothingToRepeatError
    there = _single_boxes(annotation, frame_index)
    missing = [
        track for track, box in _boxes_on(annotation, latest) if (track.label_id, box) not in there
    ]
    changes = [
        _copy(track, number, frame_index, pts)
        for number, track in enumerate(missing, start=annotation.next_number())
    ]
    return Edit.of("Repeat boxes", changes, frame_index=frame_index)


def _with_keyframes(
    track: Track, frame_index: int, frames: Sequence[int], pts_of: PtsOf
) -> TrackChange:
    shape = shape_at(track, frame_index)
    holding = track.keyframe_at(frame_index) or track.keyframe_before(frame_index)
    if shape is None or holding is None:
        raise NotShownError
    like = replace(holding, box=shape.box.rounded())
    added = (
        KeyframeChange(None, _repeated(like, frame, pts_of(frame)))
        for frame in frames
        if track.keyframe_at(frame) is None
    )
    return changed(track, *added)


def _copy(track: Track, number: int, frame: int, pts: int) -> TrackChange:
    key = _repeated(track.keyframes[0], frame, pts)
    copy = replace(
        track,
        id=uuid4(),
        number=number,
        locked=False,
        source=track.source.after_a_person(),
        keyframes=(key,),
    )
    return TrackChange.between(None, copy)


def _repeated(key: Keyframe, frame: int, pts: int) -> Keyframe:
    return by_a_person(replace(key, id=uuid4(), detection=None), frame=frame, pts=pts)


def _boxes_on(annotation: Annotation, frame: int) -> Iterator[tuple[Track, Box]]:
    """Yield the single-frame boxes of a frame, by number."""
    for shape in annotation.shapes_at(frame):
        track = annotation.track(shape.track_id)
        if track.kind is Kind.BOX:
            yield track, shape.box


def _single_boxes(annotation: Annotation, frame: int) -> frozenset[tuple[UUID, Box]]:
    """Return with which labels and where the single-frame boxes of a frame stand."""
    return frozenset((track.label_id, box) for track, box in _boxes_on(annotation, frame))
