"""The copies that people ask for: whole clips, checked, kept until they are let go."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from functools import partial

from crypto.clip_header import Kind
from crypto.errors import AlteredError
from storage.cache.cached_source import CachedSource
from storage.cache.copy_facts import CopyFacts, copy_key
from storage.cache.page_cache import PageCache
from storage.cache.pages import page_count, page_end, page_start, runs
from storage.clip_object import ClipObject
from storage.disk_errors import translated
from storage.errors import ClipNotFoundError, StorageFullError
from storage.interrupt import Interrupt
from storage.location import derived_name
from storage.offline import CopyState, OfflineCopies, OfflineUsage

_DERIVED = (Kind.INDEX, Kind.THUMBNAILS, Kind.MOTION)
_STEP_PAGES = 16
_NOT_AS_RECORDED = "Decryption failed: this is not the object that was recorded"


class CachedCopies(OfflineCopies):
    """The copies in `cache` of a store at `location`; `open_object` opens one by name."""

    def __init__(
        self,
        cache: PageCache,
        location: str,
        open_object: Callable[[str, Interrupt | None], CachedSource],
    ) -> None:
        self._cache = cache
        self._location = location
        self._open = open_object

    def state(self, objects: Sequence[ClipObject]) -> CopyState:
        for found in objects:
            tally = self._cache.state(self._key(found.name))
            if tally is not None:
                return CopyState(
                    kept_bytes=min(tally.kept_bytes, found.stored_size),
                    size=found.stored_size,
                    pinned=tally.pin_complete is True,
                    pinning=tally.pin_complete is False,
                )
        return CopyState(0, objects[0].stored_size)

    def pin(
        self,
        event_id: str,
        objects: Sequence[ClipObject],
        *,
        progress: Callable[[int, int], None] | None = None,
        interrupt: Interrupt | None = None,
    ) -> None:
        for recorded in objects:
            self._cache.wait_until_known()
            # Pages in memory, or on their way to the disk, count too: so not what is there yet.
            was_opened = self._cache.facts(self._key(recorded.name)) is not None
            pin = partial(self._pin, event_id, recorded, progress=progress, interrupt=interrupt)
            with suppress(ClipNotFoundError):
                try:
                    pin()
                except AlteredError:
                    # What was here may be of an earlier object of the name. It is gone now.
                    if not was_opened:
                        raise
                    pin()
                return
        raise ClipNotFoundError("no object that the clip's row accepts is there")

    def _pin(
        self,
        event_id: str,
        recorded: ClipObject,
        *,
        progress: Callable[[int, int], None] | None,
        interrupt: Interrupt | None,
    ) -> None:
        derived = [derived_name(event_id, kind) for kind in _DERIVED]
        try:
            with ExitStack() as opened:
                clip = opened.enter_context(closing(self._opened(recorded, interrupt)))
                sources = {recorded.name: clip}
                for name in derived:
                    with suppress(ClipNotFoundError):
                        sources[name] = opened.enter_context(closing(self._open(name, interrupt)))
                _Pinning(self._cache, sources, progress, interrupt).run(self._key, recorded)
        except (AlteredError, ClipNotFoundError, StorageFullError):
            self._unpin([recorded.name, *derived])
            raise

    def unpin(self, event_id: str, objects: Sequence[ClipObject]) -> None:
        names = [found.name for found in objects]
        self._unpin([*names, *(derived_name(event_id, kind) for kind in _DERIVED)])

    def usage(self) -> OfflineUsage:
        self._cache.wait_until_known()
        tally = self._cache.tally
        return OfflineUsage(tally.taken_bytes(), tally.pinned_bytes(), tally.budget_bytes)

    def set_budget(self, budget_bytes: int) -> None:
        self._cache.set_budget(budget_bytes)

    def clear(self) -> None:
        self._cache.clear()

    def _key(self, name: str) -> str:
        return copy_key(self._location, name)

    def _unpin(self, names: Sequence[str]) -> None:
        for name in names:
            self._cache.unpin(self._key(name))

    def _opened(self, recorded: ClipObject, interrupt: Interrupt | None) -> CachedSource:
        """Open the object; copies of one that was stored before it are let go."""
        source = self._open(recorded.name, interrupt)
        if source.size != recorded.stored_size:
            source.forget(0, source.size)
            source.close()
            source = self._open(recorded.name, interrupt)
            if source.size != recorded.stored_size:
                source.close()
                raise AlteredError(_NOT_AS_RECORDED)
        return source


class _Pinning:
    """Fetches objects from their first byte to the last, the clip's first."""

    def __init__(
        self,
        cache: PageCache,
        sources: dict[str, CachedSource],
        progress: Callable[[int, int], None] | None,
        interrupt: Interrupt | None,
    ) -> None:
        self._cache = cache
        self._interrupt = interrupt
        self._sources = sources
        self._progress = progress
        self._here = 0
        self._total = sum(source.size for source in sources.values())

    def run(self, key_of: Callable[[str], str], recorded: ClipObject) -> None:
        with translated("keeping copies"):
            for name, source in self._sources.items():
                self._cache.pin(key_of(name), source.facts, complete=False)
        for name, source in self._sources.items():
            digest = self._fetch(key_of(name), source)
            is_clip = name == recorded.name
            if is_clip and recorded.stored_sha256 not in (None, digest):
                # What is here may be partly of an earlier object; the next try begins with none.
                source.forget(0, source.size)
                raise AlteredError(_NOT_AS_RECORDED)
            if not self._cache.is_whole(key_of(name), source.facts):
                raise StorageFullError("there is no room for the copies")
            with translated("keeping copies"):
                self._cache.pin(key_of(name), source.facts, complete=True)

    def _fetch(self, key: str, source: CachedSource) -> bytes:
        digest = hashlib.sha256()
        count = page_count(source.size)
        for first in range(0, count, _STEP_PAGES):
            if self._interrupt is not None:
                self._interrupt.check()
            pages = range(first, min(first + _STEP_PAGES, count))
            start = page_start(pages.start)
            ciphertext = source.read_at(start, page_end(pages[-1], source.size) - start)
            self._keep(key, source.facts, pages, memoryview(ciphertext))
            digest.update(ciphertext)
            self._here += len(ciphertext)
            if self._progress is not None:
                self._progress(self._here, self._total)
        return digest.digest()

    def _keep(self, key: str, facts: CopyFacts, pages: range, ciphertext: memoryview) -> None:
        """Write what was read from memory, or has not got to the disk yet."""
        start = page_start(pages.start)
        absent = sorted(set(pages) - self._cache.here(key, pages))
        for run in runs(absent, longest=_STEP_PAGES):
            content = [
                bytes(ciphertext[page_start(p) - start : page_end(p, facts.size) - start])
                for p in run
            ]
            self._cache.write(key, facts, run.start, content)
