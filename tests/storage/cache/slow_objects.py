"""A store over a slow line, whose pages come one by one."""

import threading
import time
from collections.abc import Callable, Sequence

from crypto.source import CiphertextSource
from storage.cache.pages import page_start
from storage.errors import StorageUnavailableError
from storage.fault import Fault
from storage.interrupt import Interrupt
from tests.storage.cache.counted import CountedObjects

CONTENT = bytes(range(256)) * 256 * 200


class SlowObjects(CountedObjects):
    """Objects whose pages come one by one.

    Attributes:
        line: lets so many pages through.
        page_s: so long each takes at least.
        under_way: how many requests have begun and not ended.
        begun: offset and number of pages of each request.
        fails_after: a request fails when so many of its pages came.
    """

    def __init__(self) -> None:
        super().__init__()
        self.line = threading.Semaphore(1000)
        self.page_s = 0.0
        self.under_way = 0
        self.lock = threading.Lock()
        self.begun: list[tuple[int, int]] = []
        self.fails_after: int | None = None

    def open(self, name: str, *, interrupt: Interrupt | None = None) -> CiphertextSource:
        return _SlowSource(self, super().open(name, interrupt=interrupt), interrupt)

    def stop(self) -> None:
        while self.line.acquire(blocking=False):
            pass


class _SlowSource:
    fetches_ahead = False

    def __init__(
        self, objects: SlowObjects, inner: CiphertextSource, interrupt: Interrupt | None
    ) -> None:
        self._objects, self._inner, self._interrupt = objects, inner, interrupt
        self.size = inner.size
        self.read_at = inner.read_at
        self.forget = inner.forget
        self.close = inner.close

    def read_each(
        self, offset: int, lengths: Sequence[int], deliver: Callable[[list[bytes]], object]
    ) -> None:
        with self._objects.lock:
            self._objects.under_way += 1
            self._objects.begun.append((offset, len(lengths)))
        try:
            self._read_each(offset, lengths, deliver)
        finally:
            with self._objects.lock:
                self._objects.under_way -= 1

    def _read_each(
        self, offset: int, lengths: Sequence[int], deliver: Callable[[list[bytes]], object]
    ) -> None:
        for number, length in enumerate(lengths):
            if number == self._objects.fails_after:
                raise StorageUnavailableError("the way is cut", Fault.CONNECTION)
            while not self._objects.line.acquire(timeout=0.01):
                if self._interrupt is not None:
                    self._interrupt.check()
            time.sleep(self._objects.page_s)
            deliver([self._inner.read_at(offset, length)])
            offset += length


def play(source: CiphertextSource, pages: range) -> None:
    for page in pages:
        start = page_start(page)
        length = page_start(page + 1) - start
        assert source.read_at(start, length) == CONTENT[start : start + length]


def reading(source: CiphertextSource, pages: range) -> threading.Thread:
    """Read pages in one go on another thread."""

    def read() -> None:
        start, end = page_start(pages.start), page_start(pages.stop)
        assert source.read_at(start, end - start) == CONTENT[start:end]

    thread = threading.Thread(target=read)
    thread.start()
    return thread


def await_true(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.002)
