"""Keyframes that show what one track shows before a frame, and another from that frame on.

Splitting, merging and swapping are made of this. What shows must not move by it: the keyframes
that it sets at the border keep the exact box, not one on the grid of what people draw.

- A keyframe of a track keeps its id, wherever it goes.
- What goes straight to the border keeps going straight: a keyframe is set on the frame before only
  where the line would bend otherwise.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from uuid import uuid4

from models.annotation.geometry import Box
from models.annotation.interpolate import resting_box, shape_at
from models.annotation.track import Keyframe, Kind, Status, Track, position_of

PtsOf = Callable[[int], int]
"""The pts of a frame; raises LookupError where the clip has no such frame."""


def joined(first: Track, second: Track, *, frame_index: int, pts_of: PtsOf) -> tuple[Keyframe, ...]:
    """Return what `first` shows before the frame and `second` from it on.

    A track without keyframes shows nothing.
    """
    later = onward(second, frame_index=frame_index, pts=pts_of(frame_index))
    kept = first.keyframes[: position_of(first.keyframes, frame_index)]
    if not _runs_on(kept):
        # Nothing shows up to the border already: it need not be said there.
        return (*kept, *(later[1:] if _only_says_outside(later, second) else later))
    if not later or later[0].frame_index > frame_index:
        if shape_at(first, frame_index - 1) is not None:
            later = (_leaving(first, frame_index, pts_of(frame_index)), *later)
    elif _only_says_outside(later, second) and shape_at(first, frame_index - 1) is None:
        later = later[1:]
    towards = later[0].box if later else None
    return (*_closed(first, kept, frame_index, towards=towards, pts_of=pts_of), *later)


def onward(track: Track, *, frame_index: int, pts: int) -> tuple[Keyframe, ...]:
    """Return keyframes that show from this frame on what the track shows.

    Where the track has begun and has no keyframe here, the first of them is new.
    """
    at = position_of(track.keyframes, frame_index)
    later = track.keyframes[at:]
    if at == 0 or (later and later[0].frame_index == frame_index):
        return later
    outside = shape_at(track, frame_index) is None
    return (_set_at(track, frame_index, pts, outside=outside), *later)


def held_after(track: Track, frame_index: int) -> int | None:
    """Return `ends_after` for what `onward` gives: part of the hold may lie before the frame."""
    if track.ends_after is None or not track.keyframes:
        return track.ends_after
    passed = max(frame_index - track.keyframes[-1].frame_index, 0)
    return max(track.ends_after - passed, 0)


def as_track(track: Track) -> Track:
    """Return a single-frame box as the track that shows the same."""
    return track if track.kind is Kind.TRACK else replace(track, kind=Kind.TRACK, ends_after=0)


def taken_over(keyframes: tuple[Keyframe, ...], boxes: Iterable[Track]) -> tuple[Keyframe, ...]:
    """Return keyframes of which those of single-frame boxes have new ids.

    A box is stored in its keyframe's row. It ends there, and undo finds it there again; so the row
    cannot go to the track that takes over.
    """
    ending = {key.id for box in boxes if box.kind is Kind.BOX for key in box.keyframes}
    return tuple(replace(key, id=uuid4()) if key.id in ending else key for key in keyframes)


def without_keyframes(track: Track) -> Track:
    """Return the track showing nothing."""
    return replace(track, keyframes=())


def leaving_after(key: Keyframe, pts_of: PtsOf) -> tuple[Keyframe, ...]:
    """Return a lone last box and the keyframe that says that the object has left then.

    On the clip's last frame there is no frame left to say it on.
    """
    try:
        pts = pts_of(key.frame_index + 1)
    except LookupError:
        return (replace(key, gap_after=True),)
    return key, _new(key, key.frame_index + 1, pts, box=key.box, outside=True)


def _closed(
    track: Track,
    kept: tuple[Keyframe, ...],
    frame_index: int,
    *,
    towards: Box | None,
    pts_of: PtsOf,
) -> tuple[Keyframe, ...]:
    """Return `kept` such that it shows the same whatever box stands on the frame behind it."""
    last = kept[-1]
    if last.frame_index == frame_index - 1:
        return kept
    before = shape_at(track, frame_index - 1)
    if before is None:
        end = last.frame_index + 1 + (track.ends_after or 0)
        return (*kept, _set_at(track, end, pts_of(end), outside=True))
    if towards == resting_box(track, frame_index):
        return kept
    border = _set_at(track, frame_index - 1, pts_of(frame_index - 1), outside=False)
    return (*kept, border)


def _runs_on(kept: tuple[Keyframe, ...]) -> bool:
    """Whether the last of these keyframes shows something behind its own frame."""
    return bool(kept) and not (kept[-1].outside or kept[-1].gap_after)


def _only_says_outside(later: tuple[Keyframe, ...], track: Track) -> bool:
    """Whether the first keyframe was set for the border, and shows nothing."""
    return bool(later) and later[0].outside and track.keyframe_at(later[0].frame_index) is None


def _leaving(track: Track, frame_index: int, pts: int) -> Keyframe:
    return _set_at(track, frame_index, pts, outside=True)


def _set_at(track: Track, frame_index: int, pts: int, *, outside: bool) -> Keyframe:
    """Return a new keyframe for a frame behind the first one, with all that holds there."""
    box = resting_box(track, frame_index)
    left = track.keyframe_before(frame_index)
    if box is None or left is None:
        raise ValueError("a track has begun where a border is set")
    return _new(left, frame_index, pts, box=box, outside=outside)


def _new(left: Keyframe, frame_index: int, pts: int, *, box: Box, outside: bool) -> Keyframe:
    return replace(
        left,
        id=uuid4(),
        frame_index=frame_index,
        pts=pts,
        box=box,
        outside=outside,
        gap_after=False,
        status=Status.PENDING,
        detection=None,
    )
