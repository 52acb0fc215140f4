"""Gait: how a clip is played backwards on this machine, by what decoding it has been seen to take.

A clip can only be decoded forwards from a key picture. Going backwards, a group of pictures that
does not fit into the cache at once is therefore decoded more than once: proxies, of which more fit,
cost less time. Where even they take too long, fewer frames are shown.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from app.media.decoding.frame_source import FrameSource
from app.media.index.frame_index import Int64Array

# Of small frames thousands fit; so many are enough to go on without a break.
MOST_FRAMES = 512
# The share of the room that is decoded in one go; the rest is shown meanwhile.
STRETCH_SHARE = 0.4
# The share of the time that decoding may take; the rest is for converting and for chance. Whole
# frames are decoded more often than proxies: that has to leave time for others.
_USABLE_TIME, _USABLE_TIME_WHOLE = 0.8, 0.5
_SHOWN_A_SECOND = 30
# Below this rate a frame that is left out would be missed.
_SLOWEST_RATE_WITH_STOPS = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Gait:
    """What is kept, proxies or whole frames, and which frames are shown; None is all."""

    as_proxies: bool
    stops: Int64Array | None = None


def gait_for(source: FrameSource, rate: float, *, level: int = 0) -> Gait:
    """Choose the best way to go backwards that this machine keeps up with.

    `level` leaves out the better ways: from 1 on proxies are kept, from 2 on only some frames are
    shown, from 3 on only the first of each group of pictures, the fewer the higher it is. Near the
    clip's own pace no frame is left out by plan.
    """
    index = source.index
    frame_s = float(index.duration_pts * index.time_base) / index.frame_count / abs(rate)
    frame_s = max(frame_s, 1e-6)
    cost_s, group = max(source.meter.frame_s, 1e-6), source.frames_per_key
    whole, proxies = source.capacity_frames, source.capacity_proxies
    if level < 1 and cost_s * _times(group, whole) <= frame_s * _USABLE_TIME_WHOLE:
        return Gait(as_proxies=False)
    gait, room, budget_s = Gait(as_proxies=proxies > 0), proxies or whole, frame_s * _USABLE_TIME
    if abs(rate) <= _SLOWEST_RATE_WITH_STOPS:
        return gait
    if level < 2 and cost_s * _times(group, room) <= budget_s:
        return gait
    stride = max(math.ceil(1 / (_SHOWN_A_SECOND * frame_s)), 1)
    if level < 3 and cost_s * _times(group / stride, room) <= budget_s:
        return replace(gait, stops=np.arange(0, index.frame_count, stride))
    reach = group * min(budget_s / cost_s, 1.0) / 2 ** max(level - 3, 0)
    return replace(gait, stops=_first_of_groups(source, reach=reach, stride=stride))


def _times(frames_per_key: float, capacity: int) -> float:
    """Say how often each frame is decoded, on average, to be kept once."""
    stretch = max(min(capacity, MOST_FRAMES) * STRETCH_SHARE, 1)
    return 1.0 if stretch >= frames_per_key else frames_per_key / stretch / 2 + 0.5


def _first_of_groups(source: FrameSource, *, reach: float, stride: int) -> Int64Array:
    keys = source.key_frames
    ends = np.append(keys[1:], source.index.frame_count)
    frames = keys[:, None] + np.arange(0, max(reach, 1), stride).astype(np.int64)[None, :]
    return np.unique(frames[frames < ends[:, None]])
