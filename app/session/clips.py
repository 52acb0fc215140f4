"""Reads the project's clips as a list that grows while it is read."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.session.clip_listing import ClipListing, ClipPart, changes_between, search_text
from app.session.clocks import load_zones
from app.session.editing.many_values import many_values
from app.session.project import Project
from models.records import ClipRecord


def read_clips(
    project: Project,
    *,
    known: ClipListing | None,
    parts: list[ClipPart],
    progress: Callable[[int], object],
    cancelled: Callable[[], bool],
) -> ClipListing:
    """Read the list; blocks for seconds where it is long.

    The first time (`known` is None) the parts are put into `parts` as they come, and `progress` is
    told how many are there; a short list has but one part, and none is told of it. Later, rows that
    stayed as they are in `known` are checked but not opened again.

    Raises:
        RowAlteredError, DatabaseError: see `ProjectStore`.
    """
    with many_values():
        return _read(project, known, parts, progress=progress, cancelled=cancelled)


def _read(
    project: Project,
    known: ClipListing | None,
    parts: list[ClipPart],
    *,
    progress: Callable[[int], object],
    cancelled: Callable[[], bool],
) -> ClipListing:
    by_tag: Mapping[bytes, ClipRecord] = MappingProxyType({}) if known is None else known.by_tag
    clips: list[ClipRecord] = []
    tags: dict[bytes, ClipRecord] = {}
    for page in project.store.clip_pages(known=by_tag, cancelled=cancelled):
        load_zones(page.clips)
        clips += page.clips
        tags.update(zip(page.tags, page.clips, strict=True))
        if known is None and (parts or len(clips) < page.total):
            parts.append(ClipPart(page.clips, tuple(map(search_text, page.clips)), page.total))
            progress(len(parts))
    listing = ClipListing(clips)
    listing.by_tag = tags
    if known is not None:
        listing.changes, listing.changes_since = changes_between(known, listing), known.token
    return listing.worked_out()
