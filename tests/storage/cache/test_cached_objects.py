"""Reading through the cache: the same bytes, fewer requests, and none where copies are here."""

import io
import random
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto.clip_header import CHUNK_SIZE, Kind
from crypto.clip_stream import SeekableReader, seal_bytes
from crypto.errors import AlteredError, DamagedChunkError
from crypto.keyring import Keyring
from storage.cache import CachedObjects, PageCache
from storage.cache.pages import PAGE_SIZE, page_start
from storage.errors import ClipNotFoundError, ReadInterruptedError, StorageUnavailableError
from storage.interrupt import Interrupt
from storage.sealed import SealedVideoStorage
from tests.storage.cache.counted import CountedObjects

CONTENT = random.Random(5).randbytes(90 * PAGE_SIZE + 777)
KEYRING = Keyring.from_data_key(bytes(range(32)))
Opened = Callable[..., CachedObjects]


def segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.blk"))


def read_all(cached: CachedObjects, name: str) -> bytes:
    with closing(cached.open(name)) as source:
        return source.read_at(0, source.size)


@pytest.mark.parametrize("memory_only", [False, True])
def test_any_reads_equal_those_of_the_store(
    opened: Opened, store: CountedObjects, memory_only: bool
) -> None:
    store.replace("a.slc", CONTENT)
    cached = opened(memory_only=memory_only)
    chance = random.Random(1)
    with closing(cached.open("a.slc")) as source:
        assert source.size == len(CONTENT)
        for _ in range(300):
            offset, length = chance.randrange(len(CONTENT) + 9), chance.randrange(200_000)
            assert source.read_at(offset, length) == CONTENT[offset : offset + length]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(0, 3 * PAGE_SIZE + 500))
def test_objects_of_any_size_are_read_whole_again_and_again(
    opened: Opened, store: CountedObjects, size: int
) -> None:
    store.replace(f"e{size}.slc", CONTENT[:size])
    cached = opened()
    assert read_all(cached, f"e{size}.slc") == CONTENT[:size]
    assert read_all(cached, f"e{size}.slc") == CONTENT[:size]


def test_what_was_read_is_opened_and_read_again_while_the_store_is_away(
    opened: Opened, store: CountedObjects
) -> None:
    store.replace("a.slc", CONTENT)
    first = opened()
    assert read_all(first, "a.slc") == CONTENT
    first.close()
    store.away = True
    assert read_all(opened(), "a.slc") == CONTENT


def test_what_is_not_here_fails_while_the_store_is_away_and_comes_afterwards(
    opened: Opened, store: CountedObjects
) -> None:
    store.replace("a.slc", CONTENT)
    cached = opened()
    with closing(cached.open("a.slc")) as source:
        source.read_at(0, 10)
        store.away = True
        assert source.read_at(5, 100) == CONTENT[5:105]
        with pytest.raises(StorageUnavailableError):
            source.read_at(50 * PAGE_SIZE, 10)
        store.away = False
        assert source.read_at(50 * PAGE_SIZE, 10) == CONTENT[50 * PAGE_SIZE :][:10]


def test_what_is_not_in_the_store_is_not_found(cached: CachedObjects) -> None:
    with pytest.raises(ClipNotFoundError):
        cached.open("a.slc")


def test_scrubbing_fetches_exactly_the_pages_that_are_touched(
    cached: CachedObjects, store: CountedObjects
) -> None:
    store.replace("a.slc", CONTENT)
    with closing(cached.open("a.slc")) as source:
        for page in (80, 10, 60, 30, 5, 45):
            source.read_at(page_start(page) + 100, PAGE_SIZE)
    assert store.asked == [
        ("a.slc", page_start(page), 2 * PAGE_SIZE) for page in (80, 10, 60, 30, 5, 45)
    ]


@pytest.mark.parametrize("step", [4096, 32_768, 200_000])
def test_playing_in_order_fetches_every_byte_once(
    cached: CachedObjects, store: CountedObjects, step: int
) -> None:
    store.replace("a.slc", CONTENT)
    with closing(cached.open("a.slc")) as source:
        for offset in range(0, len(CONTENT), step):
            assert source.read_at(offset, step) == CONTENT[offset : offset + step]
    assert store.bytes_out == len(CONTENT)
    assert len(store.asked) < 30


