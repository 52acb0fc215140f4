"""Copy and paste: objects as they stood on one frame, put on another, of this clip or another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.geometry import Box
from models.annotation.gestures.belonging import next_group
from models.annotation.interpolate import shape_at
from models.annotation.track import Attributes, Keyframe, Kind, Track
from models.annotation.track_change import TrackChange


@dataclass(frozen=True, slots=True)
class CopiedBox:
    """What copy takes and paste puts: one object as it stood on one frame.

    `attributes` hold on all frames, `here` on that one. `group` is the number in the clip that it
    was copied from.
    """

    box: Box
    label_id: UUID
    kind: Kind
    occluded: bool
    attributes: Attributes
    here: Attributes = ()
    group: int = 0


def copied(
    annotation: Annotation, track_ids: Iterable[UUID], *, frame_index: int
) -> tuple[CopiedBox, ...]:
    """Return what copy takes of these tracks; those not shown on the frame are left out."""
    found = []
    for track_id in track_ids:
        track = annotation.track(track_id)
        shape = shape_at(track, frame_index)
        left = track.keyframe_at(frame_index) or track.keyframe_before(frame_index)
        if shape is not None and left is not None:
            found.append(
                CopiedBox(
                    shape.box.rounded(),
                    track.label_id,
                    kind=track.kind,
                    occluded=shape.occluded,
                    attributes=track.attributes,
                    here=left.attributes,
                    group=track.group,
                )
            )
    return tuple(found)


def paste(
    annotation: Annotation,
    boxes: Sequence[CopiedBox],
    *,
    frame_index: int,
    pts: int,
    within: tuple[float, float] | None = None,
    from_here: bool = False,
) -> Edit:
    """Put copied objects on this frame, in place, as new ones.

    Those that were in a group are in one of their own again. `within` is the size of the frame in
    source pixels: what comes from a larger one is slid inside. With `from_here`, for copies of the
    same clip, what only sticks out stays in place, and what is outside by its centre is slid.
    """
    changes = []
    groups: dict[int, int] = {0: 0}
    free = next_group(annotation)
    for number, copy in enumerate(boxes, start=annotation.next_number()):
        box = copy.box
        if within is not None and not (from_here and _is_mostly_in(box, *within)):
            box = box.slid_inside(*within)
        key = Keyframe(
            uuid4(),
            frame_index,
            pts=pts,
            box=box,
            occluded=copy.occluded,
            attributes=copy.here,
        )
        track = Track(
            uuid4(),
            number,
            label_id=copy.label_id,
            kind=copy.kind,
            keyframes=(key,),
            attributes=copy.attributes,
            group=groups.setdefault(copy.group, free + len(groups) - 1),
        )
        changes.append(TrackChange.between(None, track))
    return Edit.of("Paste", changes, frame_index=frame_index)


def _is_mostly_in(box: Box, width: float, height: float) -> bool:
    """Whether the box's centre is in the frame: a person sees and can reach it."""
    x, y = box.center
    return 0 <= x <= width and 0 <= y <= height
