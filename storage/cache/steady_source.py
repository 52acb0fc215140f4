"""A source that hands over what it fetches while more is on its way. Not every source can."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable


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
