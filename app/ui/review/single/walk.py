"""In which order objects are looked at one by one, and where each of them is seen. Pure."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from app.ui.review.verdicts.book import Standings
from models.annotation.document import Annotation
from models.annotation.track import Track


def order_of(
    annotation: Annotation,
    *,
    is_judged: Callable[[UUID], bool],
    unjudged_first: bool,
    shown: Collection[UUID] | None = None,
) -> tuple[UUID, ...]:
    """Return the objects by the frame on which they appear; `shown` leaves out all others.

    Those that were judged come behind the others, where that is wanted.
    """
    found = [
        track
        for track in annotation.tracks.values()
        if track.keyframes and (shown is None or track.id in shown)
    ]
    found.sort(
        key=lambda one: (
            unjudged_first and is_judged(one.id),
            one.keyframes[0].frame_index,
            one.number,
            one.id,
        )
    )
    return tuple(one.id for one in found)


def span_of(track: Track, last_frame: int) -> tuple[int, int]:
    """Return the first and the last frame on which an object is seen, a held box included."""
    first = next(
        (one.frame_index for one in track.keyframes if not one.outside),
        track.keyframes[0].frame_index,
    )
    end = track.end_frame()
    last = last_frame if end is None else min(end - 1, last_frame)
    return min(first, last_frame), max(last, min(first, last_frame))


def walk_through(
    annotation: Annotation,
    standings: Standings,
    revisions: Mapping[UUID, int],
    *,
    unjudged_first: bool,
    shown: Collection[UUID] | None,
    current: UUID | None,
) -> "Walk | None":
    """Return a walk through objects as they stand, from `current` on; None where there are none."""
    order = order_of(
        annotation,
        is_judged=lambda one: standings.of(one, revisions.get(one)).is_judged,
        unjudged_first=unjudged_first,
        shown=shown,
    )
    return Walk(order, current) if order else None


class Walk:
    """A place in an order that stays as it is while somebody goes through it."""

    def __init__(self, order: tuple[UUID, ...], current: UUID | None = None) -> None:
        """Begin at `current`, else at the first.

        Raises:
            ValueError: there is nothing to go through.
        """
        if not order:
            raise ValueError("nothing to go through")
        self.order = order
        self._at = order.index(current) if current in order else 0

    @property
    def current(self) -> UUID:
        return self.order[self._at]

    @property
    def number(self) -> int:
        """The place, from 1 on."""
        return self._at + 1

    def step(self, by: int) -> UUID:
        """Go on or back, round the end."""
        self._at = (self._at + by) % len(self.order)
        return self.current

    def next_left(self, is_left: Callable[[UUID], bool], within: range) -> int | None:
        """Return how many places on the next object is left, round the end; None: none of these.

        `within` are the places to look at: 1 is the next one, as many as there are is this one.
        """
        for by in within:
            if is_left(self.order[(self._at + by) % len(self.order)]):
                return by
        return None
