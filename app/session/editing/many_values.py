"""While very many values are made, Python does not look for cycles among them, nor ever after.

They are plain and acyclic: to look through all of them again and again, as Python does by itself,
holds up every thread for as long as half a second. What is frozen is still freed when nobody refers
to it any more; only a cycle that was garbage at this very moment stays.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_lock = threading.Lock()
_makers = 0
_was_on = True
# To free so many takes a millisecond.
_AT_ONCE = 200


@contextmanager
def many_values() -> Iterator[None]:
    """Make very many values inside; from any thread, and several at a time."""
    global _makers, _was_on  # noqa: PLW0603 - the collector is one for all threads
    with _lock:
        if not _makers:
            _was_on = gc.isenabled()
        _makers += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _makers -= 1
            gc.freeze()
            if not _makers and _was_on:
                gc.enable()


def free_in_parts(values: list[Any]) -> None:
    """Let go of very many values, so that other threads come to their turn in between.

    For a worker, when nobody else refers to what they are in. All at once they would be freed by
    one call of C.
    """
    while values:
        del values[-_AT_ONCE:]
