"""Objects pinned to their places, and objects that belong together."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import TooFewError
from models.annotation.gestures.touch import unlocked
from models.annotation.track_change import TrackChange


def set_pinned(
    annotation: Annotation, track_ids: Iterable[UUID], *, pinned: bool, frame_index: int
) -> Edit:
    """Keep objects from being moved or resized by accident, or let them go.

    Raises:
        TrackLockedError: one is locked.
    """
    changes = []
    for track_id in dict.fromkeys(track_ids):
        head = unlocked(annotation, track_id).head
        changes.append(TrackChange(track_id, head, after=replace(head, pinned=pinned)))
    return Edit.of("Pin" if pinned else "Unpin", changes, frame_index=frame_index)


def group(annotation: Annotation, track_ids: Iterable[UUID], *, frame_index: int) -> Edit:
    """Give objects the next free group number; who was in another group leaves it.

    Raises:
        TooFewError: fewer than two were given.
        TrackLockedError: one is locked.
    """
    chosen = tuple(dict.fromkeys(track_ids))
    if len(chosen) < 2:
        raise TooFewError("Select two or more boxes to group.")
    return _grouped("Group", annotation, chosen, next_group(annotation), frame_index)


def ungroup(annotation: Annotation, track_ids: Iterable[UUID], *, frame_index: int) -> Edit:
    """Take objects out of their groups.

    Raises:
        TrackLockedError: one is locked.
    """
    return _grouped("Ungroup", annotation, track_ids, 0, frame_index)


def next_group(annotation: Annotation) -> int:
    """Return one more than the largest group number in use."""
    return annotation.next_group()


def _grouped(
    name: str, annotation: Annotation, track_ids: Iterable[UUID], number: int, frame_index: int
) -> Edit:
    changes = []
    for track_id in dict.fromkeys(track_ids):
        head = unlocked(annotation, track_id).head
        changes.append(TrackChange(track_id, head, after=replace(head, group=number)))
    return Edit.of(name, changes, frame_index=frame_index)
