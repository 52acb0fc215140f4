"""Which pages of one object are on their way, and by which request. Pure: nothing begins here.

Used under its object's lock only.
"""

from collections.abc import Callable

from storage.cache.flight import Flight
from storage.cache.pages import runs

FindLanded = Callable[[int], bytes | None]


class FlightTable:
    """The requests for an object's pages that have not ended.

    Args:
        landed: returns a page that has come.
    """

    __slots__ = ("_by_page", "_landed")

    def __init__(self, landed: FindLanded) -> None:
        self._landed = landed
        self._by_page: dict[int, Flight] = {}

    def asked(self, missing: list[int], *, longest: int, is_ahead: bool) -> list[Flight]:
        """Return requests that bring all of `missing`: those that there are, and new ones."""
        flights: dict[int, Flight] = {}
        landed = []
        absent = []
        for page in missing:
            flight = self._by_page.get(page)
            if flight is not None and (
                is_ahead or id(flight) in flights or not flight.is_far_from(page)
            ):
                flights[id(flight)] = flight
                continue
            # It may have landed since it was looked for.
            ciphertext = self._landed(page)
            if ciphertext is None:
                absent.append(page)
            else:
                landed.append(Flight.landed(page, ciphertext))
        new = [Flight(run, is_ahead=is_ahead) for run in runs(absent, longest=longest)]
        for flight in new:
            self._by_page.update(dict.fromkeys(flight.span, flight))
        return [*flights.values(), *landed, *new]

    def extend(self, flight: Flight, following: list[int], *, longest: int) -> None:
        """Have a request that has not begun bring some of what is wanted next."""
        for page in following:
            is_next = page == flight.span.stop and len(flight.span) < longest
            if is_next and page not in self._by_page and self._landed(page) is None:
                flight.span = range(flight.span.start, page + 1)
                self._by_page[page] = flight

    def remove(self, flight: Flight) -> None:
        """Let nobody find this one any more."""
        for page in flight.span:
            if self._by_page.get(page) is flight:
                del self._by_page[page]
