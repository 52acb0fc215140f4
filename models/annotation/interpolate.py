"""What a track shows between its keyframes, by CVAT's rules, so that files round-trip.

- Positions are linear between two keyframes, also towards one that is outside.
- `occluded`, `outside` and the source come from the keyframe at or left of the frame.
- Before the first keyframe there is nothing; behind the last one its box is held.
- A single-frame box shows on its frame alone.

Two things go beyond CVAT, and are written as "outside" for it: behind a keyframe with `gap_after`
nothing shows until the next one, and a last box with `ends_after` is held for so many frames.
"""

from bisect import bisect_right

from models.annotation.geometry import Box, between
from models.annotation.track import Keyframe, Kind, Shape, Track


def _frame_of(keyframe: Keyframe) -> int:
    return keyframe.frame_index


def shape_at(track: Track, frame_index: int) -> Shape | None:
    """Return what the track shows on a frame, or None where it shows nothing."""
    keyframes = track.keyframes
    at = bisect_right(keyframes, frame_index, key=_frame_of)
    if not _shows(track, at, frame_index):
        return None
    left = keyframes[at - 1]
    is_keyframe = left.frame_index == frame_index
    right = None if is_keyframe or at == len(keyframes) else keyframes[at]
    return Shape(
        track.id,
        frame_index,
        box=left.box if right is None else _box_between(left, right, frame_index),
        is_keyframe=is_keyframe,
        interpolated=right is not None,
        occluded=left.occluded,
        outside=False,
        held=not is_keyframe and right is None,
        source=left.source,
        score=None if left.detection is None else left.detection.score,
    )


def shows_at(track: Track, frame_index: int) -> bool:
    """Tell whether the track shows anything on a frame; see `shape_at` for what."""
    at = bisect_right(track.keyframes, frame_index, key=_frame_of)
    return _shows(track, at, frame_index)


def _shows(track: Track, at: int, frame_index: int) -> bool:
    """Tell it of a frame that so many keyframes stand on or before."""
    if at == 0:
        return False
    left = track.keyframes[at - 1]
    if left.outside:
        return False
    if left.frame_index == frame_index:
        return True
    if track.kind is Kind.BOX or left.gap_after:
        return False
    return at < len(track.keyframes) or not _is_over(track, left, frame_index)


def resting_box(track: Track, frame_index: int) -> Box | None:
    """Return where the track's box would be on a frame, were it not outside there.

    That is the interpolated or held box, and before the first keyframe the first one's box.
    None only for a track without keyframes.
    """
    keyframes = track.keyframes
    if not keyframes:
        return None
    at = bisect_right(keyframes, frame_index, key=_frame_of)
    if at == 0:
        return keyframes[0].box
    left = keyframes[at - 1]
    if at == len(keyframes) or left.frame_index == frame_index:
        return left.box
    return _box_between(left, keyframes[at], frame_index)


def _is_over(track: Track, last: Keyframe, frame_index: int) -> bool:
    held = track.ends_after
    return held is not None and frame_index > last.frame_index + held


def _box_between(left: Keyframe, right: Keyframe, frame_index: int) -> Box:
    if left.box == right.box:
        return left.box
    share = (frame_index - left.frame_index) / (right.frame_index - left.frame_index)
    return between(left.box, right.box, share)


def count_shapes(track: Track, frame_count: int) -> int:
    """Return on how many of a clip's frames the track shows a box, drawn or interpolated."""
    if track.kind is Kind.BOX:
        return sum(not key.outside and key.frame_index < frame_count for key in track.keyframes)
    end = track.end_frame()
    ends = [key.frame_index for key in track.keyframes[1:]]
    ends.append(frame_count if end is None else end)
    count = 0
    for key, until in zip(track.keyframes, ends, strict=True):
        if not key.outside:
            stop = key.frame_index + 1 if key.gap_after else until
            count += max(min(stop, frame_count) - key.frame_index, 0)
    return count
