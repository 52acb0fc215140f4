"""While very many acyclic values are made or looked through, Python does not look for cycles.

It would go through all of them, and through all that the program has, again and again: a third of
the time of a large load, and as much of a search that takes a tenth of a second.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def acyclic_values() -> Iterator[None]:
    """Make them inside. It holds for all threads, so stay no longer than it takes."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
