"""One track becomes two, or two exchange who they are, from a frame on."""

from dataclasses import replace
from uuid import UUID, uuid4

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import (
    NeitherShownError,
    NothingBeforeError,
    NothingLeftError,
    NotShownError,
    TooFewError,
)
from models.annotation.gestures.joining import (
    PtsOf,
    held_after,
    joined,
    onward,
    without_keyframes,
)
from models.annotation.gestures.touch import touched_source, unlocked_track
from models.annotation.interpolate import shape_at
from models.annotation.track import Keyframe, Track, position_of
from models.annotation.track_change import TrackChange


def split_track(annotation: Annotation, track_id: UUID, *, frame_index: int, pts_of: PtsOf) -> Edit:
    """Let a new track take over from this frame on; what shows on any frame stays.

    What lies before keeps id and number, and is outside from this frame on.

    Raises:
        NotShownError: the track is not on this frame.
        NothingBeforeError: it is on no frame before this one.
        WrongKindError: on a single-frame box.
        TrackLockedError: the track is locked.
    """
    track = unlocked_track(annotation, track_id)
    if shape_at(track, frame_index) is None:
        raise NotShownError
    kept = track.keyframes[: position_of(track.keyframes, frame_index)]
    if all(key.outside for key in kept):
        raise NothingBeforeError
    nothing = without_keyframes(track)
    left = replace(
        track,
        keyframes=joined(track, nothing, frame_index=frame_index, pts_of=pts_of),
        source=touched_source(track),
    )
    right = replace(
        track,
        id=uuid4(),
        number=annotation.next_number(),
        keyframes=onward(track, frame_index=frame_index, pts=pts_of(frame_index)),
        source=touched_source(track),
        ends_after=held_after(track, frame_index),
    )
    changes = (TrackChange.between(track, left), TrackChange.between(None, right))
    return Edit.of("Split track", changes, frame_index=frame_index)


def swap_tracks(
    annotation: Annotation, a_id: UUID, b_id: UUID, *, frame_index: int, pts_of: PtsOf
) -> Edit:
    """Let two tracks exchange all that they show from this frame on.

    Raises:
        TooFewError: both are the same track.
        NeitherShownError: neither is on this frame.
        NothingLeftError: one would have no box at all.
        WrongKindError: one is a single-frame box.
        TrackLockedError: one is locked.
    """
    if a_id == b_id:
        raise TooFewError("Select the two tracks that are to exchange what follows.")
    a, b = unlocked_track(annotation, a_id), unlocked_track(annotation, b_id)
    if shape_at(a, frame_index) is None and shape_at(b, frame_index) is None:
        raise NeitherShownError
    changes = (
        TrackChange.between(a, _going_on_as(a, b, frame_index, pts_of)),
        TrackChange.between(b, _going_on_as(b, a, frame_index, pts_of)),
    )
    return Edit.of("Swap tracks from here on", changes, frame_index=frame_index)


def _going_on_as(track: Track, other: Track, frame_index: int, pts_of: PtsOf) -> Track:
    keyframes = joined(track, other, frame_index=frame_index, pts_of=pts_of)
    if not _shows_anything(keyframes):
        raise NothingLeftError
    return replace(
        track,
        keyframes=keyframes,
        source=touched_source(track),
        ends_after=held_after(other, frame_index),
    )


def _shows_anything(keyframes: tuple[Keyframe, ...]) -> bool:
    return any(not key.outside for key in keyframes)
