"""Who takes whole blocks at a time is read far ahead of, and pushes nothing out but what it had."""

from collections.abc import Callable

from storage.cache import CachedObjects
from tests.storage.cache.counted import CountedObjects

MEBIBYTE = 1 << 20
NAMES = ("one.slc", "two.slc", "three.slc")


def put(store: CountedObjects, *, size: int) -> None:
    content = bytes(size)
    for name in NAMES:
        store.replace(name, content)


def test_three_who_read_long_clips_at_the_same_time_fetch_hardly_a_byte_twice(
    store: CountedObjects, opened: Callable[..., CachedObjects]
) -> None:
    size = 120 * MEBIBYTE
    put(store, size=size)
    cached = opened(memory_only=True)
    sources = [cached.open(name) for name in NAMES]
    for at in range(0, size, MEBIBYTE):
        for source in sources:
            assert len(source.read_at(at, MEBIBYTE)) == MEBIBYTE
    for source in sources:
        source.close()
    # What was fetched ahead may have to go before it is read, where others are faster.
    assert 3 * size <= store.bytes_out <= 1.01 * 3 * size


def test_requests_for_a_long_clip_are_few(
    store: CountedObjects, opened: Callable[..., CachedObjects]
) -> None:
    size = 200 * MEBIBYTE
    put(store, size=size)
    source = opened(memory_only=True).open(NAMES[0])
    for at in range(0, size, MEBIBYTE):
        source.read_at(at, MEBIBYTE)
    source.close()
    assert len(store.asked) < 50
