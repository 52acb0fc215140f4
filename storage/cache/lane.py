"""The requests ahead of one reader: one after the other, so that others find the way free.

Rules:
- Who plays has two of them under way at a time, and one once a good piece is here; each takes a
  tenth of a second of the way, as far as is known. Whoever jumps, or has to read something else,
  finds no more than that in front of what it needs.
- Who takes an object whole has four, large ones.
- They begin in their order, each when one before it has ended.
"""

from collections.abc import Iterable

from storage.cache.flight import Flight, Stage

_HURRIED, _AT_EASE, _BULK = 2, 1, 4
# With so many pages here, ahead of a reader, there is no hurry.
_CUSHION = 16
SHORTEST, LONGEST_STEADY = 4, 128
# More than half of the longest window needs: a rest would be a small request of its own.
LONGEST_BULK = 256
_SHORTEST_BULK = 8
_BULK_AT_A_TIME = 2
_REQUEST_S = 0.1


class Pace:
    """How much comes over the way to a store in a moment. Threads share it."""

    __slots__ = ("_longest",)

    def __init__(self) -> None:
        self._longest = SHORTEST

    @property
    def longest(self) -> int:
        """How many pages a request may have that nobody should wait behind for long."""
        return self._longest

    def note(self, pages: int, seconds: float) -> None:
        """Note how long so many pages took after the first one of their request had come."""
        fitting = pages * _REQUEST_S / max(seconds, 1e-6)
        self._longest = int(min(max(fitting, SHORTEST), 2 * self._longest, LONGEST_STEADY))


class Lane:
    """A reader's requests ahead. Used under its object's lock, and changed by its reader only."""

    __slots__ = ("_flights", "_following", "is_bulk")

    def __init__(self) -> None:
        self._flights: list[Flight] = []
        self._following = 0
        self.is_bulk = False

    @property
    def has_failed(self) -> bool:
        """Whether one of the last requests could not be done."""
        return any(flight.is_wanted and flight.error is not None for flight in self._flights)

    def longest(self, pace: Pace, wanted: int) -> int:
        """Return how many pages one request may bring, of so many."""
        if self.is_bulk:
            return min(max(_SHORTEST_BULK, wanted // _BULK_AT_A_TIME), LONGEST_BULK)
        return pace.longest

    def follow(self, following: int) -> None:
        """Note which page the reader needs next, and forget what is done."""
        self._following = following
        self._flights = [flight for flight in self._flights if flight.is_wanted]

    def add(self, flights: Iterable[Flight]) -> None:
        """Have these come after the others."""
        self._flights += [flight for flight in flights if flight not in self._flights]

    def next(self) -> Flight | None:
        """Return a request that is to begin now; the caller begins it before it asks again."""
        wanted = [flight for flight in self._flights if flight.is_wanted]
        waiting = [flight for flight in wanted if flight.stage is Stage.WAITING]
        return waiting[0] if waiting and len(wanted) - len(waiting) < self._most(wanted) else None

    def taken_out(self, keep: range, pace: Pace) -> list[Flight]:
        """Give up all requests but those that bring some of `keep`; return those to be dropped.

        What is on its way and not long is let come: its connection can be used again then.
        """
        given_up, self._flights = self._flights, []
        for flight in given_up:
            if flight.span.start < keep.stop and keep.start < flight.span.stop:
                self._flights.append(flight)
        return [
            flight
            for flight in given_up
            if flight not in self._flights and flight.may_be_dropped(2 * pace.longest)
        ]

    def _most(self, wanted: list[Flight]) -> int:
        if self.is_bulk:
            return _BULK
        missing = min(flight.span.start + len(flight.pages) for flight in wanted)
        return _AT_EASE if missing - self._following >= _CUSHION else _HURRIED
