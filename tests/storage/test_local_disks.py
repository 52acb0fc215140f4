"""Disks that are full, read-only, taken away or far away: real small ones where that can be."""

import errno
import fcntl
import io
import os
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from crypto.clip_header import Kind
from crypto.keyring import Keyring
from storage.errors import (
    ClipExistsError,
    StorageFullError,
    StorageReadOnlyError,
    StorageUnavailableError,
)
from storage.fault import Fault
from storage.local import LocalVideoStorage

CLEARTEXT = bytes(range(256)) * 400

Mount = Callable[..., Path]


@pytest.fixture
def keyring() -> Iterator[Keyring]:
    with Keyring.generate() as made:
        yield made


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Mount a file system in memory at `tmp_path / "disk"`, once or again."""
    point = tmp_path / "disk"
    point.mkdir()

    def mounted(options: str = "size=1m") -> Path:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "none", point], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("nothing can be mounted here")
        return point

    yield mounted
    while os.path.ismount(point):
        subprocess.run(["umount", "-l", point], check=True)


def unmount(point: Path) -> None:
    subprocess.run(["umount", point], check=True)


def fill(folder: Path, *, leaving: int = 0) -> None:
    """Take all room but for `leaving` bytes."""
    with (folder / "filler").open("wb", buffering=0) as filler:
        with suppress(OSError):
            while True:
                filler.write(bytes(4096))
        filler.truncate(filler.tell() - leaving)


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def is_folder(file: int) -> bool:
    return stat.S_ISDIR(os.fstat(file).st_mode)


@pytest.mark.parametrize("room", [0, 4096, 60_000, 102_400])
def test_a_disk_that_fills_up_while_a_clip_is_stored_keeps_the_old_state(mount, keyring, room):
    folder = mount()
    store = LocalVideoStorage(folder, keyring)
    store.store_clip("before", io.BytesIO(CLEARTEXT))
    fill(folder, leaving=room)
    names = names_in(folder)
    with pytest.raises(StorageFullError):
        store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert names_in(folder) == names
    assert store.get_clip_data("before") == CLEARTEXT
    (folder / "filler").unlink()
    store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert store.get_clip_data("event-1") == CLEARTEXT


def test_room_for_the_clip_and_not_for_its_companion_leaves_neither(mount, keyring):
    folder = mount()
    store = LocalVideoStorage(folder, keyring)
    size = store.store_clip("before", io.BytesIO(CLEARTEXT)).objects[0].stored_size
    fill(folder, leaving=-(-size // 4096) * 4096)
    names = names_in(folder)
    with pytest.raises(StorageFullError):
        store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert names_in(folder) == names


def test_a_disk_without_room_for_another_name_leaves_nothing_of_the_clip(mount, keyring):
    folder = mount("size=1m,nr_inodes=4")
    store = LocalVideoStorage(folder, keyring)
    # Of the four one is the folder; with two foreign files the clip gets the last.
    for name in ("one", "two"):
        (folder / name).touch()
    with pytest.raises(StorageFullError):
        store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert names_in(folder) == {"one", "two"}


@pytest.mark.promise
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("ending", [".json", ".slc"])
def test_a_disk_that_is_full_when_a_name_is_put_in_place_leaves_nothing(
    tmp_path, keyring, monkeypatch, number, ending
):
    real_rename = os.rename

    def rename(old: str, new: str, **folders: int) -> None:
        if new.endswith(ending):
            raise OSError(number, os.strerror(number))
        real_rename(old, new, **folders)

    store = LocalVideoStorage(tmp_path, keyring)
    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", rename)
        with pytest.raises(StorageFullError):
            store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert names_in(tmp_path) == set()
    store.store_clip("event-1", io.BytesIO(CLEARTEXT))


def test_a_disk_mounted_read_only_is_read_and_says_why_it_is_not_written(mount, keyring):
    folder = mount()
    store = LocalVideoStorage(folder, keyring)
    clip_id = store.store_clip("event-1", io.BytesIO(CLEARTEXT)).objects[0].clip_id
    (folder / "event-1.json").unlink()
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
    assert store.get_clip_data("event-1") == CLEARTEXT
    assert [clip.event_id for clip in store.list()] == ["event-1"]
    for write in (
        lambda: store.store_clip("event-2", io.BytesIO(CLEARTEXT)),
        lambda: store.put_derived("event-1", Kind.INDEX, b"index", clip_id=clip_id),
        lambda: store.delete("event-1"),
    ):
        with pytest.raises(StorageReadOnlyError) as caught:
            write()
        assert caught.value.fault is Fault.DISK
    assert names_in(folder) == {"event-1.slc"}


@pytest.mark.parametrize("inside", [".", "clips"])
def test_a_disk_that_was_taken_away_is_never_replaced_by_an_empty_folder(mount, keyring, inside):
    point = mount()
    store = LocalVideoStorage(point / inside, keyring)
    store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    unmount(point)
    for call in (
        lambda: store.store_clip("event-2", io.BytesIO(CLEARTEXT)),
        lambda: store.open_clip("event-1"),
        lambda: list(store.list()),
        lambda: store.delete("event-1"),
    ):
        with pytest.raises(StorageUnavailableError) as caught:
            call()
        assert caught.value.fault is Fault.DISK
    assert names_in(point) == set()


def test_a_disk_that_comes_back_under_another_number_is_taken_for_what_it_is(
    mount, keyring, tmp_path
):
    point = mount()
    store = LocalVideoStorage(point, keyring)
    store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    kept = {file.name: file.read_bytes() for file in point.iterdir()}
    unmount(point)
    with pytest.raises(StorageUnavailableError):
        store.open_clip("event-1")
    # In between another one, so that the same number is not given out again.
    between = tmp_path / "between"
    between.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "none", between], check=True)
    try:
        mount()
        for name, content in kept.items():
            (point / name).write_bytes(content)
        assert store.get_clip_data("event-1") == CLEARTEXT
        store.store_clip("event-2", io.BytesIO(CLEARTEXT))
    finally:
        unmount(between)


@pytest.mark.promise
@pytest.mark.parametrize("is_there", [True, False])
def test_a_store_that_is_known_to_hold_clips_is_not_made_anew(tmp_path, keyring, is_there):
    folder = tmp_path / "clips"
    if is_there:
        folder.mkdir()
    store = LocalVideoStorage(folder, keyring, holds_clips=True)
    with pytest.raises(StorageUnavailableError):
        store.store_clip("event-2", io.BytesIO(CLEARTEXT))
    assert folder.exists() is is_there
    LocalVideoStorage(folder, keyring).store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert store.get_clip_data("event-1") == CLEARTEXT
    store.delete("event-1")
    store.store_clip("event-1", io.BytesIO(CLEARTEXT))


@pytest.mark.promise
def test_the_names_of_new_folders_are_made_durable_too(tmp_path, keyring, monkeypatch):
    synced: list[str] = []
    real_fsync = os.fsync

    def fsync(file: int) -> None:
        synced.append(os.path.realpath(f"/proc/self/fd/{file}"))
        real_fsync(file)

    monkeypatch.setattr(os, "fsync", fsync)
    folder = tmp_path / "deep" / "clips"
    LocalVideoStorage(folder, keyring).store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert synced[:2] == [str(tmp_path), str(tmp_path / "deep")]
    assert synced.count(str(folder)) == 2


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_network_disk_without_fsync_for_folders_is_written(
    tmp_path, keyring, monkeypatch, number
):
    real_fsync = os.fsync

    def fsync(file: int) -> None:
        if is_folder(file):
            raise OSError(number, os.strerror(number))
        real_fsync(file)

    monkeypatch.setattr(os, "fsync", fsync)
    store = LocalVideoStorage(tmp_path / "clips", keyring)
    store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert store.get_clip_data("event-1") == CLEARTEXT


@pytest.mark.promise
@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.ETIMEDOUT])
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_disk_that_cannot_make_a_clip_durable_leaves_none(
    tmp_path, keyring, monkeypatch, number, what
):
    def fsync(file: int) -> None:
        if is_folder(file) == (what == "folder"):
            raise OSError(number, os.strerror(number))

    store = LocalVideoStorage(tmp_path, keyring)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        with pytest.raises(StorageUnavailableError) as caught:
            store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert caught.value.fault is Fault.DISK
    assert names_in(tmp_path) == set()


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE])
def test_a_disk_that_fails_while_a_clip_is_read_is_said_to_be_unavailable(
    tmp_path, keyring, monkeypatch, number
):
    store = LocalVideoStorage(tmp_path, keyring)
    store.store_clip("event-1", io.BytesIO(CLEARTEXT))

    def pread(_file: int, _length: int, _offset: int) -> bytes:
        raise OSError(number, os.strerror(number))

    with store.open_clip("event-1") as reader, monkeypatch.context() as patched:
        patched.setattr(os, "pread", pread)
        with pytest.raises(StorageUnavailableError):
            reader.read(10)
        patched.undo()
        assert reader.readall() == CLEARTEXT


def test_on_a_disk_without_locks_only_an_old_part_is_taken_for_left(tmp_path, keyring, monkeypatch):
    def flock(_file: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", flock)
    store = LocalVideoStorage(tmp_path, keyring)
    part = tmp_path / "event-1.slc.part"
    part.write_bytes(b"somebody's, perhaps")
    with pytest.raises(ClipExistsError):
        store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert part.exists()
    long_ago = time.time() - 7200
    os.utime(part, (long_ago, long_ago))
    store.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert names_in(tmp_path) == {"event-1.slc", "event-1.json"}


def test_a_date_beyond_every_calendar_does_not_hide_the_other_clips(mount, keyring):
    folder = mount()
    store = LocalVideoStorage(folder, keyring)
    for event_id in ("event-1", "event-2"):
        store.store_clip(event_id, io.BytesIO(CLEARTEXT))
    os.utime(folder / "event-1.slc", (1e12, 1e12))
    assert [clip.stem for clip in store.entries()] == ["event-1", "event-2"]
