"""What is told of the selected objects on a frame: a fact for each attribute of their label.

Pure. A value that was told holds even where the label's options have changed since; it then says
that it does not fit. Where the attribute was made mutable, or was made not to be, what was told
before is still found in its old place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from models.annotation import Keyframe, Label, Track
from models.annotation.label_attributes import AttributeSpec


@dataclass(frozen=True, slots=True)
class AttributeFact:
    """One attribute of one or several objects.

    value: None where they differ.
    told: nobody told it of any of them where this is False, and `value` is the default.
    fits: the value is one that the label allows, or the empty one.
    since: the frame of the keyframe from which a mutable attribute of one object holds.
    """

    spec: AttributeSpec
    value: str | None
    told: bool
    fits: bool
    since: int | None = None


def common_label(tracks: Iterable[Track], labels: Mapping[UUID, Label]) -> Label | None:
    """Return the label that all these objects bear, None where they differ or it is unknown."""
    ids = {track.label_id for track in tracks}
    return labels.get(ids.pop()) if len(ids) == 1 else None


def attribute_facts(
    tracks: Sequence[Track], label: Label | None, frame_index: int
) -> tuple[AttributeFact, ...]:
    """Return what is told of objects of one label on a frame, in the label's order."""
    if label is None or not tracks:
        return ()
    return tuple(_fact(tracks, spec, frame_index) for spec in label.attributes)


def told_on(track: Track, spec: AttributeSpec, frame_index: int) -> str | None:
    """Return what is told of an object on a frame, None where it is the default."""
    head = _value(track.attributes, spec.key)
    if not spec.mutable:
        if head is not None or not track.keyframes:
            return head
        return _value(track.keyframes[0].attributes, spec.key)
    key = holding(track, frame_index)
    there = None if key is None else _value(key.attributes, spec.key)
    return head if there is None else there


def holding(track: Track, frame_index: int) -> Keyframe | None:
    """Return the keyframe whose attributes hold on a frame: at it or left of it, else the first."""
    here = track.keyframe_at(frame_index) or track.keyframe_before(frame_index)
    return here or (track.keyframes[0] if track.keyframes else None)


def _fact(tracks: Sequence[Track], spec: AttributeSpec, frame_index: int) -> AttributeFact:
    told = [told_on(track, spec, frame_index) for track in tracks]
    values = {spec.default if value is None else value for value in told}
    value = values.pop() if len(values) == 1 else None
    since = None
    if spec.mutable and len(tracks) == 1 and told[0] is not None:
        key = holding(tracks[0], frame_index)
        since = None if key is None else key.frame_index
    return AttributeFact(
        spec,
        value,
        told=any(one is not None for one in told),
        fits=not value or spec.allows(value),
        since=since,
    )


def _value(attributes: Iterable[tuple[str, str]], key: str) -> str | None:
    return next((value for known, value in attributes if known == key), None)
