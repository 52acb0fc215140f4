"""What a person does to an annotation, as edits.

Each function looks at an annotation and returns the `Edit` that a gesture means; nothing is
applied. An edit without changes means that there is nothing to do.

- A gesture rounds boxes that a person sets to 0.01 px, so that JSON stays short. What may not move
  by a gesture (split, merge, swap, end) keeps the exact box.
- A changed box on a frame without a keyframe makes one there.
- A suggestion that a person touches becomes semi-auto; what the model said stays beside it.
- A pinned track refuses to be moved or resized.
- A locked track refuses everything but being unlocked, unless the person insisted.

All of them raise a `GestureRefusedError` where they make no sense, for an unknown track a
`TrackGoneError`; its text is for the person.
"""

from models.annotation.gestures.belonging import group, next_group, set_pinned, ungroup
from models.annotation.gestures.boxes import draw_box, draw_track, put_box, put_boxes
from models.annotation.gestures.converting import boxes_to_track, track_to_boxes
from models.annotation.gestures.copying import CopiedBox, copied, paste
from models.annotation.gestures.interpolating import set_ends_after, toggle_interpolation
from models.annotation.gestures.joining import PtsOf
from models.annotation.gestures.keyframes import (
    delete_keyframe,
    end_track,
    move_keyframe,
    toggle_keyframe,
    toggle_occluded,
    toggle_outside,
)
from models.annotation.gestures.merging import merge_tracks
from models.annotation.gestures.moving import (
    FramesOf,
    KeyframeMove,
    delete_keyframes,
    move_end,
    move_keyframes,
)
from models.annotation.gestures.objects import (
    accept_suggestions,
    delete_tracks,
    reject_suggestions,
    relabel,
    set_locked,
)
from models.annotation.gestures.propagating import (
    frames_to_propagate,
    propagate,
    repeat_previous,
)
from models.annotation.gestures.splitting import split_track, swap_tracks
from models.annotation.gestures.telling import (
    Told,
    reset_attributes,
    set_attributes,
    set_attributes_here,
)

__all__ = [
    "CopiedBox",
    "FramesOf",
    "KeyframeMove",
    "PtsOf",
    "Told",
    "accept_suggestions",
    "boxes_to_track",
    "copied",
    "delete_keyframe",
    "delete_keyframes",
    "delete_tracks",
    "draw_box",
    "draw_track",
    "end_track",
    "frames_to_propagate",
    "group",
    "merge_tracks",
    "move_end",
    "move_keyframe",
    "move_keyframes",
    "next_group",
    "paste",
    "propagate",
    "put_box",
    "put_boxes",
    "reject_suggestions",
    "relabel",
    "repeat_previous",
    "reset_attributes",
    "set_attributes",
    "set_attributes_here",
    "set_ends_after",
    "set_locked",
    "set_pinned",
    "split_track",
    "swap_tracks",
    "toggle_interpolation",
    "toggle_keyframe",
    "toggle_occluded",
    "toggle_outside",
    "track_to_boxes",
    "ungroup",
]
