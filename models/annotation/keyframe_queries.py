"""What stands around a frame of a track, for those who walk along it. Nothing is changed here."""

from models.annotation.track import Keyframe, Track


def keyframes_around(track: Track, frame_index: int) -> tuple[Keyframe | None, Keyframe | None]:
    """Return the keyframe at or left of a frame, and the next one behind the frame."""
    left = track.keyframe_at(frame_index) or track.keyframe_before(frame_index)
    return left, track.keyframe_after(frame_index)


def middle_frame(track: Track, frame_index: int) -> int | None:
    """Return the frame half-way between the two keyframes around a frame.

    On a keyframe these are it and the next one. None where there are no two, or no frame between
    them.
    """
    left, right = keyframes_around(track, frame_index)
    if left is None or right is None or right.frame_index - left.frame_index < 2:
        return None
    return (left.frame_index + right.frame_index) // 2
