"""What a reader reads an object from when copies of it are kept."""

from collections.abc import Callable

from storage.cache.copy_facts import CopyFacts
from storage.cache.lane import Lane
from storage.cache.object_pages import ObjectPages
from storage.cache.pages import page_at, page_count, page_end, page_start, pages_within
from storage.cache.read_ahead import BULK, ReadAhead
from storage.interrupt import Interrupt

# A long read goes in steps, so that the following ones are on their way meanwhile.
_STEP = 32


class CachedSource:
    """One reader's view of an object's pages; reads ahead as this reader reads.

    Args:
        pages: the object's, shared; `closed` is called when this reader no longer needs them.
        interrupt: calls off the waiting of this reader, and of no other.
    """

    __slots__ = ("_ahead", "_closed", "_forgotten", "_interrupt", "_is_open", "_lane", "_pages")

    def __init__(
        self, pages: ObjectPages, closed: Callable[[], None], interrupt: Interrupt | None
    ) -> None:
        self._pages = pages
        self._closed = closed
        self._interrupt = interrupt
        self._ahead = ReadAhead(pages.run_lengths)
        self._lane = Lane()
        self._forgotten: set[int] = set()
        self._is_open = True

    @property
    def size(self) -> int:
        return self._pages.facts.size

    @property
    def facts(self) -> CopyFacts:
        """Under which facts its pages are kept."""
        return self._pages.facts

    @property
    def fetches_ahead(self) -> bool:
        return True

    def read_at(self, offset: int, length: int) -> bytes:
        """Return the bytes at `offset`, as any source does.

        Raises:
            ReadInterruptedError
            StorageError, AlteredError: from the store, for what is not here.
        """
        if not self._is_open:
            raise ValueError("the source is closed")
        size = self.size
        end = min(offset + length, size)
        wanted = pages_within(offset, end - offset)
        pieces: list[bytes | memoryview] = []
        for start in range(wanted.start, wanted.stop, _STEP):
            step = range(start, min(start + _STEP, wanted.stop))
            ahead = self._wanted_ahead(step)
            read = self._pages.read(step, self._interrupt, lane=self._lane, ahead=ahead)
            for page, ciphertext in zip(step, read, strict=True):
                at = page_start(page)
                expected = page_end(page, size) - at
                piece = memoryview(ciphertext)[max(0, offset - at) : end - at]
                pieces.append(piece)
                if len(ciphertext) < expected:
                    return b"".join(pieces)
            if len(wanted) >= BULK:
                # Not the page within which this read ends: the next one begins there.
                self._pages.let_go_first(range(step.start, min(step.stop, page_at(end))))
        return b"".join(pieces)

    def forget(self, offset: int, length: int) -> bool:
        """Drop copies; True when the store was not yet asked anew for all of these bytes."""
        if offset == 0 and length >= self.size:
            is_new = -1 not in self._forgotten
            self._forgotten.add(-1)
            self._pages.drop()
            return is_new
        pages = pages_within(offset, min(length, self.size - offset))
        unseen = set(pages) - self._forgotten
        if unseen:
            self._forgotten |= unseen
            self._pages.forget(pages)
        return bool(unseen)

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._pages.give_up(self._lane)
            self._closed()

    def _wanted_ahead(self, read: range) -> range:
        wanted = self._ahead.after(read, page_count(self.size))
        self._lane.is_bulk = self._ahead.is_bulk
        if self._lane.has_failed:
            # The store is away: only what is really needed is tried again.
            self._ahead.stop()
            self._pages.give_up(self._lane)
            return range(0)
        if self._ahead.has_jumped:
            self._pages.give_up(self._lane, keep=read)
        return wanted
