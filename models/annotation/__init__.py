"""Boxes, tracks and their edits: the pure domain.

- No SQL, no keys, no Qt, no I/O; import-linter holds it to that.
- All values are frozen; an edit is the only way from one annotation to the next.
- Frames are 0-based frame indexes in presentation order; boxes are in source pixels.

`Annotation`, `Edit` and the value types are importable from here; the gestures stand in
`models.annotation.gestures`.
"""

from models.annotation.document import Annotation
from models.annotation.edits import Edit, KeyframeChange, TrackChange
from models.annotation.errors import (
    AnnotationError,
    EditFormatError,
    GestureRefusedError,
    StaleEditError,
)
from models.annotation.geometry import Box, iou
from models.annotation.interpolate import resting_box, shape_at
from models.annotation.labels import Label
from models.annotation.track import (
    Attributes,
    Detection,
    Keyframe,
    Kind,
    Shape,
    Source,
    Status,
    Track,
    TrackHead,
)

__all__ = [
    "Annotation",
    "AnnotationError",
    "Attributes",
    "Box",
    "Detection",
    "Edit",
    "EditFormatError",
    "GestureRefusedError",
    "Keyframe",
    "KeyframeChange",
    "Kind",
    "Label",
    "Shape",
    "Source",
    "StaleEditError",
    "Status",
    "Track",
    "TrackChange",
    "TrackHead",
    "iou",
    "resting_box",
    "shape_at",
]
