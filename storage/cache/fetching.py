"""What all cached objects of one store share: threads, their pace, and pages in memory.

Demand has threads of its own: what a reader waits for never stands behind what it may want later.
"""

from storage.cache.copy_facts import CopyFacts
from storage.cache.lane import Pace
from storage.cache.memory_pages import MemoryPages
from storage.cache.page_cache import PageCache
from storage.cache.workers import Workers
from storage.interrupt import Interrupt
from storage.object_store import ObjectStore

# Three windows of the largest kind, and what is being read: what is fetched ahead may not be gone
# before it is read.
_MEMORY_BYTES = 104 << 20
_DEMAND_THREADS = 8
# Enough for one that takes a clip whole, and for who plays beside it.
_AHEAD_THREADS = 6


class Fetching:
    """The store, the two places for copies (a folder may be missing), and two sets of threads."""

    def __init__(self, store: ObjectStore, disk: PageCache | None) -> None:
        self.store = store
        self.disk = disk
        self.pace = Pace()
        self.memory = MemoryPages(_MEMORY_BYTES)
        self.demand = Workers("clip pages", _DEMAND_THREADS)
        self.ahead = Workers("clip pages ahead", _AHEAD_THREADS)
        # Ends the requests of the threads, whoever asked for them.
        self.interrupt = Interrupt()
        self._facts: dict[str, CopyFacts] = {}

    def facts(self, key: str) -> CopyFacts | None:
        """Return what is known of an object, None when nothing is."""
        known = None if self.disk is None else self.disk.facts(key)
        return self._facts.get(key) if known is None else known

    def remember(self, key: str, facts: CopyFacts) -> CopyFacts:
        """Begin to keep an object, and return the facts under which it is kept."""
        kept = facts if self.disk is None else self.disk.remember(key, facts)
        self._facts[key] = kept
        return kept

    def drop(self, key: str, *, keep_pin: bool = False) -> None:
        """Drop all copies of an object. Its pages in memory answer to nobody from then on."""
        self._facts.pop(key, None)
        if self.disk is not None:
            self.disk.drop(key, keep_pin=keep_pin)

    def close(self) -> None:
        self.interrupt.end()
        self.ahead.close()
        self.demand.close()
        self.memory.clear()
        if self.disk is not None:
            self.disk.close()