def test_many_readers_of_the_same_bytes_make_one_request(
    cached: CachedObjects, store: CountedObjects
) -> None:
    store.replace("a.slc", CONTENT)
    sources = [cached.open("a.slc") for _ in range(6)]
    store.gate.clear()
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda s=source: found.append(s.read_at(page_start(7), 100)))
        for source in sources
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    store.gate.set()
    for thread in threads:
        thread.join()
    assert found == [CONTENT[page_start(7) :][:100]] * 6
    assert len(store.asked) == len(store.opened) == 1
    for source in sources:
        source.close()


def test_a_wait_is_called_off_at_once_and_its_bytes_are_kept(
    cached: CachedObjects, store: CountedObjects
) -> None:
    store.replace("a.slc", CONTENT)
    interrupt = Interrupt()
    with closing(cached.open("a.slc", interrupt=interrupt)) as source:
        store.gate.clear()
        called_off = threading.Timer(0.05, interrupt.end)
        called_off.start()
        # The gate is still closed: by itself the read would wait for ever.
        with pytest.raises(ReadInterruptedError):
            source.read_at(0, 10)
        called_off.join()
        store.gate.set()
    while not store.asked:
        time.sleep(0.005)
    with closing(cached.open("a.slc")) as source:
        assert source.read_at(0, 10) == CONTENT[:10]
    assert len(store.asked) == 1


def test_closing_does_not_wait_for_requests_that_hang(
    cached: CachedObjects, store: CountedObjects
) -> None:
    store.replace("a.slc", CONTENT)
    source = cached.open("a.slc")
    store.gate.clear()
    failures: list[BaseException] = []

    def read() -> None:
        try:
            source.read_at(0, 10)
        except ReadInterruptedError as error:
            failures.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    assert store.at_gate.wait(60)
    # The gate stays closed: what waited for the request would wait for ever.
    cached.close()
    thread.join()
    source.close()
    assert failures


def test_a_reader_that_is_read_ahead_of_waits_for_nothing_else(
    cached: CachedObjects, store: CountedObjects
) -> None:
    store.replace("a.slc", CONTENT)
    store.replace("b.slc", CONTENT)
    with closing(cached.open("a.slc")) as playing, closing(cached.open("b.slc")) as other:
        for page in range(20):
            playing.read_at(page_start(page), 10)
        store.asked.clear()
        assert other.read_at(70 * PAGE_SIZE, 10) == CONTENT[70 * PAGE_SIZE :][:10]


@pytest.mark.promise
def test_a_page_that_is_damaged_on_the_disk_is_fetched_again(
    opened: Opened, store: CountedObjects, folder: Path
) -> None:
    store.replace("a.slc", CONTENT)
    first = opened()
    assert read_all(first, "a.slc") == CONTENT
    first.close()
    for path in segments(folder):
        content = bytearray(path.read_bytes())
        content[4096 + 5 * PAGE_SIZE + 300] ^= 1
        path.write_bytes(content)
    store.asked.clear()
    assert read_all(opened(), "a.slc") == CONTENT
    assert [length for _, _, length in store.asked] == [PAGE_SIZE, PAGE_SIZE]


def test_companions_and_foreign_objects_are_always_read_from_the_store(
    cached: CachedObjects, store: CountedObjects, folder: Path
) -> None:
    for name in ("a.json", "notes.txt"):
        store.replace(name, b"one")
        assert read_all(cached, name) == b"one"
        store.replace(name, b"two")
        assert read_all(cached, name) == b"two"
    assert not segments(folder)


@pytest.mark.parametrize("memory_only", [False, True])
def test_what_is_replaced_or_removed_through_the_cache_is_forgotten(
    opened: Opened, store: CountedObjects, memory_only: bool
) -> None:
    cached = opened(memory_only=memory_only)
    cached.replace("a.index.sld", b"one")
    assert read_all(cached, "a.index.sld") == b"one"
    cached.replace("a.index.sld", b"two")
    assert read_all(cached, "a.index.sld") == b"two"
    cached.remove(["a.index.sld"])
    with pytest.raises(ClipNotFoundError):
        cached.open("a.index.sld")


