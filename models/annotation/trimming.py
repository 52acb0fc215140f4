"""What a track shows on a run of frames, as a track that shows nothing elsewhere."""

from dataclasses import replace

from models.annotation.interpolate import shape_at
from models.annotation.track import Keyframe, Kind, Track


def trimmed(track: Track, first: int, last: int) -> Track | None:
    """Return the track within the frames `first` to `last`, or None where it shows nothing there.

    On each of these frames it shows what the track shows. Where it comes in or goes out between
    two keyframes, a keyframe stands on `first` or `last` that nobody set.
    """
    if track.kind is Kind.BOX:
        within = track.keyframes and first <= track.keyframes[0].frame_index <= last
        return track if within else None
    keys = [key for key in track.keyframes if first <= key.frame_index <= last]
    for frame in (first, last):
        made = _standing(track, frame)
        if made is not None and all(key.frame_index != frame for key in keys):
            keys.append(made)
    keys.sort(key=lambda key: key.frame_index)
    if all(key.outside for key in keys):
        return None
    held = last - keys[-1].frame_index
    if (end := track.end_frame()) is not None:
        held = max(min(held, end - 1 - keys[-1].frame_index), 0)
    return replace(track, keyframes=tuple(keys), ends_after=held)


def _standing(track: Track, frame_index: int) -> Keyframe | None:
    """Return a keyframe of what the track shows on a frame; None where it shows nothing."""
    shape, before = shape_at(track, frame_index), track.keyframe_before(frame_index)
    if shape is None or before is None:
        return None
    return replace(before, frame_index=frame_index, pts=0, box=shape.box)
