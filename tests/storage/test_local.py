"""What only a disk can do: links, crashes, full and read-only disks, two writers."""

import errno
import io
import os
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crypto.clip_header import Kind
from crypto.keyring import Keyring
from storage.disk_errors import translated
from storage.errors import (
    ClipExistsError,
    StorageFullError,
    StorageReadOnlyError,
    StorageUnavailableError,
)
from storage.local import LocalVideoStorage

CLEARTEXT = bytes(range(256)) * 400

# Stores one clip of a second's worth of writes, says so on the way, and waits to be killed.
_WRITER = """
import io, sys
from crypto.keyring import Keyring
from storage.local import LocalVideoStorage

def pause(done):
    print("writing", flush=True)
    sys.stdin.read()

store = LocalVideoStorage(sys.argv[1], Keyring.from_data_key(bytes(32)))
store.store_clip("event-1", io.BytesIO(bytes(1 << 20)), progress=pause)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "clips"


@pytest.fixture
def store(folder: Path) -> Iterator[LocalVideoStorage]:
    with Keyring.generate() as keyring:
        yield LocalVideoStorage(folder, keyring)


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Drop root's power to write everywhere, for the time of the block."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def writer_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        try:
            yield process
        finally:
            process.kill()


def test_the_folder_and_its_files_are_readable_by_their_owner_alone(store, folder):
    clip = store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    store.put_derived("event-1", Kind.INDEX, b"index", clip_id=clip.objects[0].clip_id)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_a_folder_that_is_not_there_is_said_to_be_unavailable(store):
    for call in (lambda: list(store.list()), lambda: store.open_clip("event-1")):
        with pytest.raises(StorageUnavailableError):
            call()


def test_a_link_in_an_objects_place_is_not_followed(store, folder, tmp_path):
    store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    moved = (folder / "event-1.slc").rename(tmp_path / "elsewhere.slc")
    (folder / "event-1.slc").symlink_to(moved)
    listed = store.store_clip("event-2", io.BytesIO(CLEARTEXT)).objects
    (folder / "event-2.slc").rename(tmp_path / "elsewhere2.slc")
    (folder / "event-2.slc").symlink_to(tmp_path / "elsewhere2.slc")
    assert list(store.list()) == []
    with pytest.raises(StorageUnavailableError, match="link"):
        store.open_clip("event-2", listed)


def test_a_link_in_the_place_of_a_part_is_not_written_through(store, folder, tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"untouched")
    folder.mkdir(parents=True)
    (folder / "event-1.slc.part").symlink_to(victim)
    with pytest.raises(StorageUnavailableError):
        store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert victim.read_bytes() == b"untouched"
    store.store_clip("event-2", io.BytesIO(CLEARTEXT))


def test_a_fifo_in_an_objects_place_does_not_hang(store, folder):
    listed = store.store_clip("event-1", io.BytesIO(CLEARTEXT)).objects
    (folder / "event-1.slc").unlink()
    os.mkfifo(folder / "event-1.slc")
    with pytest.raises(StorageUnavailableError, match="no file"):
        store.open_clip("event-1", listed)


@pytest.mark.promise
def test_a_full_disk_leaves_nothing_behind(store, folder):
    store.store_clip("before", io.BytesIO(CLEARTEXT))
    names = names_in(folder)
    for limit in (0, 100, 60_000, len(CLEARTEXT)):
        with file_size_limit(limit), pytest.raises(StorageFullError):
            store.store_clip("event-1", io.BytesIO(CLEARTEXT))
        assert names_in(folder) == names
    assert store.get_clip_data("before") == CLEARTEXT


def test_a_full_disk_keeps_the_derived_data_that_were_there(store, folder):
    clip_id = store.store_clip("event-1", io.BytesIO(CLEARTEXT)).objects[0].clip_id
    store.put_derived("event-1", Kind.INDEX, b"old", clip_id=clip_id)
    with file_size_limit(100), pytest.raises(StorageFullError):
        store.put_derived("event-1", Kind.INDEX, CLEARTEXT, clip_id=clip_id)
    assert store.open_derived("event-1", Kind.INDEX, clip_id=clip_id) == b"old"
    assert not list(folder.glob("*.part"))


def test_a_read_only_folder_is_read_and_says_why_it_is_not_written():
    with tempfile.TemporaryDirectory() as made, Keyring.generate() as keyring:
        folder = Path(made)
        folder.chmod(0o755)
        store = LocalVideoStorage(folder, keyring)
        store.store_clip("event-1", io.BytesIO(CLEARTEXT))
        (folder / "event-1.json").unlink()
        for file in folder.iterdir():
            file.chmod(0o444)
        folder.chmod(0o555)
        with ordinary_user():
            assert store.get_clip_data("event-1") == CLEARTEXT
            assert store.info("event-1").cleartext_size == len(CLEARTEXT)
            for write in (
                lambda: store.store_clip("event-2", io.BytesIO(CLEARTEXT)),
                lambda: store.delete("event-1"),
            ):
                with pytest.raises(StorageReadOnlyError):
                    write()
        assert names_in(folder) == {"event-1.slc"}
        folder.chmod(0o755)


@pytest.mark.promise
def test_a_killed_write_leaves_no_clip_and_is_swept_by_the_next_one(store, folder):
    with writer_process(folder) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert names_in(folder) == {"event-1.slc.part"}
    assert list(store.list()) == []
    store.store_clip("event-2", io.BytesIO(CLEARTEXT))
    assert names_in(folder) == {"event-2.slc", "event-2.json"}
    store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert store.get_clip_data("event-1") == CLEARTEXT


def test_a_clip_that_another_process_is_storing_is_refused_and_left_alone(store, folder):
    with writer_process(folder) as process:
        with pytest.raises(ClipExistsError):
            store.store_clip("event-1", io.BytesIO(CLEARTEXT))
        with pytest.raises(ClipExistsError, match="case"):
            store.store_clip("EVENT-1", io.BytesIO(CLEARTEXT))
        store.store_clip("event-2", io.BytesIO(CLEARTEXT))
        process.communicate("")
        assert process.returncode == 0
    assert (folder / "event-1.slc").exists()


def test_of_many_writers_of_one_event_exactly_one_wins(store):
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def write(number: int) -> None:
        start.wait()
        try:
            store.store_clip("event-1", io.BytesIO(bytes([number]) * 50_000))
        except ClipExistsError:
            outcomes.append("refused")
        else:
            outcomes.append("stored")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["stored"]
    assert len(set(store.get_clip_data("event-1"))) == 1


def test_derived_data_written_by_many_at_once_are_whole(store, folder):
    clip_id = store.store_clip("event-1", io.BytesIO(CLEARTEXT)).objects[0].clip_id

    def write(number: int) -> None:
        for _ in range(5):
            store.put_derived("event-1", Kind.INDEX, bytes([number]) * 40_000, clip_id=clip_id)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    index = store.open_derived("event-1", Kind.INDEX, clip_id=clip_id)
    assert len(index) == 40_000
    assert len(set(index)) == 1
    assert not list(folder.glob("*.part"))


def test_an_open_reader_outlives_the_deletion_of_its_clip(store):
    store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    with store.open_clip("event-1") as reader:
        store.delete("event-1")
        assert reader.readall() == CLEARTEXT


@pytest.mark.promise
def test_the_companion_comes_first_and_each_rename_is_made_durable(store, monkeypatch):
    calls: list[str] = []
    real_fsync, real_rename = os.fsync, os.rename

    def fsync(file: int) -> None:
        calls.append("sync folder" if stat.S_ISDIR(os.fstat(file).st_mode) else "sync file")
        real_fsync(file)

    def rename(old: str, new: str, **folders: int) -> None:
        calls.append(f"{old} -> {new}")
        real_rename(old, new, **folders)

    store.store_clip("before", io.BytesIO(CLEARTEXT))
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    store.store_clip("e", io.BytesIO(CLEARTEXT))
    assert calls == [
        "sync file",
        "e.json.part -> e.json",
        "sync folder",
        "sync file",
        "e.slc.part -> e.slc",
        "sync folder",
    ]


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, StorageFullError), (errno.EDQUOT, StorageFullError),
     (errno.EROFS, StorageReadOnlyError), (errno.EIO, StorageUnavailableError)],
)  # fmt: skip
def test_errors_say_what_to_do_and_name_no_path(number, kind):
    with pytest.raises(kind) as caught, translated("reading an object"):
        raise OSError(number, os.strerror(number), "/secret/event-7.slc")
    assert "event-7" not in str(caught.value)
