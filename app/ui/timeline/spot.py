"""A place on the lanes for which a menu is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Spot:
    """A frame, and the track or the label's group there; neither where no lane is."""

    frame: int
    track_id: UUID | None = None
    group: UUID | None = None
