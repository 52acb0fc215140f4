"""Edits of very many keyframes: made, signed and applied on a worker; the window takes them over.

To make and apply one takes seconds with 100,000 boxes. All that is left for the window's thread is
to take one annotation in the place of another. On the disk the edit stands in parts: none of them
holds up a worker, or the interpreter, for long. The journal takes all parts or none.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID, uuid4

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.track_change import TrackChange

# Applying more holds up the window for longer than a frame, and so does sealing more at a time.
MANY = 1_000

# Told which share is done, 0 to 1; raises where it was called off.
Watch = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class ReadyEdit:
    """An edit that was applied already.

    Attributes:
        parts: edits that do together what it does, in this order; the first bears its id.
        before, after: the annotation that it was made for, and what it makes of that.
        touched: the ids of the tracks that it changes.
    """

    edit: Edit
    parts: tuple[Edit, ...]
    before: Annotation
    after: Annotation
    touched: frozenset[UUID]


def made_ready(edit: Edit, before: Annotation, *, most: int = MANY) -> ReadyEdit:
    """Apply an edit and part it; for a worker.

    Raises:
        StaleEditError: the edit was made for another annotation.
    """
    return ReadyEdit(edit, in_parts(edit, most), before, edit.applied_to(before), edit.touched)


def made_on_worker(
    make: Callable[[Annotation], Edit],
    current: Callable[[], Annotation],
    *,
    author: UUID | None,
    at_us: int,
) -> Callable[[Watch], ReadyEdit | None]:
    """Return what a worker does for one edit: make, sign, apply and part it.

    It is made for what `current` gives then. Without an `author`, what `make` gives was signed
    before. The work gives None where there is nothing to change.
    """

    def work(watch: Watch) -> ReadyEdit | None:
        before = current()
        edit = make(before)
        watch(0.4)
        if not edit.changes:
            return None
        if author is not None:
            edit = edit.signed(author, at_us=at_us)
        watch(0.6)
        return made_ready(edit, before)

    return work


def has_many(annotation: Annotation, track_ids: Iterable[UUID]) -> bool:
    """Tell whether these tracks have many keyframes, by asking no more than it takes."""
    tracks, size = annotation.tracks, 0
    for one in track_ids:
        size += max(len(tracks[one].keyframes), 1) if one in tracks else 0
        if size > MANY:
            return True
    return False


def is_large(edits: Iterable[Edit]) -> bool:
    """Tell whether edits are for a worker, by looking at no more of them than it takes."""
    keyframes = (1 for edit in edits for change in edit.changes for _ in range(_size(change)))
    return next(islice(keyframes, MANY, None), None) is not None


def in_parts(edit: Edit, most: int = MANY) -> tuple[Edit, ...]:
    """Return edits of about so many keyframes each that do together what this one does.

    They bear a merge key, by which the history knows them for one step again.
    """
    groups = tuple(_groups(edit.changes, most))
    if len(groups) <= 1:
        return (edit,)
    key = edit.id.hex
    return tuple(
        replace(edit, id=uuid4() if at else edit.id, changes=changes, merge_key=key)
        for at, changes in enumerate(groups)
    )


def _groups(changes: tuple[TrackChange, ...], most: int) -> Iterator[tuple[TrackChange, ...]]:
    group: list[TrackChange] = []
    size = 0
    for change in changes:
        if group and size + _size(change) > most:
            yield tuple(group)
            group, size = [], 0
        group.append(change)
        size += _size(change)
    if group:
        yield tuple(group)


def _size(change: TrackChange) -> int:
    return max(len(change.keyframes), 1)
