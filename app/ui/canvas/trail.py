"""The way that a track takes around the frame that is shown. Source pixels only; no Qt."""

from dataclasses import dataclass
from itertools import pairwise

from models.annotation.geometry import Box
from models.annotation.interpolate import resting_box
from models.annotation.track import Kind, Track, position_of

REACH_FRAMES = 100


@dataclass(frozen=True, slots=True)
class TrailPoint:
    """Where the object's foot, the middle of its box's lower edge, is on a frame."""

    frame_index: int
    x: float
    y: float
    is_keyframe: bool


def trail(track: Track, frame_index: int) -> tuple[tuple[TrailPoint, ...], ...]:
    """Return the runs of points that the track passes within 100 frames of this one.

    Only keyframes, this frame and the two ends are points: between them the way is straight.
    Where the track is outside one run ends and another begins.
    """
    if track.kind is Kind.BOX or not track.keyframes:
        return ()
    first, last = frame_index - REACH_FRAMES, frame_index + REACH_FRAMES
    keys = track.keyframes
    # From the keyframe at or before the first frame to the one at or behind the last.
    start = max(0, position_of(keys, first + 1) - 1)
    end = position_of(keys, last) + 1
    runs: list[list[TrailPoint]] = [[]]
    near = keys[start:end]
    for left, right in pairwise(near):
        if left.outside:
            if runs[-1]:
                runs.append([])
            continue
        for frame in (left.frame_index, frame_index, right.frame_index):
            frame = min(max(frame, first), last)  # noqa: PLW2901  (cut off at the ends)
            if not left.frame_index <= frame <= right.frame_index:
                continue
            if runs[-1] and runs[-1][-1].frame_index >= frame:
                continue
            box = resting_box(track, frame)
            if box is not None:
                is_key = frame in (left.frame_index, right.frame_index)
                runs[-1].append(_foot(frame, box, is_keyframe=is_key))
    return tuple(tuple(run) for run in runs if len(run) > 1)


def _foot(frame_index: int, box: Box, *, is_keyframe: bool) -> TrailPoint:
    return TrailPoint(frame_index, box.x + box.w / 2, box.y2, is_keyframe)
