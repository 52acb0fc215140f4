"""Crowds of objects for the benchmarks of the window: made, and put into a clip in one edit."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

LABEL = uuid.UUID(int=1)
# Gives the box of an object, by its number, on a frame.
BoxOf = Callable[[int, int], Any]


def fill(project: Any, clip_id: uuid.UUID, tracks: Iterable[Any]) -> None:
    """Store these tracks in a clip without any."""
    from models.annotation.document import Annotation
    from models.annotation.edits import Edit
    from models.records import Revisions

    edit = Edit.between("crowd", Annotation(), after=Annotation(tracks), frame_index=0)
    project.store.apply_edit(clip_id, edit, Revisions({}))


def keyframe(number: int, frame: int, box_of: BoxOf) -> Any:
    """Make a keyframe of an object."""
    from models.annotation.track import Keyframe

    # The pictures of the clip are 40 ms apart, and its ticks are counted in 12,800 a second.
    return Keyframe(uuid.uuid4(), frame, pts=512 * frame, box=box_of(number, frame))


def singles(count: int, frames: int, box_of: BoxOf) -> tuple[Any, ...]:
    """Make single-frame boxes, shared out evenly over the frames."""
    from models.annotation.track import Kind, Track

    return tuple(
        Track(
            uuid.uuid4(),
            number + 1,
            label_id=LABEL,
            kind=Kind.BOX,
            keyframes=(keyframe(number, number % frames, box_of),),
        )
        for number in range(count)
    )
