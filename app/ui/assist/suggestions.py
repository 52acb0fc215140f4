"""Walks from suggestion to suggestion; pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.overview import Waiting
from models.annotation.track import Track


def suggestions(annotation: Annotation, shown: frozenset[UUID] | None) -> list[Track]:
    """Return what nobody has accepted yet, of what is shown, in the order of the frames."""
    return [entry[3] for entry in _waiting(annotation, shown)]


def waiting_among(annotation: Annotation, track_ids: Iterable[UUID]) -> list[UUID]:
    """Return which of these are suggestions that nobody has accepted yet, however many wait."""
    waiting = annotation.overview.waiting
    return [one for one in track_ids if _place(annotation, one, waiting) is not None]


def neighbour(
    annotation: Annotation,
    shown: frozenset[UUID] | None,
    *,
    frame_index: int,
    selection: Iterable[UUID],
    back: bool = False,
) -> Track | None:
    """Return the next suggestion behind the selected one, else from this frame on; around the end.

    `back` looks the other way. None where there is none.
    """
    waiting = _waiting(annotation, shown)
    if not waiting:
        return None
    places = [place for one in selection if (place := _place(annotation, one, waiting)) is not None]
    if places:
        at = min(places) + (-1 if back else 1)
    elif back:
        at = bisect_right(waiting, frame_index, key=_frame_of) - 1
    else:
        at = bisect_left(waiting, frame_index, key=_frame_of)
    return waiting[at % len(waiting)][3]


def _waiting(annotation: Annotation, shown: frozenset[UUID] | None) -> Sequence[Waiting]:
    waiting = annotation.overview.waiting
    if shown is None:
        return waiting
    return [entry for entry in waiting if entry[3].id in shown]


def _place(annotation: Annotation, track_id: UUID, waiting: Sequence[Waiting]) -> int | None:
    """Return where a track stands among the suggestions, or None."""
    track = annotation.tracks.get(track_id)
    if track is None:
        return None
    first = track.keyframes[0].frame_index if track.keyframes else 0
    order = first, track.number, track.id.int
    at = bisect_left(waiting, order, key=_order_of)
    return at if at < len(waiting) and waiting[at][3].id == track_id else None


def _frame_of(entry: Waiting) -> int:
    return entry[0]


def _order_of(entry: Waiting) -> tuple[int, int, int]:
    return entry[:3]
