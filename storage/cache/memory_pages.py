"""Pages in memory, the least recently used first to go. They are ciphertext, as on a disk."""

import threading
from collections import OrderedDict
from collections.abc import Iterable


class MemoryPages:
    """Pages by the object's generation and their number. Threads share it."""

    def __init__(self, budget_bytes: int) -> None:
        self._budget = budget_bytes
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[bytes, int], bytes] = OrderedDict()
        self._taken = 0

    def get(self, generation: bytes, page: int) -> bytes | None:
        with self._lock:
            return self._used(generation, page)

    def get_all(self, generation: bytes, pages: Iterable[int]) -> list[bytes | None]:
        with self._lock:
            return [self._used(generation, page) for page in pages]

    def let_go_first(self, generation: bytes, pages: Iterable[int]) -> None:
        """Give up these before any others: whoever read them does not come back to them."""
        with self._lock:
            for page in pages:
                if (generation, page) in self._pages:
                    self._pages.move_to_end((generation, page), last=False)

    def put(self, generation: bytes, page: int, ciphertext: bytes) -> None:
        with self._lock:
            self._remove((generation, page))
            self._pages[generation, page] = ciphertext
            self._taken += len(ciphertext)
            while self._taken > self._budget:
                self._remove(next(iter(self._pages)))

    def forget(self, generation: bytes, pages: Iterable[int]) -> None:
        with self._lock:
            for page in pages:
                self._remove((generation, page))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._taken = 0

    def _used(self, generation: bytes, page: int) -> bytes | None:
        found = self._pages.get((generation, page))
        if found is not None:
            self._pages.move_to_end((generation, page))
        return found

    def _remove(self, key: tuple[bytes, int]) -> None:
        removed = self._pages.pop(key, None)
        if removed is not None:
            self._taken -= len(removed)
