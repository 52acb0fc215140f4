"""The folder of ciphertext pages. Processes share it; no read or write takes a lock.

Rules:
- A cache is never needed: what cannot be read is not here, what cannot be written is not kept, and
  the log says so once.
- Whoever may write to the folder can take the copies away, and nothing more: what lies in a file's
  place counts as not here, is not waited for and not followed.
- When the disk is full, the segments that were not used for longest make room, and the write is
  tried once more.
- What is pinned counts apart from the budget and is never evicted.
- Sizes are known from a look through the whole folder (`refresh`), in the background at first use
  and from time to time, and from what this process wrote since. So the budget may be exceeded
  for a moment.
"""

import errno
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from storage.cache import segment
from storage.cache.copy_facts import META, PIN, CopyFacts, pin_to_bytes, segment_path
from storage.cache.inventory import evict, kept_objects, remove_object, segment_files
from storage.cache.own_file import NotPlainFileError, read_small, write_anew, write_once
from storage.cache.pages import SEGMENT_PAGES, by_segment, page_count, segment_count
from storage.cache.tally import ObjectTally, Tally

_log = logging.getLogger(__name__)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_STAMP_EVERY_S = 60.0
_REFRESH_EVERY_S = 300.0
_ROOM_BYTES = 64 << 20
_PAUSE_S = 30.0
# The sign by which back-up programs know a folder that can be left out: bford.info/cachedir.
_TAG_NAME = "CACHEDIR.TAG"
_TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n"


