"""Copy and paste: objects as they stood on one frame, put on another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.geometry import Box
from models.annotation.interpolate import shape_at
from models.annotation.track import Attributes, Keyframe, Kind, Track
from models.annotation.track_change import TrackChange


@dataclass(frozen=True, slots=True)
class CopiedBox:
    """What copy takes and paste puts: one object as it stood on one frame."""

    box: Box
    label_id: UUID
    kind: Kind
    occluded: bool
    attributes: Attributes


def copied(
    annotation: Annotation, track_ids: Iterable[UUID], *, frame_index: int
) -> tuple[CopiedBox, ...]:
    """Return what copy takes of these tracks; those not shown on the frame are left out."""
    found = []
    for track_id in track_ids:
        track = annotation.track(track_id)
        shape = shape_at(track, frame_index)
        if shape is not None:
            found.append(
                CopiedBox(
                    shape.box.rounded(),
                    track.label_id,
                    kind=track.kind,
                    occluded=shape.occluded,
                    attributes=track.attributes,
                )
            )
    return tuple(found)


def paste(
    annotation: Annotation, boxes: Sequence[CopiedBox], *, frame_index: int, pts: int
) -> Edit:
    """Put copied objects on this frame, in place, as new ones."""
    changes = []
    for number, copy in enumerate(boxes, start=annotation.next_number()):
        key = Keyframe(uuid4(), frame_index, pts=pts, box=copy.box, occluded=copy.occluded)
        track = Track(
            uuid4(),
            number,
            label_id=copy.label_id,
            kind=copy.kind,
            keyframes=(key,),
            attributes=copy.attributes,
        )
        changes.append(TrackChange.between(None, track))
    return Edit.of("Paste", changes, frame_index=frame_index)
