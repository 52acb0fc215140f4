"""What an annotation shows on each of many frames, as arrays.

The same as `models.annotation.interpolate.shape_at` of every track on every frame, bit for bit, a
track at a time. A row takes some 70 bytes.
"""

from collections.abc import Mapping, Sequence
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


# Of each row: its place, its track's number, its box, and what is told of it.
_Shown = tuple[Ints, Ints, Floats, Ints]


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
    told: dict[Attributes, int] = {}
    shown = [_singles(tracks, frames, told)]
    for number, track in enumerate(tracks):
        if number % _TRACKS_AT_ONCE == 0:
            stop_if(cancelled)
        if track.kind is Kind.TRACK:
            shown.append(_followed(number, track, frames, told))
    places, numbers, boxes, told_of = (
        np.concatenate(column) for column in zip(*shown, strict=True)
    )
    labels = np.array([codes.get(one.label_id, len(codes)) for one in tracks], np.int64)
    order = np.lexsort((numbers, places))
    table = BoxTable(
        places[order],
        numbers[order],
        labels[numbers[order]],
        boxes[order],
        place_count=len(frames),
        track_count=len(tracks),
    )
    return Sample(
        table,
        tuple(tracks),
        labels=labels,
        single=np.array([one.kind is Kind.BOX for one in tracks], np.bool_),
        told=tuple(told),
        told_of=told_of[order],
    )


def _singles(tracks: Sequence[Track], frames: range, told: dict[Attributes, int]) -> _Shown:
    """Take all single-frame boxes at once: there may be a hundred thousand of them."""
    keys = [
        (number, key)
        for number, track in enumerate(tracks)
        if track.kind is Kind.BOX
        for key in track.keyframes
        if not key.outside and key.frame_index in frames
    ]
    return (
        np.array([frames.index(key.frame_index) for _, key in keys], np.int64),
        np.array([number for number, _ in keys], np.int64),
        np.array([key.box.to_list() for _, key in keys], np.float64).reshape(-1, 4),
        np.array([told.setdefault(key.attributes, len(told)) for _, key in keys], np.int64),
    )


def _followed(number: int, track: Track, frames: range, told: dict[Attributes, int]) -> _Shown:
    keys = track.keyframes
    end = track.end_frame()
    start = _place_of(keys[0].frame_index, frames) if keys else 0
    stop = len(frames) if end is None else _place_of(end, frames)
    places = np.arange(start, max(start, stop))
    if not len(places):
        return places, places, np.zeros((0, 4)), places
    moments = frames.start + places * frames.step
    key_frames = np.array([key.frame_index for key in keys], np.int64)
    left = np.searchsorted(key_frames, moments, side="right") - 1
    on_key = key_frames[left] == moments
    outside = np.array([key.outside for key in keys], np.bool_)
    gaps = np.array([key.gap_after for key in keys], np.bool_)
    visible = ~outside[left] & (on_key | ~gaps[left])
    places, moments, left = places[visible], moments[visible], left[visible]
    boxes = np.array([key.box.to_list() for key in keys], np.float64)
    sets = np.array([told.setdefault(key.attributes, len(told)) for key in keys], np.int64)
    numbers = np.full(len(places), number)
    return places, numbers, _between(moments, left, key_frames, boxes), sets[left]


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