class PageCache:
    """Copies of ciphertext beneath `folder`, those not pinned within `budget_bytes`.

    Threads share it. Close it when it is no longer needed; a use after that works, without
    keeping to the budget.
    """

    def __init__(self, folder: Path, *, budget_bytes: int) -> None:
        self._folder = folder
        self._tally = Tally(budget_bytes)
        self._lock = threading.Lock()
        self._stamped: dict[Path, float] = {}
        self._refresher: threading.Thread | None = None
        self._refreshed_at: float | None = None
        self._known = threading.Event()
        self._paused_until = 0.0
        self._is_told = False
        self._closed = False

    @property
    def tally(self) -> Tally:
        """What is here, as far as this process knows."""
        return self._tally

    def facts(self, key: str) -> CopyFacts | None:
        """Return what is known of an object, None when nothing is."""
        try:
            return CopyFacts.from_bytes(read_small(self._folder / key / META))
        except OSError:
            return None

    def remember(self, key: str, facts: CopyFacts) -> CopyFacts:
        """Begin to keep an object; return the facts under which it is kept, here or elsewhere."""
        folder = self._folder / key
        known = self.facts(key)
        if known is not None and known.is_of(facts.size, facts.version):
            return known
        if known is not None or _is_damaged(folder / META):
            self.drop(key, keep_pin=True)

        def make() -> None:
            self._make_folder()
            _make_own(folder)
            with suppress(FileExistsError):
                write_once(folder / META, facts.to_bytes())

        if not self._written(make):
            return facts
        # Another process may have been first; then its pages are ours too.
        now_known = self.facts(key)
        return now_known if now_known and now_known.is_of(facts.size, facts.version) else facts

    def read(self, key: str, facts: CopyFacts, pages: range) -> list[bytes | None]:
        """Return those of `pages` that are here, None in the place of the others."""
        found: list[bytes | None] = []
        for number, part in by_segment(pages):
            path = segment_path(self._folder / key, number)
            try:
                here = segment.read_pages(path, facts.generation, part, size=facts.size)
            except OSError as error:
                self._tell("read", error.strerror)
                here = [None] * len(part)
            if any(here):
                self._stamp(path)
            found += here
        return found

    def write(self, key: str, facts: CopyFacts, first: int, pages: Sequence[bytes]) -> bool:
        """Keep neighbouring pages; False when they are not kept."""
        self.refresh_soon()
        for _, part in by_segment(range(first, first + len(pages))):
            content = pages[part.start - first : part.stop - first]

            put = partial(self._put, key, facts, part.start, content)
            if not self._written(put):
                return False
        if self._tally.excess_bytes() > 0:
            self.refresh_soon(now=True)
        return True

    def forget(self, key: str, pages: range) -> None:
        """Mark pages as not here."""
        for number, part in by_segment(pages):
            try:
                segment.forget_pages(segment_path(self._folder / key, number), part)
            except OSError as error:
                self._tell("written", error.strerror)

    def drop(self, key: str, *, keep_pin: bool = False) -> None:
        """Remove all copies of an object."""
        try:
            remove_object(self._folder / key, keep_pin=keep_pin)
        except OSError as error:
            self._tell("written", error.strerror)
        self._tally.drop(key, keep_pin=keep_pin)

    def here(self, key: str, pages: range) -> set[int]:
        """Return those of `pages` that are here, without checking them."""
        found: set[int] = set()
        for number, part in by_segment(pages):
            with suppress(OSError):
                slots = segment.pages_here(segment_path(self._folder / key, number))
                first = number * SEGMENT_PAGES
                found.update(first + slot for slot in slots if first + slot in part)
        return found

    def pin(self, key: str, facts: CopyFacts, *, complete: bool) -> None:
        """Exempt an object from eviction; `complete`: all of it is here and was checked.

        Raises:
            OSError: nothing can be kept.
        """
        folder = self._folder / key
        # Somebody asks for it, and may have made room.
        self._paused_until = 0.0
        self._make_folder()
        _make_own(folder)
        if self.facts(key) is None:
            # It was evicted whole, or cleared, while its reader went on with what it knew.
            self.remember(key, facts)
        if complete:
            if self.facts(key) != facts:
                raise OSError(errno.ESTALE, "the copies are of another object")
            for number in range(segment_count(facts.size)):
                segment.sync(segment_path(folder, number))
        write_anew(folder / PIN, pin_to_bytes(complete=complete))
        self._tally.pin(key, facts.size, complete=complete)

    def unpin(self, key: str) -> None:
        """Let an object be evicted again."""
        folder = self._folder / key
        with suppress(OSError):
            if not folder.is_symlink():
                (folder / PIN).unlink(missing_ok=True)
        self._tally.pin(key, None, complete=None)
        if self._tally.excess_bytes() > 0:
            self.refresh_soon(now=True)

    def state(self, key: str) -> ObjectTally | None:
        """Return how much of an object is here, after a first look through the folder."""
        self.wait_until_known()
        return self._tally.of(key)

    def wait_until_known(self) -> None:
        """Wait for the first look through the folder."""
        self.refresh_soon()
        self._known.wait()

    def is_whole(self, key: str, facts: CopyFacts) -> bool:
        """Tell whether all of an object is here, without checking it."""
        with suppress(OSError):
            # The size may be anything: so many pages are only looked for where the files are.
            if segment_files(self._folder / key) < segment_count(facts.size):
                return False
        count = page_count(facts.size)
        return len(self.here(key, range(count))) == count

    def set_budget(self, budget_bytes: int) -> None:
        """Change what the copies that are not pinned may take, and keep to it at once."""
        self._tally.budget_bytes = budget_bytes
        self.refresh()

    def clear(self) -> None:
        """Remove every copy that is not pinned."""
        self.refresh(wanted_bytes=1 << 62)

    def refresh(self, *, wanted_bytes: int = 0) -> None:
        """Look through the folder, and evict what is over the budget, or `wanted_bytes` if more."""
        try:
            found = list(kept_objects(self._folder))
            self._tally.replace(found)
            excess = max(self._tally.excess_bytes(), wanted_bytes)
            if excess > 0 and evict(found, excess):
                self._tally.replace(list(kept_objects(self._folder)))
        except Exception as error:  # noqa: BLE001 - a cache is never needed
            self._tell("looked through", type(error).__name__)
        finally:
            self._refreshed_at = time.monotonic()
            self._known.set()

    def refresh_soon(self, *, now: bool = False) -> None:
        """Look through the folder in the background, when that was long ago or `now`."""
        at = self._refreshed_at
        if not now and at is not None and time.monotonic() - at < _REFRESH_EVERY_S:
            return
        with self._lock:
            if self._closed or (self._refresher is not None and self._refresher.is_alive()):
                if self._closed:
                    self._known.set()
                return
            self._refresher = threading.Thread(
                target=self.refresh, name="cache inventory", daemon=True
            )
            self._refresher.start()

    def close(self) -> None:
        """Wait for what runs in the background."""
        with self._lock:
            self._closed = True
            refresher = self._refresher
        if refresher is not None:
            refresher.join()

    def _stamp(self, path: Path) -> None:
        now = time.monotonic()
        if now - self._stamped.get(path, -_STAMP_EVERY_S) >= _STAMP_EVERY_S:
            self._stamped[path] = now
            with suppress(OSError):
                os.utime(path, follow_symlinks=False)

    def _put(self, key: str, facts: CopyFacts, first: int, pages: Sequence[bytes]) -> None:
        """Write pages of one segment."""
        path = segment_path(self._folder / key, first // SEGMENT_PAGES)
        try:
            added = segment.write_pages(path, facts.generation, first, pages)
        except FileNotFoundError:
            # It was evicted whole, here or by another process. Other facts win.
            if self.remember(key, facts) != facts:
                return
            added = segment.write_pages(path, facts.generation, first, pages)
        except NotPlainFileError:
            path.unlink()
            added = segment.write_pages(path, facts.generation, first, pages)
        self._tally.add(key, facts.size, added)

    def _written(self, put: Callable[[], None]) -> bool:
        """Do a write, with a second try when the disk was full; tell whether it was done."""
        if time.monotonic() < self._paused_until:
            return False
        try:
            try:
                put()
            except OSError as error:
                if error.errno not in _FULL:
                    raise
                self.refresh(wanted_bytes=_ROOM_BYTES)
                put()
        except OSError as error:
            # Not tried for each page anew: an eviction that makes no room is no light matter.
            self._paused_until = time.monotonic() + _PAUSE_S
            self._tell("written", error.strerror)
            return False
        return True

    def _make_folder(self) -> None:
        tag = self._folder / _TAG_NAME
        if not tag.exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileExistsError):
                write_once(self._folder.resolve() / _TAG_NAME, _TAG)

    def _tell(self, what: str, reason: str | None) -> None:
        if not self._is_told:
            self._is_told = True
            _log.info("the cache cannot be %s; going on without: %s", what, reason)


def _make_own(folder: Path) -> None:
    """Make an object's folder; a link in its place is removed, and what it leads to left alone."""
    if folder.is_symlink():
        folder.unlink(missing_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _is_damaged(meta: Path) -> bool:
    """Tell whether in the place of an object's facts lies something else."""
    try:
        return CopyFacts.from_bytes(read_small(meta)) is None
    except NotPlainFileError:
        return True
    except OSError:
        return False
