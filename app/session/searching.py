"""Boxes that fit a filter, in all clips of a project."""

import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass

from app.session.project import Project
from app.session.review.apart import kept_apart_in
from models.annotation.labels import Label
from models.annotation.track_filter import TrackFilter
from models.box_search import BoxHit
from models.review.rights import Right

MOST_HITS = 10_000
"""More than anybody looks through: who gets so many asks for less."""
_TOLD_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Searched:
    """How a search ended; not `complete` where it had enough, or was called off."""

    looked_at: int
    complete: bool


def search_boxes(
    project: Project,
    wanted: TrackFilter,
    *,
    labels: Iterable[Label],
    found: list[BoxHit],
    progress: Callable[[int, int], object],
    cancelled: Callable[[], bool],
) -> Searched:
    """Append to `found` what fits, clip by clip; blocks.

    What the person must not see is left out, see `apart`. `progress` is told how many of `found`
    are there, and how many boxes were looked at.

    Raises:
        NotAllowedError: the person is not to look at clips.
        RowAlteredError, UnknownKeyError, DatabaseError: see `ProjectStore`.
    """
    project.rights.require(Right.VIEW)
    looked_at, told_s = 0, 0.0
    apart = kept_apart_in(project.store, project.rights)
    pages = project.store.find_boxes(wanted, labels=labels, cancelled=cancelled)
    with closing(pages):
        for page in pages:
            room = MOST_HITS - len(found)
            hits = [one for one in page.hits if one.clip_id not in apart] if apart else page.hits
            found.extend(hits[:room])
            looked_at = page.looked_at
            if len(hits) > room:
                return Searched(looked_at, complete=False)
            if (now_s := time.monotonic()) - told_s >= _TOLD_EVERY_S:
                told_s = now_s
                progress(len(found), looked_at)
    return Searched(looked_at, complete=not cancelled())
