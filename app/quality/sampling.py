"""What an annotation shows on each of many frames, as arrays.

The same as `models.annotation.interpolate.shape_at` of every track on every frame, bit for bit, a
track at a time. A row takes some 70 bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from app.quality.boxes import Bools, BoxTable, Cancelled, Floats, Ints, stop_if
from models.annotation.document import Annotation
from models.annotation.track import Attributes, Kind, Track

_TRACKS_AT_ONCE = 64


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The boxes, and what is told of them.

    Attributes:
        table: tracks are numbered in the order of `tracks`; labels are codes.
        tracks: all of the annotation, by the number that people use.
        labels: (T,) int64, their codes.
        single: (T,) bool, whether it is a single-frame box.
        told: each set of a keyframe's attributes, once.
        told_of: (N,) int64, which of them holds for a row of the table.
    """

    table: BoxTable
    tracks: tuple[Track, ...]
    labels: Ints
    single: Bools
    told: tuple[Attributes, ...]
    told_of: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """One track: places, boxes, and the keyframe at or left of each."""

    places: Ints
    boxes: Floats
    left: Ints


def sample(
    annotation: Annotation, frames: range, codes: Mapping[UUID, int], *, cancelled: Cancelled
) -> Sample:
    """Return what is shown on these frames.

    `codes` gives each label's code; a label that is not in it gets the next free one.

    Raises:
        CompareCancelledError: it was called off.
        ValueError: the frames do not ascend from 0 on.
    """
    if frames.step < 1 or frames.start < 0:
        raise ValueError("frames ascend from 0 on")
    tracks = sorted(annotation.tracks.values(), key=lambda one: (one.number, one.id.int))
    shown: list[_Shown] = []
    told: dict[Attributes, int] = {}
    told_of: list[Ints] = []
    for number, track in enumerate(tracks):
        if number % _TRACKS_AT_ONCE == 0:
            stop_if(cancelled)
        seen = _single(track, frames) if track.kind is Kind.BOX else _followed(track, frames)
        shown.append(seen)
        sets = [told.setdefault(key.attributes, len(told)) for key in track.keyframes]
        told_of.append(np.array(sets, np.int64)[seen.left])
    counts = [len(seen.places) for seen in shown]
    numbers = np.repeat(np.arange(len(tracks)), counts)
    labels = np.array([codes.get(one.label_id, len(codes)) for one in tracks], np.int64)
    places = np.concatenate([np.zeros(0, np.int64), *(seen.places for seen in shown)])
    boxes = np.concatenate([np.zeros((0, 4)), *(seen.boxes for seen in shown)])
    order = np.argsort(places, kind="stable")
    table = BoxTable(
        places[order],
        numbers[order],
        labels[numbers][order],
        boxes[order],
        place_count=len(frames),
        track_count=len(tracks),
    )
    single = np.array([one.kind is Kind.BOX for one in tracks], np.bool_)
    every = np.concatenate([np.zeros(0, np.int64), *told_of])
    return Sample(
        table,
        tuple(tracks),
        labels=labels,
        single=single,
        told=tuple(told),
        told_of=every[order],
    )


def _single(track: Track, frames: range) -> _Shown:
    keys = [key for key in track.keyframes if not key.outside and key.frame_index in frames]
    return _Shown(
        np.array([frames.index(key.frame_index) for key in keys], np.int64),
        np.array([key.box.to_list() for key in keys], np.float64).reshape(-1, 4),
        np.zeros(len(keys), np.int64),
    )


def _followed(track: Track, frames: range) -> _Shown:
    keys = track.keyframes
    end = track.end_frame()
    first = keys[0].frame_index if keys else 0
    start = _place_of(first, frames)
    places = np.arange(start, max(start, len(frames) if end is None else _place_of(end, frames)))
    if not len(places):
        return _Shown(places, np.zeros((0, 4)), places)
    moments = frames.start + places * frames.step
    key_frames = np.array([key.frame_index for key in keys], np.int64)
    left = np.searchsorted(key_frames, moments, side="right") - 1
    on_key = key_frames[left] == moments
    outside = np.array([key.outside for key in keys], np.bool_)
    gaps = np.array([key.gap_after for key in keys], np.bool_)
    visible = ~outside[left] & (on_key | ~gaps[left])
    places, moments, left = places[visible], moments[visible], left[visible]
    key_boxes = np.array([key.box.to_list() for key in keys], np.float64)
    return _Shown(places, _between(moments, left, key_frames, key_boxes), left)


def _between(moments: Ints, left: Ints, key_frames: Ints, key_boxes: Floats) -> Floats:
    """Return (M, 4): the interpolated boxes, and behind the last keyframe its own."""
    right = np.minimum(left + 1, len(key_frames) - 1)
    spans = np.maximum(key_frames[right] - key_frames[left], 1)
    shares = np.where(right > left, (moments - key_frames[left]) / spans, 0.0)[:, None]
    boxes: Floats = key_boxes[left] + (key_boxes[right] - key_boxes[left]) * shares
    return boxes


def _place_of(frame_index: int, frames: range) -> int:
    """Return the place of the first compared frame that is not before this one."""
    place = -((frames.start - frame_index) // frames.step)
    return min(max(place, 0), len(frames))
