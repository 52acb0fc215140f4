from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.cache import CachedObjects, PageCache
from tests.storage.cache.counted import CountedObjects


@pytest.fixture
def store() -> CountedObjects:
    return CountedObjects()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "copies"


@pytest.fixture
def opened(store: CountedObjects, folder: Path) -> Iterator[Callable[..., CachedObjects]]:
    """Give a function that puts a cache in front of the store; all are closed at the end."""
    all_opened: list[CachedObjects] = []

    def open_cached(*, budget_bytes: int = 1 << 30, memory_only: bool = False) -> CachedObjects:
        cache = None if memory_only else PageCache(folder, budget_bytes=budget_bytes)
        all_opened.append(CachedObjects(store, cache))
        return all_opened[-1]

    yield open_cached
    for cached in all_opened:
        cached.close()


@pytest.fixture
def cached(opened: Callable[..., CachedObjects]) -> CachedObjects:
    return opened()
