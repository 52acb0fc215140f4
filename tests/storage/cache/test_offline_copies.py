"""Clips that are kept whole on this computer."""

import io
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.clip_header import Kind
from crypto.errors import AlteredError
from crypto.keyring import Keyring
from storage.cache import CachedObjects, PageCache
from storage.cache.cached_source import CachedSource
from storage.cache.copy_facts import CopyFacts, copy_key
from storage.clip_object import ClipObject
from storage.disk_folder import DiskFolder
from storage.errors import (
    ClipNotFoundError,
    ReadInterruptedError,
    StorageFullError,
    StorageUnavailableError,
)
from storage.interrupt import Interrupt
from storage.offline import CopyState
from storage.sealed import SealedVideoStorage
from tests.storage.cache.counted import CountedObjects

CLEARTEXT = random.Random(8).randbytes(9_000_001)
KEYRING = Keyring.from_data_key(bytes(range(32)))
ROOT = Path(__file__).resolve().parents[3]

# Keeps a clip, and stands still at its half until it is killed.
_KEEPER = """
import sys
from pathlib import Path
from crypto.keyring import Keyring
from storage.cache import CachedObjects, PageCache
from storage.disk_folder import DiskFolder
from storage.sealed import SealedVideoStorage

folder = Path(sys.argv[1])
objects = DiskFolder(folder / "clips")
cached = CachedObjects(objects, PageCache(folder / "copies", budget_bytes=1))
clip = SealedVideoStorage(objects, Keyring.from_data_key(bytes(range(32)))).info("a").objects

def stand_still(done, total):
    if done > total / 2:
        print("half", flush=True)
        sys.stdin.read()

cached.offline.pin("a", clip, progress=stand_still)
"""


@pytest.fixture
def clip(store: CountedObjects) -> ClipObject:
    storage = SealedVideoStorage(store, KEYRING)
    [stored] = storage.store_clip("a", io.BytesIO(CLEARTEXT)).objects
    assert stored.clip_id is not None
    for kind in (Kind.INDEX, Kind.THUMBNAILS):
        storage.put_derived("a", kind, b"derived" * 30_000, clip_id=stored.clip_id)
    return stored


def test_a_kept_clip_and_what_is_derived_from_it_are_read_while_the_store_is_away(
    opened: Callable[..., CachedObjects], store: CountedObjects, clip: ClipObject
) -> None:
    told: list[tuple[int, int]] = []
    first = opened()
    assert first.offline is not None
    first.offline.pin("a", [clip], progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] == store.bytes_out
    first.close()
    store.away = True
    storage = SealedVideoStorage(opened(budget_bytes=0), KEYRING)
    with storage.open_clip("a", [clip]) as reader:
        assert reader.readall() == CLEARTEXT
    assert clip.clip_id is not None
    assert storage.open_derived("a", Kind.INDEX, clip_id=clip.clip_id)
    assert storage.open_derived("a", Kind.THUMBNAILS, clip_id=clip.clip_id)


def test_the_state_tells_what_is_here(
    opened: Callable[..., CachedObjects], cached: CachedObjects, clip: ClipObject
) -> None:
    offline = cached.offline
    assert offline is not None
    size = clip.stored_size
    assert offline.state([clip]) == CopyState(0, size)
    with closing(cached.open("a.slc")) as source:
        source.read_at(0, 10)
    cached._fetching.demand.close()
    assert 0 < offline.state([clip]).kept_bytes < 100_000
    again = opened().offline
    assert again is not None
    assert 0 < again.state([clip]).kept_bytes < 100_000
    again.pin("a", [clip])
    assert again.state([clip]) == CopyState(size, size, pinned=True)
    other = opened(budget_bytes=1).offline
    assert other is not None
    assert other.state([clip]) == CopyState(size, size, pinned=True)
    assert other.usage().pinned_bytes >= size
    other.unpin("a", [clip])
    other.clear()
    assert other.state([clip]) == CopyState(0, size)
    assert other.usage().kept_bytes == 0


def test_what_was_fetched_before_an_interruption_is_not_fetched_again(
    cached: CachedObjects, store: CountedObjects, clip: ClipObject
) -> None:
    offline, interrupt = cached.offline, Interrupt()
    assert offline is not None

    def end_at_half(done: int, total: int) -> None:
        if done > total / 2:
            interrupt.end()

    with pytest.raises(ReadInterruptedError):
        offline.pin("a", [clip], progress=end_at_half, interrupt=interrupt)
    assert offline.state([clip]).pinning
    offline.pin("a", [clip])
    assert offline.state([clip]).pinned
    assert store.bytes_out == sum(entry.size for entry in store.entries("a.") if ".s" in entry.name)


