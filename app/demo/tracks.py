"""Turn the truth into tracks as a careful person, or a model, would leave them.

Keyframes are as sparse as linear interpolation allows (Ramer-Douglas-Peucker on the box), with
more of them where an actor is hidden, comes back, or leaves.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from uuid import UUID, uuid5

import numpy as np

from app.demo.arrays import Array, rng
from app.demo.truth import Trace
from models.annotation.geometry import Box
from models.annotation.track import Detection, Keyframe, Kind, Source, Track

_SPACE = UUID("5af3119e-0000-4000-8000-00000000aa00")
MODEL = "sample-detector 1.0"


@dataclass(frozen=True, slots=True)
class Guess:
    """How well the sample's model saw an actor: its score, and how far its boxes are off."""

    score: float
    jitter: float = 0.03  # of the box's size
    every: int = 12  # frames between detections at most


def track_of(
    trace: Trace,
    *,
    name: str,
    number: int,
    label_id: UUID,
    pts: Array,
    guess: Guess | None = None,
) -> Track | None:
    """Return the track of an actor, or None when it never shows. `name` makes the ids stable."""
    keys: list[Keyframe] = []
    source = Source.SUGGESTED if guess else Source.MANUAL
    noise = rng(number * 7919 + 13)
    for start, stop in _runs(trace.present):
        for frame in _key_frames(trace, start, stop, every=guess.every if guess else None):
            box = trace.boxes[frame]
            if guess:
                size = np.array([box[2] - box[0], box[3] - box[1]] * 2)
                box = box + noise.normal(0, guess.jitter, 4) * size * 0.5
            keys.append(
                _keyframe(
                    name,
                    frame,
                    _box(box),
                    pts=pts,
                    source=source,
                    occluded=bool(trace.occluded[frame]),
                    score=_score(guess, noise, hidden=float(trace.hidden[frame])),
                )
            )
        if stop < len(trace.present):
            keys.append(_keyframe(name, stop, keys[-1].box, pts=pts, source=source, outside=True))
    if not keys:
        return None
    return Track(
        id=uuid5(_SPACE, name),
        number=number,
        label_id=label_id,
        kind=Kind.TRACK,
        source=source,
        keyframes=tuple(keys),
    )


def by_hand(track: Track, *, drift_px: float = 0.0) -> Track:
    """Return a track as a person would have drawn it, sliding so far to the right until its end."""
    count = max(len(track.keyframes) - 1, 1)
    return replace(
        track,
        source=Source.MANUAL,
        keyframes=tuple(
            replace(
                key,
                source=Source.MANUAL,
                detection=None,
                box=replace(key.box, x=round(key.box.x + drift_px * place / count, 2)),
            )
            for place, key in enumerate(track.keyframes)
        ),
    )


def false_positive(
    box: Box,
    *,
    frames: tuple[int, int],
    name: str,
    number: int,
    label_id: UUID,
    pts: Array,
    score: float,
) -> Track:
    """Return a suggestion for something that is not there, over a few frames."""
    first, end = frames
    keys = (
        _keyframe(name, first, box, pts=pts, source=Source.SUGGESTED, score=score),
        _keyframe(name, end, box, pts=pts, source=Source.SUGGESTED, outside=True),
    )
    return Track(
        id=uuid5(_SPACE, name),
        number=number,
        label_id=label_id,
        source=Source.SUGGESTED,
        keyframes=keys,
    )


def _keyframe(
    name: str,
    frame: int,
    box: Box,
    *,
    pts: Array,
    source: Source,
    occluded: bool = False,
    outside: bool = False,
    score: float | None = None,
) -> Keyframe:
    return Keyframe(
        id=uuid5(_SPACE, f"{name}/{frame}"),
        frame_index=frame,
        pts=int(pts[frame]),
        box=box,
        occluded=occluded,
        outside=outside,
        source=source,
        detection=None if score is None else Detection(model=MODEL, score=score, box=box),
    )


def _score(guess: Guess | None, noise: np.random.Generator, *, hidden: float) -> float | None:
    if guess is None:
        return None
    return round(float(np.clip(guess.score - 0.4 * hidden + noise.normal(0, 0.02), 0.05, 0.99)), 2)


def _box(edges: Array) -> Box:
    left, top, right, bottom = (float(np.rint(edge)) for edge in edges)
    return Box(left, top, max(1.0, right - left), max(1.0, bottom - top))


def _runs(flags: Array) -> list[tuple[int, int]]:
    """Return the half-open runs of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= 3]


def _key_frames(trace: Trace, start: int, stop: int, *, every: int | None) -> list[int]:
    """Return the frames of the run [start, stop) that need a keyframe, in order."""
    keys = {start, stop - 1}
    if every is not None:
        keys |= set(range(start, stop, every))
    change = np.flatnonzero(np.diff(trace.occluded[start:stop].astype(np.int8))) + start + 1
    keys |= {int(frame) for frame in change}
    fixed = sorted(keys)
    for a, b in pairwise(fixed):
        _split(trace.boxes, a, b, keys)
    return sorted(keys)


def _split(boxes: Array, a: int, b: int, keys: set[int]) -> None:
    """Add keyframes between a and b until interpolation stays within the tolerance."""
    if b - a < 2:
        return
    share = (np.arange(a, b + 1) - a)[:, None] / (b - a)
    straight = boxes[a] * (1 - share) + boxes[b] * share
    size = np.minimum(
        boxes[a : b + 1, 2] - boxes[a : b + 1, 0], boxes[a : b + 1, 3] - boxes[a : b + 1, 1]
    )
    tolerance = np.maximum(1.5, 0.05 * size)
    error = np.abs(straight - boxes[a : b + 1]).max(axis=1) / tolerance
    worst = int(error.argmax())
    if error[worst] <= 1:
        return
    keys.add(a + worst)
    _split(boxes, a, a + worst, keys)
    _split(boxes, a + worst, b, keys)
