"""In which order objects are looked at one by one, and where each of them is seen. Pure."""

from collections.abc import Callable, Collection
from uuid import UUID

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

    def go_on(self, is_left: Callable[[UUID], bool]) -> UUID | None:
        """Go to the next object that is left, round the end; None where there is none."""
        for by in range(1, len(self.order) + 1):
            at = (self._at + by) % len(self.order)
            if is_left(self.order[at]):
                self._at = at
                return self.current
        return None
