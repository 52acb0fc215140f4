"""Drawing boxes, moving and resizing them."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import NotShownError, TrackPinnedError
from models.annotation.geometry import Box
from models.annotation.gestures.touch import changed, key_here, unlocked
from models.annotation.interpolate import shape_at
from models.annotation.track import Keyframe, Kind, Track
from models.annotation.track_change import KeyframeChange, TrackChange


def draw_track(
    annotation: Annotation,
    box: Box,
    *,
    frame_index: int,
    pts: int,
    label_id: UUID,
    ends_after: int | None = None,
) -> Edit:
    """Begin a new track with a keyframe here; its last box is held for `ends_after` frames.

    Raises:
        ValueError: `ends_after` is negative.
    """
    key = Keyframe(uuid4(), frame_index, pts=pts, box=box.rounded())
    return _drawn(annotation, Kind.TRACK, key, label_id=label_id, ends_after=ends_after)


def draw_box(
    annotation: Annotation, box: Box, *, frame_index: int, pts: int, label_id: UUID
) -> Edit:
    """Put a single-frame box here."""
    key = Keyframe(uuid4(), frame_index, pts=pts, box=box.rounded())
    return _drawn(annotation, Kind.BOX, key, label_id=label_id)


def put_box(
    annotation: Annotation,
    track_id: UUID,
    *,
    box: Box,
    frame_index: int,
    pts: int,
    merge_key: str | None = None,
) -> Edit:
    """Move or resize a track's box on this frame.

    Raises:
        NotShownError: a track's box lies on no such frame (it has not begun, or is outside).
        TrackLockedError: the track is locked.
        TrackPinnedError: the track is pinned.
    """
    return put_boxes(
        annotation, {track_id: box}, frame_index=frame_index, pts=pts, merge_key=merge_key
    )


def put_boxes(
    annotation: Annotation,
    boxes: Mapping[UUID, Box],
    *,
    frame_index: int,
    pts: int,
    merge_key: str | None = None,
) -> Edit:
    """Move or resize several boxes on this frame, as one edit; raises as `put_box`."""
    changes = []
    resized = False
    for track_id, box in boxes.items():
        track = unlocked(annotation, track_id)
        shape = shape_at(track, frame_index)
        if shape is None:
            raise NotShownError
        placed = box.rounded()
        if placed == shape.box.rounded():
            continue
        if track.pinned:
            raise TrackPinnedError
        resized = resized or (placed.w, placed.h) != (shape.box.rounded().w, shape.box.rounded().h)
        before, key = key_here(track, frame_index, pts)
        changes.append(changed(track, KeyframeChange(before, replace(key, box=placed))))
    name = "Resize box" if resized else "Move box"
    return Edit.of(name, changes, frame_index=frame_index, merge_key=merge_key)


def _drawn(
    annotation: Annotation,
    kind: Kind,
    key: Keyframe,
    *,
    label_id: UUID,
    ends_after: int | None = None,
) -> Edit:
    track = Track(
        uuid4(),
        annotation.next_number(),
        label_id=label_id,
        kind=kind,
        keyframes=(key,),
        ends_after=ends_after,
    )
    name = "Draw track" if kind is Kind.TRACK else "Draw box"
    return Edit.of(name, (TrackChange.between(None, track),), frame_index=key.frame_index)
