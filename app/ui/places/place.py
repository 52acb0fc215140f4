"""One place in a clip to look at."""

from collections.abc import Hashable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """A frame, and the objects on it that it is about.

    key: tells the same place again when the list is made anew.
    text: what there is to see; detail: more of it, dim.
    """

    key: Hashable
    frame_index: int
    track_ids: tuple[UUID, ...]
    text: str
    detail: str = ""
