"""Rows that come into a list, told together where they stand together. Pure."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence


def runs(places: Sequence[int], shown: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield at which row which places are put in, one run after another; `shown` may grow."""
    run: list[int] = []
    row = 0
    for place in places:
        at = bisect_left(shown, place)
        if run and at != row:
            yield row, run
            run, at = [], bisect_left(shown, place)
        row = at
        run.append(place)
    if run:
        yield row, run
