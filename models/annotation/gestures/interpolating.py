"""What a track shows where it has no keyframe: between two of them, and behind the last."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import NoIntervalError
from models.annotation.gestures.touch import changed, unlocked, unlocked_track
from models.annotation.track import Kind
from models.annotation.track_change import KeyframeChange, TrackChange


def toggle_interpolation(annotation: Annotation, track_id: UUID, *, frame_index: int) -> Edit:
    """Show nothing between the two keyframes around this frame, or the boxes between them again.

    On a keyframe this is about what follows it.

    Raises:
        NoIntervalError: the frame is not between a visible keyframe and another one.
        WrongKindError: on a single-frame box.
        TrackLockedError: the track is locked.
    """
    track = unlocked_track(annotation, track_id)
    key = track.keyframe_at(frame_index) or track.keyframe_before(frame_index)
    # A last box that stands on its frame alone can be held again; ending a track is another thing.
    if key is None or key.outside or (key is track.keyframes[-1] and not key.gap_after):
        raise NoIntervalError
    name = "Interpolate here" if key.gap_after else "Leave a gap here"
    change = changed(track, KeyframeChange(key, replace(key, gap_after=not key.gap_after)))
    return Edit.of(name, (change,), frame_index=frame_index)


def set_ends_after(
    annotation: Annotation, track_ids: Iterable[UUID], *, frames: int | None, frame_index: int
) -> Edit:
    """Hold the last box of tracks for so many frames, or (None) for ever; boxes stay as they are.

    Raises:
        ValueError: `frames` is negative.
        TrackLockedError: one is locked.
    """
    changes = []
    for track_id in dict.fromkeys(track_ids):
        track = unlocked(annotation, track_id)
        if track.kind is Kind.TRACK:
            head = replace(track.head, ends_after=frames)
            changes.append(TrackChange(track_id, track.head, after=head))
    return Edit.of("Set how long the last box is held", changes, frame_index=frame_index)
