"""Keyframes of a track: set, taken away, moved; outside, occluded, ended."""

from dataclasses import replace
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import (
    FrameTakenError,
    LastKeyframeError,
    NoKeyframeError,
    NotShownError,
)
from models.annotation.gestures.joining import joined, without_keyframes
from models.annotation.gestures.objects import delete_tracks
from models.annotation.gestures.touch import (
    by_a_person,
    changed,
    key_here,
    touched_source,
    unlocked,
    unlocked_track,
)
from models.annotation.interpolate import shape_at
from models.annotation.track import Kind, position_of
from models.annotation.track_change import KeyframeChange, TrackChange


def toggle_keyframe(annotation: Annotation, track_id: UUID, *, frame_index: int, pts: int) -> Edit:
    """Make what is shown here a keyframe, or take the keyframe away that is here.

    Raises:
        NotShownError: there is nothing to freeze.
        LastKeyframeError: the track would be seen nowhere.
        WrongKindError: on a single-frame box.
        TrackLockedError: the track is locked.
    """
    track = unlocked_track(annotation, track_id)
    if track.keyframe_at(frame_index) is not None:
        return delete_keyframe(annotation, track_id, frame_index=frame_index)
    if shape_at(track, frame_index) is None:
        raise NotShownError
    _, key = key_here(track, frame_index, pts)
    change = changed(track, KeyframeChange(None, key))
    return Edit.of("Set keyframe", (change,), frame_index=frame_index)


def toggle_outside(annotation: Annotation, track_id: UUID, *, frame_index: int, pts: int) -> Edit:
    """Say that the object leaves the picture here, or that it is back.

    Raises:
        WrongKindError: on a single-frame box.
        TrackLockedError: the track is locked.
    """
    track = unlocked_track(annotation, track_id)
    before, key = key_here(track, frame_index, pts)
    outside = shape_at(track, frame_index) is not None
    name = "Mark outside" if outside else "Mark inside"
    change = changed(track, KeyframeChange(before, replace(key, outside=outside)))
    return Edit.of(name, (change,), frame_index=frame_index)


def toggle_occluded(annotation: Annotation, track_id: UUID, *, frame_index: int, pts: int) -> Edit:
    """Say that the object is hidden from here on by another, or that it is not.

    Raises:
        NotShownError: the object is not on this frame.
        TrackLockedError: the track is locked.
    """
    track = unlocked(annotation, track_id)
    shape = shape_at(track, frame_index)
    if shape is None:
        raise NotShownError
    before, key = key_here(track, frame_index, pts)
    name = "Mark visible" if shape.occluded else "Mark occluded"
    change = changed(track, KeyframeChange(before, replace(key, occluded=not shape.occluded)))
    return Edit.of(name, (change,), frame_index=frame_index)


def delete_keyframe(annotation: Annotation, track_id: UUID, *, frame_index: int) -> Edit:
    """Take away the keyframe that is here; a single-frame box goes as a whole.

    Raises:
        NoKeyframeError: there is none.
        LastKeyframeError: the track would be seen nowhere.
        TrackLockedError: the track is locked.
    """
    track = unlocked(annotation, track_id)
    key = track.keyframe_at(frame_index)
    if key is None:
        raise NoKeyframeError
    if track.kind is Kind.BOX:
        return delete_tracks(annotation, (track_id,), frame_index=frame_index)
    if all(left.outside for left in track.keyframes if left is not key):
        raise LastKeyframeError
    change = changed(track, KeyframeChange(key, None))
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
    track = unlocked_track(annotation, track_id)
    key = track.keyframe_at(from_frame)
    if key is None:
        raise NoKeyframeError
    if from_frame != to_frame and track.keyframe_at(to_frame) is not None:
        raise FrameTakenError
    moved = key if from_frame == to_frame else by_a_person(key, frame=to_frame, pts=to_pts)
    changes = () if moved == key else (changed(track, KeyframeChange(key, moved)),)
    return Edit.of("Move keyframe", changes, frame_index=to_frame)


def end_track(annotation: Annotation, track_id: UUID, *, frame_index: int, pts: int) -> Edit:
    """Let the track end before this frame: cut its tail, and let its later keyframes go.

    Raises:
        LastKeyframeError: nothing of the track would be left.
        WrongKindError: on a single-frame box.
        TrackLockedError: the track is locked.
    """
    track = unlocked_track(annotation, track_id)
    kept = track.keyframes[: position_of(track.keyframes, frame_index)]
    if all(key.outside for key in kept):
        raise LastKeyframeError
    tail = track.keyframes[len(kept) :]
    left = kept
    if tail or shape_at(track, frame_index - 1) is not None:
        nothing = without_keyframes(track)
        left = joined(track, nothing, frame_index=frame_index, pts_of=lambda _frame: pts)
    if tail and left[-1].frame_index == tail[0].frame_index:
        # The keyframe that stands here says it, under its id.
        left = (*left[:-1], replace(left[-1], id=tail[0].id))
    ended = replace(track, keyframes=left, source=touched_source(track))
    changes = () if left == track.keyframes else (TrackChange.between(track, ended),)
    return Edit.of("End track", changes, frame_index=frame_index)
