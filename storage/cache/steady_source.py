"""A source that hands over what it fetches while more is on its way. Not every source can."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from crypto.source import CiphertextSource
from storage.cache.pages import page_at, page_end, page_start


@runtime_checkable
class SteadySource(Protocol):
    """A `CiphertextSource` over a network."""

    def read_each(
        self, offset: int, lengths: Sequence[int], deliver: Callable[[list[bytes]], object]
    ) -> None:
        """Fetch neighbouring pieces from `offset` on, and hand them over in order as they come.

        They all lie within the object. `deliver` may be called on another thread, one call after
        the other, and was called with what came before an error.
        """


def bring(
    source: CiphertextSource, span: range, size: int, land: Callable[[list[bytes]], object]
) -> None:
    """Fetch neighbouring pages in one request; pages behind a premature end are left out."""
    start, end = page_start(span.start), page_end(span[-1], size)
    if isinstance(source, SteadySource):
        source.read_each(start, [page_end(page, size) - page_start(page) for page in span], land)
        return
    ciphertext = source.read_at(start, end - start)
    view = memoryview(ciphertext)
    whole = range(span.start, page_at(start + len(view)) if len(view) < end - start else span.stop)
    land([bytes(view[page_start(p) - start : page_end(p, size) - start]) for p in whole])
