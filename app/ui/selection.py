"""What is selected: the ids in their order, and the set of them, which is made once for all parts.

To make a set of 100,000 ids takes as long as a frame is shown, and every part of the window asks
for one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID


# Python lets no tuple have slots.
class Selection(tuple[UUID, ...]):  # noqa: SLOT001
    """Ids of tracks, each once."""

    ids: frozenset[UUID]

    @classmethod
    def of(cls, track_ids: Iterable[UUID]) -> Selection:
        """Keep the first of each."""
        if isinstance(track_ids, Selection):
            return track_ids
        each = dict.fromkeys(track_ids)
        selection = cls(each)
        # A set takes the hashes over from a dict, and works out none of them again.
        selection.ids = frozenset(each)
        return selection


def ids_of(track_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return these ids as a set."""
    return track_ids.ids if isinstance(track_ids, Selection) else frozenset(track_ids)
