"""An object store in front of another one, that keeps copies of what is read.

Rules:
- Clips and derived data are kept, companions and foreign objects are not: they are small, change,
  and matter only where the store is reached anyway.
- An object of which anything is kept is opened without asking the store. What was stored anew
  under its name since is found by its reader, which then says `forget` and opens it once more.
- What is created, replaced or removed through here is forgotten here.
"""

import threading
from collections.abc import Iterable, Iterator

from crypto.source import CiphertextSource
from storage.cache.cached_source import CachedSource
from storage.cache.copy_facts import copy_key
from storage.cache.fetching import Fetching
from storage.cache.object_pages import ObjectPages
from storage.cache.offline_copies import CachedCopies
from storage.cache.page_cache import PageCache
from storage.interrupt import Interrupt
from storage.link import Link
from storage.location import Role, parse_name
from storage.object_store import ObjectEntry, ObjectStore, ObjectWriter
from storage.offline import OfflineCopies

_KEPT = frozenset({Role.CLIP, Role.DERIVED})


class CachedObjects:
    """`inner` behind a cache. Close it, to end its threads.

    Args:
        inner: is asked for what is not here, by several threads at a time.
        cache: where copies lie; None: in a little memory only.
        link: how the way to `inner` is; only kept for those who show it.
    """

    def __init__(
        self, inner: ObjectStore, cache: PageCache | None = None, *, link: Link | None = None
    ) -> None:
        self.link = link
        self._inner = inner
        self._fetching = Fetching(inner, cache)
        self._lock = threading.Lock()
        self._open: dict[str, ObjectPages] = {}
        self._offline = (
            None if cache is None else CachedCopies(cache, self.location, self._open_cached)
        )

    @property
    def location(self) -> str:
        return self._inner.location

    @property
    def offline(self) -> OfflineCopies | None:
        """The copies on the disk; None where there is no folder for them."""
        return self._offline

    def entries(self, prefix: str = "") -> Iterator[ObjectEntry]:
        return self._inner.entries(prefix)

    def open(self, name: str, *, interrupt: Interrupt | None = None) -> CiphertextSource:
        parsed = parse_name(name)
        if parsed is None or parsed.role not in _KEPT:
            return self._inner.open(name, interrupt=interrupt)
        return self._open_cached(name, interrupt)

    def create(self, name: str) -> ObjectWriter:
        writer = self._inner.create(name)
        # There was no such object, so any copies are of one that is gone.
        self._forget(name)
        return writer

    def replace(self, name: str, ciphertext: bytes) -> None:
        try:
            self._inner.replace(name, ciphertext)
        finally:
            self._forget(name, keep_pin=True)

    def remove(self, names: Iterable[str]) -> None:
        names = list(names)
        try:
            self._inner.remove(names)
        finally:
            for name in names:
                self._forget(name)

    def close(self) -> None:
        """End all threads; sources that are still open can be closed, and read no more."""
        self._fetching.close()

    def _open_cached(self, name: str, interrupt: Interrupt | None) -> CachedSource:
        pages = self._pages_of(name)
        try:
            pages.prepare(interrupt)
        except BaseException:
            self._let_go(pages)
            raise
        return CachedSource(pages, lambda: self._let_go(pages), interrupt)

    def _pages_of(self, name: str) -> ObjectPages:
        key = copy_key(self.location, name)
        with self._lock:
            pages = self._open.get(key)
            if pages is None or pages.is_stale:
                pages = self._open[key] = ObjectPages(self._fetching, key, name)
            pages.use()
        return pages

    def _let_go(self, pages: ObjectPages) -> None:
        with self._lock:
            if pages.let_go() and self._open.get(pages.key) is pages:
                del self._open[pages.key]

    def _forget(self, name: str, *, keep_pin: bool = False) -> None:
        key = copy_key(self.location, name)
        with self._lock:
            pages = self._open.pop(key, None)
        if pages is not None:
            pages.retire()
        self._fetching.drop(key, keep_pin=keep_pin)
