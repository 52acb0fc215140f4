"""What is selected: the ids in their order, and the set of them, which is made once for all parts.

To make a set of 100,000 ids takes as long as a frame is shown, and every part of the window asks
for one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.edits import Edit

_MOST_SELECTED = 500


# Python lets no tuple have slots.
class Selection(tuple[UUID, ...]):  # noqa: SLOT001
    """Ids of tracks, each once."""

    ids: frozenset[UUID]

    @classmethod
    def of(cls, track_ids: Iterable[UUID]) -> Selection:
        """Keep the first of each."""
        if isinstance(track_ids, Selection):
            return track_ids
        named = tuple(track_ids)
        ids = frozenset(named)
        # Each is hashed once: a second time is taken only where one is named twice.
        selection = cls(named if len(ids) == len(named) else dict.fromkeys(named))
        selection.ids = ids
        return selection


def still_there(chosen: Selection, annotation: Annotation) -> Selection:
    """Return what is there of a selection: the same where that is all."""
    if annotation.has_all(chosen.ids):
        return chosen
    tracks = annotation.tracks
    # Most often all of them were deleted, and few tracks are left to be asked for.
    if len(tracks) < len(chosen) and chosen.ids.isdisjoint(tracks):
        return Selection.of(())
    return Selection.of(one for one in chosen if one in tracks)


def ids_of(track_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return these ids as a set."""
    return track_ids.ids if isinstance(track_ids, Selection) else frozenset(track_ids)


def ids_to_select(edit: Edit) -> frozenset[UUID]:
    """Return what to select of what an edit brought: all, or nothing where nobody can look at it.

    What is selected is shown and told in many places, each time it changes.
    """
    return edit.touched if len(edit.changes) <= _MOST_SELECTED else frozenset()
