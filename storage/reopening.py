"""Open an object once more without copies of it, when a copy turns out to be of the past.

An object may have been deleted and stored again, by another computer, since it was copied here.
"""

from collections.abc import Callable
from typing import TypeVar

from crypto.errors import AlteredError, RefusedFormatError, TruncatedError
from crypto.source import CiphertextSource

_T = TypeVar("_T")


def reopening(
    open_source: Callable[[], CiphertextSource], use: Callable[[CiphertextSource], _T]
) -> _T:
    """Return what `use` makes of the source, which is its own; tried again without old copies.

    Raises:
        Whatever `use` raises, in the second try where there was one.
    """
    source = open_source()
    try:
        return use(source)
    except (AlteredError, RefusedFormatError, TruncatedError):
        if not source.forget(0, source.size):
            raise
    return use(open_source())
