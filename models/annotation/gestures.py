"""What a person does to an annotation, as edits.

Each function looks at an annotation and returns the `Edit` that a gesture means; nothing is
applied. An edit without changes means that there is nothing to do.

- A gesture rounds boxes to 0.01 px, so that JSON stays short and exact.
- A changed box on a frame without a keyframe makes one there.
- A suggestion that a person touches becomes semi-auto; what the model said stays beside it.
- A locked track refuses everything but being unlocked, unless the person insisted.

All of them raise `KeyError` for an unknown track and a `GestureRefusedError` where they make
no sense; its text is for the person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import (
    FrameTakenError,
    LastKeyframeError,
    NoKeyframeError,
    NotShownError,
    TrackLockedError,
    WrongKindError,
)
from models.annotation.geometry import Box
from models.annotation.interpolate import resting_box, shape_at
from models.annotation.track import (
    Attributes,
    Keyframe,
    Kind,
    Source,
    Status,
    Track,
    position_of,
)
from models.annotation.track_change import KeyframeChange, TrackChange


@dataclass(frozen=True, slots=True)
class CopiedBox:
    """What copy takes and paste puts: one object as it stood on one frame."""

    box: Box
    label_id: UUID
    kind: Kind
    occluded: bool
    attributes: Attributes


def draw_track(
    annotation: Annotation, box: Box, *, frame_index: int, pts: int, label_id: UUID
) -> Edit:
    """Begin a new track with a keyframe here."""
    return _drawn(annotation, box, Kind.TRACK, frame_index=frame_index, pts=pts, label_id=label_id)


def draw_box(
    annotation: Annotation, box: Box, *, frame_index: int, pts: int, label_id: UUID
) -> Edit:
    """Put a single-frame box here."""
    return _drawn(annotation, box, Kind.BOX, frame_index=frame_index, pts=pts, label_id=label_id)


def put_box(
    annotation: Annotation,
    track_id: UUID,
    *,
    box: Box,
    frame_index: int,
    pts: int,
    merge_key: str | None = None,
) -> Edit:
    """Move or resize a track's box on this frame.

    Raises:
        NotShownError: a track's box lies on no such frame (it has not begun, or is outside).
        TrackLockedError: the track is locked.
    """
    return put_boxes(
        annotation, {track_id: box}, frame_index=frame_index, pts=pts, merge_key=merge_key
    )


def put_boxes(
    annotation: Annotation,
    boxes: Mapping[UUID, Box],
    *,
    frame_index: int,
    pts: int,
    merge_key: str | None = None,
) -> Edit:
    """Move or resize several boxes on this frame, as one edit; raises as `put_box`."""
    changes = []
    resized = False
    for track_id, box in boxes.items():
        track = _unlocked(annotation, track_id)
        shape = shape_at(track, frame_index)
        if shape is None:
            raise NotShownError
        placed = box.rounded()
        if placed == shape.box.rounded():
            continue
        resized = resized or (placed.w, placed.h) != (shape.box.rounded().w, shape.box.rounded().h)
        before, key = _key_here(track, frame_index, pts)
        changes.append(_changed(track, KeyframeChange(before, replace(key, box=placed))))
    name = "Resize box" if resized else "Move box"
    return Edit.of(name, changes, frame_index=frame_index, merge_key=merge_key)


def toggle_keyframe(annotation: Annotation, track_id: UUID, *, frame_index: int, pts: int) -> Edit:
    """Make what is shown here a keyframe, or take the keyframe away that is here.

    Raises:
        NotShownError: there is nothing to freeze.
        LastKeyframeError: it is the only one.
        WrongKindError: on a single-frame box.
        TrackLockedError: the track is locked.
    """
    track = _unlocked_track(annotation, track_id)
    if track.keyframe_at(frame_index) is not None:
        return delete_keyframe(annotation, track_id, frame_index=frame_index)
    if shape_at(track, frame_index) is None:
        raise NotShownError
    _, key = _key_here(track, frame_index, pts)
    change = _changed(track, KeyframeChange(None, key))
    return Edit.of("Set keyframe", (change,), frame_index=frame_index)


def toggle_outside(annotation: Annotation, track_id: UUID, *, frame_index: int, pts: int) -> Edit:
    """Say that the object leaves the picture here, or that it is back.

    Raises:
        WrongKindError: on a single-frame box.
        TrackLockedError: the track is locked.
    """
    track = _unlocked_track(annotation, track_id)
    before, key = _key_here(track, frame_index, pts)
    outside = shape_at(track, frame_index) is not None
    name = "Mark outside" if outside else "Mark inside"
    change = _changed(track, KeyframeChange(before, replace(key, outside=outside)))
    return Edit.of(name, (change,), frame_index=frame_index)


def toggle_occluded(annotation: Annotation, track_id: UUID, *, frame_index: int, pts: int) -> Edit:
    """Say that the object is hidden from here on by another, or that it is not.

    Raises:
        NotShownError: the object is not on this frame.
        TrackLockedError: the track is locked.
    """
    track = _unlocked(annotation, track_id)
    shape = shape_at(track, frame_index)
    if shape is None:
        raise NotShownError
    before, key = _key_here(track, frame_index, pts)
    name = "Mark visible" if shape.occluded else "Mark occluded"
    change = _changed(track, KeyframeChange(before, replace(key, occluded=not shape.occluded)))
    return Edit.of(name, (change,), frame_index=frame_index)


def delete_keyframe(annotation: Annotation, track_id: UUID, *, frame_index: int) -> Edit:
    """Take away the keyframe that is here; a single-frame box goes as a whole.

    Raises:
        NoKeyframeError: there is none.
        LastKeyframeError: it is the track's only one.
        TrackLockedError: the track is locked.
    """
    track = _unlocked(annotation, track_id)
    key = track.keyframe_at(frame_index)
    if key is None:
        raise NoKeyframeError
    if track.kind is Kind.BOX:
        return delete_tracks(annotation, (track_id,), frame_index=frame_index)
    if len(track.keyframes) == 1:
        raise LastKeyframeError
    change = _changed(track, KeyframeChange(key, None))
    return Edit.of("Delete keyframe", (change,), frame_index=frame_index)


def move_keyframe(
    annotation: Annotation, track_id: UUID, *, from_frame: int, to_frame: int, to_pts: int
) -> Edit:
    """Put a keyframe on another frame.

    Raises:
        NoKeyframeError: there is none on the first frame.
        FrameTakenError: the track has one on the other.
        WrongKindError: on a single-frame box.
        TrackLockedError: the track is locked.
    """
    track = _unlocked_track(annotation, track_id)
    key = track.keyframe_at(from_frame)
    if key is None:
        raise NoKeyframeError
    if from_frame != to_frame and track.keyframe_at(to_frame) is not None:
        raise FrameTakenError
    moved = key if from_frame == to_frame else _by_a_person(key, frame=to_frame, pts=to_pts)
    changes = () if moved == key else (_changed(track, KeyframeChange(key, moved)),)
    return Edit.of("Move keyframe", changes, frame_index=to_frame)


def end_track(annotation: Annotation, track_id: UUID, *, frame_index: int, pts: int) -> Edit:
    """Let the track end before this frame; its later keyframes go.

    Raises:
        LastKeyframeError: nothing of the track would be left.
        WrongKindError: on a single-frame box.
        TrackLockedError: the track is locked.
    """
    track = _unlocked_track(annotation, track_id)
    kept = track.keyframes[: position_of(track.keyframes, frame_index)]
    tail = track.keyframes[len(kept) :]
    if all(key.outside for key in kept):
        raise LastKeyframeError
    changes = [KeyframeChange(key, None) for key in tail if key.frame_index != frame_index]
    before, key = _key_here(track, frame_index, pts)
    if not kept[-1].outside:
        changes.append(KeyframeChange(before, replace(key, outside=True)))
    elif before is not None:
        changes.append(KeyframeChange(before, None))
    change = _changed(track, *changes)
    return Edit.of("End track", (change,) if changes else (), frame_index=frame_index)


def delete_tracks(
    annotation: Annotation,
    track_ids: Iterable[UUID],
    *,
    frame_index: int,
    also_locked: bool = False,
) -> Edit:
    """Take whole tracks and single-frame boxes away.

    Raises:
        TrackLockedError: one is locked and `also_locked` is false.
    """
    tracks = [
        annotation.track(track_id) if also_locked else _unlocked(annotation, track_id)
        for track_id in dict.fromkeys(track_ids)
    ]
    boxes_only = all(track.kind is Kind.BOX for track in tracks)
    noun = "box" if boxes_only else "track"
    plural = "boxes" if boxes_only else "tracks"
    name = f"Delete {noun}" if len(tracks) == 1 else f"Delete {len(tracks)} {plural}"
    changes = (TrackChange.between(track, None) for track in tracks)
    return Edit.of(name, changes, frame_index=frame_index)


def relabel(
    annotation: Annotation, track_ids: Iterable[UUID], *, label_id: UUID, frame_index: int
) -> Edit:
    """Give tracks another label.

    Raises:
        TrackLockedError: one is locked.
    """
    changes = []
    for track_id in dict.fromkeys(track_ids):
        track = _unlocked(annotation, track_id)
        if track.label_id != label_id:
            head = replace(track.head, label_id=label_id, source=_touched_source(track))
            changes.append(TrackChange(track_id, track.head, after=head))
    return Edit.of("Change label", changes, frame_index=frame_index)


def set_locked(
    annotation: Annotation, track_ids: Iterable[UUID], *, locked: bool, frame_index: int
) -> Edit:
    """Lock tracks against changes, or unlock them."""
    changes = []
    for track_id in dict.fromkeys(track_ids):
        head = annotation.track(track_id).head
        changes.append(TrackChange(track_id, head, after=replace(head, locked=locked)))
    return Edit.of("Lock" if locked else "Unlock", changes, frame_index=frame_index)


def accept_suggestions(
    annotation: Annotation, track_ids: Iterable[UUID], *, frame_index: int
) -> Edit:
    """Take over what a model suggested, as it is.

    Raises:
        TrackLockedError: one of the tracks is locked.
    """
    changes = []
    for track_id in dict.fromkeys(track_ids):
        track = _unlocked(annotation, track_id)
        if not track.has_suggestions:
            continue
        accepted = (
            KeyframeChange(key, replace(key, source=Source.SEMI_AUTO))
            for key in track.keyframes
            if key.source is Source.SUGGESTED
        )
        changes.append(_changed(track, *accepted))
    name = "Accept suggestion" if len(changes) == 1 else "Accept suggestions"
    return Edit.of(name, changes, frame_index=frame_index)


def copied(
    annotation: Annotation, track_ids: Iterable[UUID], *, frame_index: int
) -> tuple[CopiedBox, ...]:
    """Return what copy takes of these tracks; those not shown on the frame are left out."""
    found = []
    for track_id in track_ids:
        track = annotation.track(track_id)
        shape = shape_at(track, frame_index)
        if shape is not None:
            found.append(
                CopiedBox(
                    shape.box.rounded(),
                    track.label_id,
                    kind=track.kind,
                    occluded=shape.occluded,
                    attributes=track.attributes,
                )
            )
    return tuple(found)


def paste(
    annotation: Annotation, boxes: Sequence[CopiedBox], *, frame_index: int, pts: int
) -> Edit:
    """Put copied objects on this frame, in place, as new ones."""
    changes = []
    for number, copy in enumerate(boxes, start=annotation.next_number()):
        key = Keyframe(uuid4(), frame_index, pts=pts, box=copy.box, occluded=copy.occluded)
        track = Track(
            uuid4(),
            number,
            label_id=copy.label_id,
            kind=copy.kind,
            keyframes=(key,),
            attributes=copy.attributes,
        )
        changes.append(TrackChange.between(None, track))
    return Edit.of("Paste", changes, frame_index=frame_index)


def _drawn(
    annotation: Annotation, box: Box, kind: Kind, *, frame_index: int, pts: int, label_id: UUID
) -> Edit:
    key = Keyframe(uuid4(), frame_index, pts=pts, box=box.rounded())
    number = annotation.next_number()
    track = Track(uuid4(), number, label_id=label_id, kind=kind, keyframes=(key,))
    name = "Draw track" if kind is Kind.TRACK else "Draw box"
    return Edit.of(name, (TrackChange.between(None, track),), frame_index=frame_index)


def _unlocked(annotation: Annotation, track_id: UUID) -> Track:
    track = annotation.track(track_id)
    if track.locked:
        raise TrackLockedError
    return track


def _unlocked_track(annotation: Annotation, track_id: UUID) -> Track:
    track = _unlocked(annotation, track_id)
    if track.kind is not Kind.TRACK or not track.keyframes:
        raise WrongKindError
    return track


def _key_here(track: Track, frame_index: int, pts: int) -> tuple[Keyframe | None, Keyframe]:
    """Return the keyframe here, if any, and the one that a person's touch makes of it.

    A new one takes over what held so far: the position, and all else from the keyframe to
    the left, as between keyframes. What a person changed waits for review again.
    """
    there = track.keyframe_at(frame_index)
    if there is not None:
        return there, _by_a_person(there, frame=frame_index, pts=there.pts)
    box = resting_box(track, frame_index)
    if box is None:
        raise NotShownError
    left = track.keyframe_before(frame_index) or track.keyframes[0]
    new = replace(left, id=uuid4(), box=box.rounded(), detection=None)
    return None, _by_a_person(new, frame=frame_index, pts=pts)


def _by_a_person(key: Keyframe, *, frame: int, pts: int) -> Keyframe:
    source = key.source.after_a_person()
    return replace(key, frame_index=frame, pts=pts, source=source, status=Status.PENDING)


def _touched_source(track: Track) -> Source:
    return Source.SEMI_AUTO if track.source is Source.SUGGESTED else track.source


def _changed(track: Track, *keyframes: KeyframeChange) -> TrackChange:
    head = replace(track.head, source=_touched_source(track))
    return TrackChange(track.id, track.head, after=head, keyframes=keyframes)
