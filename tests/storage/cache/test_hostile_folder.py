"""A cache's folder in which somebody, or a fault, left what does not belong there."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from crypto.errors import AlteredError
from storage.cache import CachedObjects, PageCache
from storage.cache import page_cache as page_cache_module
from storage.cache.copy_facts import CopyFacts, copy_key
from storage.cache.pages import PAGE_SIZE, SEGMENT_PAGES, page_end, page_start
from tests.storage.cache.counted import CountedObjects

KEY = copy_key(CountedObjects.location, "a.slc")
SIZE = 40 * PAGE_SIZE
PAGES = [bytes([page + 1]) * (page_end(page, SIZE) - page_start(page)) for page in range(2)]
NESTED = b"[" * 200_000
HUGE = b'{"size": %d, "version": "", "generation": "' + b"0" * 32 + b'"}'
_PATIENCE_S = 60.0
T = TypeVar("T")


def in_time(call: Callable[[], T]) -> T:
    """Return what `call` returns; fail when it hangs."""
    returned: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            returned.append(call())
        except BaseException as error:  # noqa: BLE001 - raised again below
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(_PATIENCE_S)
    assert not thread.is_alive(), "it hangs"
    if raised:
        raise raised[0]
    return returned[0]


@pytest.fixture
def cache(folder: Path) -> Iterator[PageCache]:
    made = PageCache(folder, budget_bytes=1 << 30)
    (folder / KEY).mkdir(parents=True, mode=0o700)
    yield made
    in_time(made.close)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    made = tmp_path / "elsewhere"
    made.mkdir()
    return made


def put_nested(path: Path) -> None:
    path.write_bytes(NESTED)


def put_pipe(path: Path) -> None:
    os.mkfifo(path)


def put_folder(path: Path) -> None:
    path.mkdir()


def put_dangling_link(path: Path) -> None:
    path.symlink_to(path.parent / "nothing")


def put_link_to_right_content(path: Path) -> None:
    target = path.parent / "target"
    target.write_bytes(CopyFacts.fresh(SIZE, "").to_bytes())
    path.symlink_to(target)


def put_huge(path: Path) -> None:
    path.write_bytes(HUGE % (1 << 62))


KINDS = [
    put_nested,
    put_pipe,
    put_folder,
    put_dangling_link,
    put_link_to_right_content,
    put_huge,
]
REPLACEABLE = [kind for kind in KINDS if kind is not put_folder]


@pytest.mark.parametrize("put", KINDS)
def test_facts_that_are_none_count_as_not_here(
    cache: PageCache, folder: Path, put: Callable[[Path], None]
) -> None:
    put(folder / KEY / "meta.json")
    assert in_time(lambda: cache.facts(KEY)) is None
    in_time(cache.refresh)
    state = in_time(lambda: cache.state(KEY))
    assert state is not None
    assert state.kept_bytes == 0


@pytest.mark.parametrize("put", REPLACEABLE)
def test_facts_that_are_none_make_way_for_new_ones(
    cache: PageCache, folder: Path, put: Callable[[Path], None]
) -> None:
    before = in_time(lambda: cache.remember(KEY, CopyFacts.fresh(SIZE, "1")))
    assert in_time(lambda: cache.write(KEY, before, 0, PAGES))
    (folder / KEY / "meta.json").unlink()
    put(folder / KEY / "meta.json")
    facts = in_time(lambda: cache.remember(KEY, CopyFacts.fresh(SIZE, "1")))
    assert cache.facts(KEY) == facts
    assert cache.here(KEY, range(2)) == set()


@pytest.mark.parametrize("put", KINDS)
def test_a_pin_that_is_none_says_of_nothing_that_it_is_complete(
    cache: PageCache, folder: Path, put: Callable[[Path], None]
) -> None:
    cache.remember(KEY, CopyFacts.fresh(SIZE, "1"))
    put(folder / KEY / "pin.json")
    in_time(cache.refresh)
    state = in_time(lambda: cache.state(KEY))
    assert state is not None
    assert state.pin_complete is not True


@pytest.mark.parametrize("put", [put_pipe, put_dangling_link, put_link_to_right_content])
def test_a_segment_that_is_no_file_counts_as_not_here_and_makes_way(
    cache: PageCache, folder: Path, put: Callable[[Path], None]
) -> None:
    facts = cache.remember(KEY, CopyFacts.fresh(SIZE, "1"))
    put(folder / KEY / "0.blk")
    assert in_time(lambda: cache.read(KEY, facts, range(2))) == [None, None]
    assert in_time(lambda: cache.here(KEY, range(2))) == set()
    in_time(lambda: cache.forget(KEY, range(2)))
    in_time(cache.refresh)
    assert in_time(lambda: cache.write(KEY, facts, 0, PAGES))
    assert cache.read(KEY, facts, range(2)) == PAGES
    assert not (folder / KEY / "nothing").exists()


def test_of_a_link_in_a_folder_s_place_nothing_is_read_changed_or_removed(
    cache: PageCache, folder: Path, elsewhere: Path
) -> None:
    facts = CopyFacts.fresh(SIZE, "")
    for name in ("meta.json", "pin.json", "0.blk"):
        (elsewhere / name).write_bytes(facts.to_bytes())
    (folder / KEY).rmdir()
    (folder / KEY).symlink_to(elsewhere)
    assert cache.facts(KEY) is None
    assert cache.read(KEY, facts, range(1)) == [None]
    assert not cache.here(KEY, range(1))
    cache.forget(KEY, range(1))
    cache.unpin(KEY)
    cache.drop(KEY)
    cache.clear()
    kept = cache.remember(KEY, facts)
    assert cache.write(KEY, kept, 0, PAGES)
    assert cache.read(KEY, kept, range(2)) == PAGES
    assert {path.name for path in elsewhere.iterdir()} == {"meta.json", "pin.json", "0.blk"}
    assert all(path.read_bytes() == facts.to_bytes() for path in elsewhere.iterdir())


def test_the_folder_itself_may_be_a_link(folder: Path, elsewhere: Path) -> None:
    folder.symlink_to(elsewhere)
    cache = PageCache(folder, budget_bytes=1 << 30)
    facts = cache.remember(KEY, CopyFacts.fresh(SIZE, "1"))
    assert cache.write(KEY, facts, 0, PAGES)
    assert cache.read(KEY, facts, range(2)) == PAGES
    in_time(cache.close)


def test_the_largest_size_that_is_believed_is_compared_with_the_files_first(
    cache: PageCache, folder: Path
) -> None:
    (folder / KEY / "meta.json").write_bytes(HUGE % (1 << 50))
    facts = cache.facts(KEY)
    assert facts is not None
    assert not in_time(lambda: cache.is_whole(KEY, facts))
    in_time(cache.refresh)
    with pytest.raises(FileNotFoundError):
        in_time(lambda: cache.pin(KEY, facts, complete=True))


def test_what_is_kept_under_other_facts_is_not_pinned_as_complete(cache: PageCache) -> None:
    size = page_end(0, SIZE)
    kept = cache.remember(KEY, CopyFacts.fresh(size, "1"))
    assert cache.write(KEY, kept, 0, PAGES[:1])
    with pytest.raises(OSError, match="another object"):
        cache.pin(KEY, CopyFacts.fresh(size, "1"), complete=True)
    cache.pin(KEY, kept, complete=True)


def test_a_look_through_the_folder_that_fails_lets_everybody_go_on(
    cache: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path) -> None:
        raise RuntimeError(folder.name)

    monkeypatch.setattr(page_cache_module, "kept_objects", fail)
    in_time(cache.wait_until_known)
    in_time(cache.refresh)
    in_time(cache.clear)


@pytest.mark.parametrize("put", KINDS)
def test_a_clip_is_read_whatever_lies_in_the_place_of_its_facts(
    opened: Callable[..., CachedObjects],
    store: CountedObjects,
    folder: Path,
    put: Callable[[Path], None],
) -> None:
    content = os.urandom((SEGMENT_PAGES + 1) * PAGE_SIZE)
    with store.create("a.slc") as writer:
        writer.write(content)
        writer.commit()
    (folder / KEY).mkdir(parents=True)
    put(folder / KEY / "meta.json")
    cached = opened()

    def read() -> bytes:
        source = cached.open("a.slc")
        try:
            return source.read_at(0, len(content))
        finally:
            source.close()

    assert in_time(read) == content


def test_a_believable_but_wrong_size_is_found_by_the_store(
    opened: Callable[..., CachedObjects], store: CountedObjects, folder: Path
) -> None:
    with store.create("a.slc") as writer:
        writer.write(b"content")
        writer.commit()
    (folder / KEY).mkdir(parents=True)
    (folder / KEY / "meta.json").write_bytes(HUGE % (1 << 50))
    source = opened().open("a.slc")
    with pytest.raises(AlteredError, match="not the one"):
        in_time(lambda: source.read_at(0, 1 << 50))
    source.close()