def test_a_folder_that_cannot_be_written_is_done_without(
    store: CountedObjects, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    store.replace("a.slc", CONTENT)
    with closing(CachedObjects(store, PageCache(tmp_path / "file", budget_bytes=9))) as cached:
        assert read_all(cached, "a.slc") == CONTENT
        assert read_all(cached, "a.slc") == CONTENT
        assert store.bytes_out == len(CONTENT)


@pytest.mark.promise
def test_no_cleartext_and_no_name_reaches_the_folder(cached: CachedObjects, folder: Path) -> None:
    storage = SealedVideoStorage(cached, KEYRING)
    cleartext = b"a face at the gate, 17 May. " * 40_000
    clip = storage.store_clip("gate-camera-17", io.BytesIO(cleartext)).objects[0]
    storage.put_derived("gate-camera-17", Kind.INDEX, cleartext, clip_id=clip.clip_id)
    assert storage.get_clip_data("gate-camera-17") == cleartext
    storage.open_derived("gate-camera-17", Kind.INDEX, clip_id=clip.clip_id)
    assert cached.offline is not None
    cached.offline.pin("gate-camera-17", [clip])
    assert len(segments(folder)) == 2
    for path in folder.rglob("*"):
        assert "gate" not in str(path.relative_to(folder))
        if path.is_file():
            assert b"gate" not in path.read_bytes()


def clip_storage(cached: CachedObjects, store: CountedObjects, cleartext: bytes):
    SealedVideoStorage(store, KEYRING).store_clip("a", io.BytesIO(cleartext))
    return SealedVideoStorage(cached, KEYRING)


@pytest.mark.promise
@pytest.mark.parametrize("same_size", [False, True])
@pytest.mark.parametrize("read_before", ["all", "start"])
def test_a_clip_that_was_deleted_and_stored_again_elsewhere_is_opened_anew(
    cached: CachedObjects, store: CountedObjects, same_size: bool, read_before: str
) -> None:
    storage = clip_storage(cached, store, CONTENT)
    with storage.open_clip("a") as reader:
        reader.read(len(CONTENT) if read_before == "all" else 10)
    elsewhere = SealedVideoStorage(store, KEYRING)
    elsewhere.delete("a")
    other = CONTENT[::-1] if same_size else CONTENT[::-1][:-300_000]
    clip = elsewhere.store_clip("a", io.BytesIO(other))
    with storage.open_clip("a", clip.objects) as reader:
        assert reader.readall() == other


@pytest.mark.promise
def test_what_the_row_does_not_accept_is_refused_also_when_it_is_fetched_anew(
    cached: CachedObjects, store: CountedObjects
) -> None:
    storage = clip_storage(cached, store, CONTENT)
    recorded = SealedVideoStorage(store, KEYRING).info("a").objects
    altered, _ = seal_bytes(CONTENT, keyring=KEYRING)
    store.replace("a.slc", altered)
    with pytest.raises(AlteredError):
        storage.open_clip("a", recorded)


@pytest.mark.promise
def test_a_chunk_that_is_damaged_in_the_store_is_refused_and_the_rest_is_read(
    cached: CachedObjects, store: CountedObjects
) -> None:
    sealed, _ = seal_bytes(CONTENT, keyring=KEYRING)
    damaged = bytearray(sealed)
    damaged[page_start(9) + 50] ^= 1
    store.replace("a.slc", bytes(damaged))
    with SeekableReader(cached.open("a.slc"), KEYRING) as reader:
        reader.seek(36 * CHUNK_SIZE)
        with pytest.raises(DamagedChunkError):
            reader.read(1)
        reader.seek(37 * CHUNK_SIZE)
        assert reader.read(1000) == CONTENT[37 * CHUNK_SIZE :][:1000]


def test_the_first_frame_of_a_long_clip_needs_less_than_a_hundredth_of_it(
    cached: CachedObjects, store: CountedObjects
) -> None:
    import av

    from tests.support.footage import even_pts, make_clip

    clip = make_clip(pts=even_pts(40))
    # What is between the pictures and their table, as in a long clip that a camera closed.
    table = clip.rindex(b"moov") - 4
    padding = 100 << 20
    long_clip = b"".join(
        [clip[:table], padding.to_bytes(4, "big"), b"free", bytes(padding - 8), clip[table:]]
    )
    sealed, _ = seal_bytes(long_clip, keyring=KEYRING)
    store.replace("a.slc", sealed)
    with (
        SeekableReader(cached.open("a.slc"), KEYRING) as reader,
        av.open(reader, mode="r", buffer_size=32768) as container,
    ):
        next(container.decode(video=0))
    assert store.bytes_out < len(sealed) / 100
