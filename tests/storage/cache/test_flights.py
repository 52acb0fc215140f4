"""Requests whose pages land one by one."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

import pytest

from crypto.source import CiphertextSource
from storage.cache import CachedObjects
from storage.cache.lane import LONGEST_STEADY
from storage.cache.pages import PAGE_SIZE, page_start
from storage.errors import StorageUnavailableError
from storage.fault import Fault
from storage.interrupt import Interrupt
from tests.storage.cache.counted import CountedObjects

CONTENT = bytes(range(256)) * 256 * 200


class SlowObjects(CountedObjects):
    """Objects whose pages come one by one.

    Attributes:
        line: lets so many pages through.
        begun: offset and number of pages of each request.
        fails_after: a request fails when so many of its pages came.
    """

    def __init__(self) -> None:
        super().__init__()
        self.line = threading.Semaphore(1000)
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
        self._objects.begun.append((offset, len(lengths)))
        for number, length in enumerate(lengths):
            if number == self._objects.fails_after:
                raise StorageUnavailableError("the way is cut", Fault.CONNECTION)
            while not self._objects.line.acquire(timeout=0.01):
                if self._interrupt is not None:
                    self._interrupt.check()
            deliver([self._inner.read_at(offset, length)])
            offset += length


@pytest.fixture
def store() -> SlowObjects:
    store = SlowObjects()
    store.replace("a.slc", CONTENT)
    return store


@pytest.fixture
def cached(store: SlowObjects) -> Iterator[CachedObjects]:
    with closing(CachedObjects(store)) as made:
        yield made


def play(source: CiphertextSource, pages: range) -> None:
    for page in pages:
        start = page_start(page)
        length = page_start(page + 1) - start
        assert source.read_at(start, length) == CONTENT[start : start + length]


def test_requests_ahead_grow_with_what_is_read(cached: CachedObjects, store: SlowObjects) -> None:
    with closing(cached.open("a.slc")) as source:
        play(source, range(190))
    longest = max(count for _, count in store.begun)
    assert max(count for _, count in store.begun[:3]) <= 8
    assert 16 <= longest <= LONGEST_STEADY
    assert store.bytes_out == len(CONTENT)


def reading(source: CiphertextSource, pages: range) -> threading.Thread:
    """Read pages in one go on another thread."""

    def read() -> None:
        start, end = page_start(pages.start), page_start(pages.stop)
        assert source.read_at(start, end - start) == CONTENT[start:end]

    thread = threading.Thread(target=read)
    thread.start()
    return thread


def await_requests(store: SlowObjects, count: int) -> None:
    until = time.monotonic() + 5
    while len(store.begun) < count and time.monotonic() < until:
        time.sleep(0.002)
    assert len(store.begun) == count


def test_a_page_is_read_while_those_behind_it_are_on_their_way(
    cached: CachedObjects, store: SlowObjects
) -> None:
    with closing(cached.open("a.slc")) as one, closing(cached.open("a.slc")) as other:
        store.stop()
        waiting = reading(one, range(50, 60))
        await_requests(store, 1)
        store.line.release(2)
        play(other, range(51, 52))
        assert waiting.is_alive()
        store.line.release(1000)
        waiting.join()
    assert len(store.begun) == 1


def test_who_jumps_far_into_what_is_on_its_way_does_not_wait_for_it(
    cached: CachedObjects, store: SlowObjects
) -> None:
    with closing(cached.open("a.slc")) as one, closing(cached.open("a.slc")) as other:
        store.stop()
        waiting = [reading(one, range(50, 66))]
        await_requests(store, 1)
        waiting.append(reading(other, range(62, 64)))
        await_requests(store, 2)
        assert store.begun[1] == (page_start(62), 2)
        store.line.release(1000)
        for thread in waiting:
            thread.join()


def test_pages_that_came_before_a_failure_are_kept(
    cached: CachedObjects, store: SlowObjects
) -> None:
    with closing(cached.open("a.slc")) as source:
        store.fails_after = 3
        with pytest.raises(StorageUnavailableError):
            source.read_at(page_start(50), 10 * PAGE_SIZE)
        store.fails_after = None
        store.begun.clear()
        play(source, range(50, 53))
        assert not store.begun
