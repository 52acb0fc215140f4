"""What a person does to an annotation, as edits.

Each function looks at an annotation and returns the `Edit` that a gesture means; nothing is
applied. An edit without changes means that there is nothing to do.

- A gesture rounds boxes to 0.01 px, so that JSON stays short and exact.
- A changed box on a frame without a keyframe makes one there.
- A suggestion that a person touches becomes semi-auto; what the model said stays beside it.
- A locked track refuses everything but being unlocked, unless the person insisted.

All of them raise `KeyError` for an unknown track and a `GestureRefusedError` where they make
no sense; its text is for the person.
"""

from models.annotation.gestures.boxes import draw_box, draw_track, put_box, put_boxes
from models.annotation.gestures.copying import CopiedBox, copied, paste
from models.annotation.gestures.keyframes import (
    delete_keyframe,
    end_track,
    move_keyframe,
    toggle_keyframe,
    toggle_occluded,
    toggle_outside,
)
from models.annotation.gestures.objects import (
    accept_suggestions,
    delete_tracks,
    relabel,
    set_locked,
)

__all__ = [
    "CopiedBox",
    "accept_suggestions",
    "copied",
    "delete_keyframe",
    "delete_tracks",
    "draw_box",
    "draw_track",
    "end_track",
    "move_keyframe",
    "paste",
    "put_box",
    "put_boxes",
    "relabel",
    "set_locked",
    "toggle_keyframe",
    "toggle_occluded",
    "toggle_outside",
]
