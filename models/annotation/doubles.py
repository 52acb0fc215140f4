"""Two boxes of one label on almost one place: one object that was drawn, or suggested, twice.

Only frames with a keyframe are looked at: two objects that are alike on frames between keyframes
alone are passing each other.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.geometry import iou
from models.annotation.track import Shape

LEAST_IOU = 0.9


@dataclass(frozen=True, slots=True)
class Double:
    """Two objects on the first frame on which they are alike; `track_id` has the higher number."""

    track_id: UUID
    other_id: UUID
    frame_index: int


def doubles(
    annotation: Annotation, *, cancelled: Callable[[], bool] = lambda: False
) -> tuple[Double, ...]:
    """Return each such pair once, by frame; once it is cancelled, nothing. For a worker."""
    found: dict[tuple[UUID, UUID], Double] = {}
    for frame_index in annotation.overview.keyframes.frames:
        if cancelled():
            return ()
        for one, other in _pairs(annotation, frame_index):
            pair = (one.track_id, other.track_id)
            if pair not in found:
                found[pair] = Double(other.track_id, one.track_id, frame_index)
    return tuple(found.values())


def _pairs(annotation: Annotation, frame_index: int) -> Iterator[tuple[Shape, Shape]]:
    """Give what lies alike on a frame, the lower number first."""
    by_label: defaultdict[UUID, list[tuple[int, Shape]]] = defaultdict(list)
    for place, shape in enumerate(annotation.shapes_at(frame_index)):
        by_label[annotation.tracks[shape.track_id].label_id].append((place, shape))
    for shapes in by_label.values():
        shapes.sort(key=lambda entry: entry[1].box.x)
        for at, (place, shape) in enumerate(shapes):
            # Boxes that are so alike begin less than a tenth of their width apart.
            farthest = shape.box.x + shape.box.w * (1 - LEAST_IOU)
            for other_place, other in islice(shapes, at + 1, None):
                if other.box.x > farthest:
                    break
                if iou(shape.box, other.box) >= LEAST_IOU:
                    in_order = place < other_place
                    yield (shape, other) if in_order else (other, shape)
