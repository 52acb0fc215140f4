"""Which keyframes are chosen on the lanes, and what is dragged. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.ui.timeline.spans import Lane
from models.annotation import Annotation

Keys = Mapping[UUID, tuple[int, ...]]
"""The rising frames of chosen keyframes, by their track; none of them is empty."""


@dataclass(frozen=True, slots=True)
class Ghost:
    """What a drag will do when it is let go.

    `keys` go `delta` frames on, the one under the mouse to `frame`; or the track `ends` shows
    nothing from `frame` on. `problem` says why it will do nothing.
    """

    frame: int
    delta: int = 0
    keys: Keys = field(default_factory=dict)
    ends: UUID | None = None
    problem: str = ""


def count(keys: Keys) -> int:
    return sum(len(frames) for frames in keys.values())


def is_chosen(keys: Keys, track_id: UUID, frame: int) -> bool:
    frames = keys.get(track_id, ())
    at = bisect_left(frames, frame)
    return at < len(frames) and frames[at] == frame


def toggled(keys: Keys, track_id: UUID, frame: int) -> Keys:
    """Choose one keyframe as well, or no longer."""
    frames = set(keys.get(track_id, ())) ^ {frame}
    return _without_empty({**keys, track_id: tuple(sorted(frames))})


def joined(keys: Keys, more: Keys) -> Keys:
    """Choose what either has."""
    return {
        track_id: tuple(sorted({*keys.get(track_id, ()), *more.get(track_id, ())}))
        for track_id in (*keys, *(one for one in more if one not in keys))
    }


def moved(keys: Keys, delta: int) -> Keys:
    return {track_id: tuple(f + delta for f in frames) for track_id, frames in keys.items()}


def room(keys: Keys, last_frame: int) -> tuple[int, int]:
    """Give how many frames (0 or less, 0 or more) the keyframes can go back and on in the clip."""
    first = min((frames[0] for frames in keys.values()), default=0)
    last = max((frames[-1] for frames in keys.values()), default=last_frame)
    return min(-first, 0), max(last_frame - last, 0)


def still_there(keys: Keys, annotation: Annotation, changed: Iterable[UUID] | None) -> Keys:
    """Drop keyframes that are gone; with `changed`, only those of these tracks are looked at."""
    looked_at = set(keys) if changed is None else set(keys).intersection(changed)
    if not looked_at:
        return keys
    left = dict(keys)
    for track_id in looked_at:
        track = annotation.tracks.get(track_id)
        there = () if track is None else track.keyframes
        frames = {keyframe.frame_index for keyframe in there}
        left[track_id] = tuple(frame for frame in keys[track_id] if frame in frames)
    return _without_empty(left)


def keys_between(lanes: Iterable[Lane], first: float, last: float) -> Keys:
    """Choose all keyframes of these lanes that stand in a stretch of frames, ends included."""
    found: defaultdict[UUID, list[int]] = defaultdict(list)
    for lane in lanes:
        start, stop = bisect_left(lane.frames, first), bisect_right(lane.frames, last)
        if not lane.owners and start < stop:
            found[lane.key].extend(lane.frames[start:stop])
        for at in range(start, stop) if lane.owners else ():
            found[lane.owners[at]].append(lane.frames[at])
    return {track_id: tuple(frames) for track_id, frames in found.items()}


def chosen_on(lane: Lane, keys: Keys) -> tuple[int, ...]:
    """Give the rising frames of a lane on which chosen keyframes stand."""
    if not keys:
        return ()
    if not lane.owners:
        return keys.get(lane.key, ())
    return tuple(
        frame
        for frame, owner in zip(lane.frames, lane.owners, strict=True)
        if owner in keys and is_chosen(keys, owner, frame)
    )


def _without_empty(keys: Keys) -> Keys:
    return {track_id: frames for track_id, frames in keys.items() if frames}
