"""While very many values are made, Python does not look for cycles among them, nor ever after.

They are plain and acyclic: to look through all of them again and again, as Python does by itself,
holds up every thread for as long as half a second. What is frozen is still freed when nobody refers
to it any more; only a cycle that was garbage at this very moment stays.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_makers = 0


@contextmanager
def many_values() -> Iterator[None]:
    """Make very many values inside; from any thread, and several at a time."""
    global _makers  # noqa: PLW0603 - the collector is one for all threads
    with _lock:
        _makers += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _makers -= 1
            gc.freeze()
            if not _makers:
                gc.enable()
