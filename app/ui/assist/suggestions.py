"""Walks from suggestion to suggestion; pure."""

from collections.abc import Iterable
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.track import Track


def suggestions(annotation: Annotation, shown: frozenset[UUID] | None) -> list[Track]:
    """Return what nobody has accepted yet, of what is shown, in the order of the frames."""
    waiting = [
        track
        for track in annotation.tracks.values()
        if track.has_suggestions and not track.locked and (shown is None or track.id in shown)
    ]
    return sorted(waiting, key=_order)


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
    waiting = suggestions(annotation, shown)
    if not waiting:
        return None
    chosen = set(selection)
    places = [at for at, track in enumerate(waiting) if track.id in chosen]
    if places:
        return waiting[(places[0] + (-1 if back else 1)) % len(waiting)]
    if back:
        before = [track for track in waiting if track.keyframes[0].frame_index <= frame_index]
        return before[-1] if before else waiting[-1]
    after = (track for track in waiting if track.keyframes[0].frame_index >= frame_index)
    return next(after, waiting[0])


def _order(track: Track) -> tuple[int, int, int]:
    return track.keyframes[0].frame_index if track.keyframes else 0, track.number, track.id.int
