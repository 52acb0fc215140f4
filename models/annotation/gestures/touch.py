"""What every gesture begins with: the track, unlocked, and the keyframe that a touch makes.

- A touched box on a frame without a keyframe gets one, with all that held there so far.
- A suggestion that a person touches becomes semi-auto; what the model said stays beside it.
"""

from dataclasses import replace
from uuid import UUID, uuid4

from models.annotation.document import Annotation
from models.annotation.errors import NotShownError, TrackLockedError, WrongKindError
from models.annotation.interpolate import resting_box
from models.annotation.track import Keyframe, Kind, Source, Status, Track
from models.annotation.track_change import KeyframeChange, TrackChange


def unlocked(annotation: Annotation, track_id: UUID) -> Track:
    track = annotation.track(track_id)
    if track.locked:
        raise TrackLockedError
    return track


def unlocked_track(annotation: Annotation, track_id: UUID) -> Track:
    track = unlocked(annotation, track_id)
    if track.kind is not Kind.TRACK or not track.keyframes:
        raise WrongKindError
    return track


def key_here(track: Track, frame_index: int, pts: int) -> tuple[Keyframe | None, Keyframe]:
    """Return the keyframe here, if any, and the one that a person's touch makes of it.

    A new one takes over what held so far: the position, and all else from the keyframe to
    the left, as between keyframes. What a person changed waits for review again.
    """
    there = track.keyframe_at(frame_index)
    if there is not None:
        return there, by_a_person(there, frame=frame_index, pts=there.pts)
    box = resting_box(track, frame_index)
    if box is None:
        raise NotShownError
    left = track.keyframe_before(frame_index) or track.keyframes[0]
    new = replace(left, id=uuid4(), box=box.rounded(), detection=None)
    return None, by_a_person(new, frame=frame_index, pts=pts)


def by_a_person(key: Keyframe, *, frame: int, pts: int) -> Keyframe:
    source = key.source.after_a_person()
    return replace(key, frame_index=frame, pts=pts, source=source, status=Status.PENDING)


def touched_source(track: Track) -> Source:
    return Source.SEMI_AUTO if track.source is Source.SUGGESTED else track.source


def changed(track: Track, *keyframes: KeyframeChange) -> TrackChange:
    head = replace(track.head, source=touched_source(track))
    return TrackChange(track.id, track.head, after=head, keyframes=keyframes)
