"""Requests whose pages land one by one."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from storage.cache import CachedObjects
from storage.cache.lane import LONGEST_STEADY
from storage.cache.pages import PAGE_SIZE, page_start
from storage.errors import StorageUnavailableError
from tests.storage.cache.slow_objects import CONTENT, SlowObjects, await_true, play, reading


@pytest.fixture
def store() -> SlowObjects:
    store = SlowObjects()
    store.replace("a.slc", CONTENT)
    return store


@pytest.fixture
def cached(store: SlowObjects) -> Iterator[CachedObjects]:
    with closing(CachedObjects(store)) as made:
        yield made


def test_requests_ahead_grow_with_what_is_read(cached: CachedObjects, store: SlowObjects) -> None:
    with closing(cached.open("a.slc")) as source:
        play(source, range(200))
    longest = max(count for _, count in store.begun)
    assert max(count for _, count in store.begun[:3]) <= 8
    assert 16 <= longest <= LONGEST_STEADY
    assert store.bytes_out == len(CONTENT)


def await_requests(store: SlowObjects, count: int) -> None:
    await_true(lambda: len(store.begun) >= count)
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