def test_keeping_goes_on_after_the_store_was_away(
    cached: CachedObjects, store: CountedObjects, clip: ClipObject
) -> None:
    offline = cached.offline
    assert offline is not None

    def cut(done: int, total: int) -> None:
        store.away = done > total / 2

    with pytest.raises(StorageUnavailableError):
        offline.pin("a", [clip], progress=cut)
    store.away = False
    offline.pin("a", [clip])
    assert offline.state([clip]).pinned


def test_keeping_goes_on_where_a_killed_process_was(tmp_path: Path) -> None:
    objects = DiskFolder(tmp_path / "clips")
    storage = SealedVideoStorage(objects, KEYRING)
    recorded = storage.store_clip("a", io.BytesIO(CLEARTEXT)).objects
    with subprocess.Popen(
        [sys.executable, "-c", _KEEPER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
    cache = PageCache(tmp_path / "copies", budget_bytes=1)
    with closing(CachedObjects(objects, cache)) as cached:
        assert cached.offline is not None
        state = cached.offline.state(recorded)
        assert state.pinning
        assert not state.pinned
        assert state.kept_bytes > state.size / 3
        cached.offline.pin("a", recorded)
        assert cached.offline.state(recorded).pinned


@pytest.mark.promise
def test_bytes_that_the_row_did_not_record_are_not_kept(
    cached: CachedObjects, clip: ClipObject
) -> None:
    offline = cached.offline
    assert offline is not None
    for wrong in (
        replace(clip, stored_sha256=bytes(32)),
        replace(clip, stored_size=clip.stored_size + 1),
    ):
        with pytest.raises(AlteredError):
            offline.pin("a", [wrong])
        state = offline.state([clip])
        assert not state.pinned
        assert not state.pinning
    offline.pin("a", [clip])
    assert offline.state([clip]).pinned


@pytest.mark.promise
def test_a_copy_of_an_earlier_clip_of_the_event_is_not_kept_for_the_recorded_one(
    cached: CachedObjects, store: CountedObjects, clip: ClipObject
) -> None:
    with closing(cached.open("a.slc")) as source:
        source.read_at(0, 1_000_000)
    elsewhere = SealedVideoStorage(store, KEYRING)
    elsewhere.delete("a")
    recorded = elsewhere.store_clip("a", io.BytesIO(CLEARTEXT[::-1])).objects
    offline = cached.offline
    assert offline is not None
    offline.pin("a", recorded)
    with SealedVideoStorage(cached, KEYRING).open_clip("a", recorded) as reader:
        assert reader.readall() == CLEARTEXT[::-1]


@pytest.mark.promise
def test_nor_are_pages_of_it_that_have_not_got_to_the_disk(
    cached: CachedObjects, store: CountedObjects, clip: ClipObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, earlier = PageCache.write, cached.open("a.slc")
    assert isinstance(earlier, CachedSource)

    def write_late(
        cache: PageCache, key: str, facts: CopyFacts, first: int, pages: Sequence[bytes]
    ) -> bool:
        return facts != earlier.facts and write(cache, key, facts, first, pages)

    monkeypatch.setattr(PageCache, "write", write_late)
    with closing(earlier):
        earlier.read_at(0, clip.stored_size)
    elsewhere = SealedVideoStorage(store, KEYRING)
    elsewhere.delete("a")
    recorded = elsewhere.store_clip("a", io.BytesIO(CLEARTEXT[::-1])).objects
    offline = cached.offline
    assert offline is not None
    assert not offline.state(recorded).kept_bytes
    offline.pin("a", recorded)
    with SealedVideoStorage(cached, KEYRING).open_clip("a", recorded) as reader:
        assert reader.readall() == CLEARTEXT[::-1]


def test_of_the_objects_that_a_row_accepts_the_first_that_is_there_is_kept(
    cached: CachedObjects, store: CountedObjects, clip: ClipObject
) -> None:
    offline = cached.offline
    assert offline is not None
    gone = replace(clip, name=f"a.{'0' * 32}.slc")
    with pytest.raises(ClipNotFoundError):
        offline.pin("a", [gone])
    assert not offline.state([gone]).pinning
    offline.pin("a", [gone, clip])
    assert offline.state([gone, clip]).pinned


def test_a_folder_without_room_gives_the_keeping_up(
    store: CountedObjects, clip: ClipObject, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = PageCache(tmp_path / "file" / "copies", budget_bytes=1)
    with closing(CachedObjects(store, cache)) as cached:
        assert cached.offline is not None
        with pytest.raises((StorageFullError, StorageUnavailableError)):
            cached.offline.pin("a", [clip])


def test_the_state_of_thousands_of_clips_takes_no_file_access(
    cached: CachedObjects, clip: ClipObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline = cached.offline
    assert offline is not None
    offline.state([clip])

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os, "scandir", refuse)
    for number in range(2000):
        offline.state([replace(clip, name=f"e{number}.slc")])


def test_names_of_the_copies_do_not_tell_of_other_stores() -> None:
    assert copy_key("s3://a/", "e.slc") != copy_key("s3://b/", "e.slc")
