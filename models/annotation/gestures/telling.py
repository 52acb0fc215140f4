"""What is told of objects: attributes that never change, and those that change along a track.

Values are taken as they are, but for halves of characters; whether a label allows them is its
`AttributeSpec`'s business. None takes what was told away, so that the label's default holds again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import NotShownError
from models.annotation.gestures.touch import changed, key_here, touched_source, unlocked
from models.annotation.interpolate import shape_at
from models.annotation.track import Attributes
from models.annotation.track_change import KeyframeChange, TrackChange
from models.annotation.whole_text import whole_text

Told = Mapping[str, str | None]
"""Values by `AttributeSpec.key`; None takes one away."""


def set_attributes(
    annotation: Annotation, track_ids: Iterable[UUID], told: Told, *, frame_index: int
) -> Edit:
    """Tell of objects what holds on all their frames.

    Raises:
        TrackLockedError: one is locked.
    """
    changes = []
    for track_id in dict.fromkeys(track_ids):
        track = unlocked(annotation, track_id)
        attributes = told_of(track.attributes, told)
        if attributes != track.attributes:
            head = replace(track.head, attributes=attributes, source=touched_source(track))
            changes.append(TrackChange(track_id, track.head, after=head))
    return Edit.of(_name_of(told), changes, frame_index=frame_index)


def set_attributes_here(
    annotation: Annotation,
    track_ids: Iterable[UUID],
    told: Told,
    *,
    frame_index: int,
    pts: int,
) -> Edit:
    """Tell of objects what holds from this frame to the next keyframe; makes one where none is.

    Raises:
        NotShownError: one is not on this frame.
        TrackLockedError: one is locked.
    """
    changes = []
    for track_id in dict.fromkeys(track_ids):
        track = unlocked(annotation, track_id)
        if shape_at(track, frame_index) is None:
            raise NotShownError
        before, key = key_here(track, frame_index, pts)
        attributes = told_of(key.attributes, told)
        if attributes != key.attributes:
            after = replace(key, attributes=attributes)
            changes.append(changed(track, KeyframeChange(before, after)))
    return Edit.of(_name_of(told), changes, frame_index=frame_index)


def reset_attributes(
    annotation: Annotation, track_ids: Iterable[UUID], *, frame_index: int
) -> Edit:
    """Take all away that was told of objects, on all their frames.

    Raises:
        TrackLockedError: one is locked.
    """
    changes = []
    for track_id in dict.fromkeys(track_ids):
        track = unlocked(annotation, track_id)
        head = replace(track.head, attributes=(), source=touched_source(track))
        keyframes = tuple(
            KeyframeChange(key, replace(key, attributes=()))
            for key in track.keyframes
            if key.attributes
        )
        if track.attributes or keyframes:
            changes.append(TrackChange(track_id, track.head, after=head, keyframes=keyframes))
    return Edit.of("Reset attributes", changes, frame_index=frame_index)


def told_of(attributes: Attributes, told: Told) -> Attributes:
    """Return the attributes with these put in or taken out; the others keep their order."""
    values: dict[str, str | None] = {**dict(attributes), **told}
    return tuple((key, whole_text(value)) for key, value in values.items() if value is not None)


def _name_of(told: Told) -> str:
    if all(value is None for value in told.values()):
        return "Reset attribute" if len(told) == 1 else "Reset attributes"
    return "Set attribute" if len(told) == 1 else "Set attributes"
