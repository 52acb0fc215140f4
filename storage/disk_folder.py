"""An object store in one folder of a disk.

Rules:
- Every file is opened by its bare name beneath the folder's descriptor, and never through a link.
- A write goes to `<name>.part`, is fsynced, renamed, and the folder is fsynced: after a crash an
  object is whole or absent.
- A writer holds a lock on its `.part` file. A `.part` that nobody holds is left from a crash, and
  the next write removes it; so two processes can share a folder.
- Files are readable by their owner alone.
"""

import errno
import fcntl
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from crypto.secret import BytesLike
from crypto.source import CiphertextSource, FileSource
from storage.disk_errors import translated
from storage.errors import ClipExistsError, ClipNotFoundError, StorageUnavailableError
from storage.interrupt import Interrupt
from storage.location import parse_name, refuse_collision
from storage.object_store import ObjectEntry

_PART = ".part"
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# Without O_NONBLOCK the open of a planted FIFO would hang before its kind can be checked.
_OLD_FILE = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class DiskFolder:
    """The folder `path`. It is made at the first write; its own path may lead through links."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()

    @property
    def location(self) -> str:
        return str(self._path)

    def entries(self, prefix: str = "") -> Iterator[ObjectEntry]:
        """Yield the regular files; links and folders are foreign."""
        with self._descriptor() as folder:
            with translated("listing the folder"), os.scandir(folder) as listing:
                files = sorted(
                    entry.name
                    for entry in listing
                    if entry.name.startswith(prefix)
                    and not entry.name.endswith(_PART)
                    and entry.is_file(follow_symlinks=False)
                )
            for name in files:
                with translated("reading an object's size and time"):
                    try:
                        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
                    except FileNotFoundError:
                        continue  # Somebody removed it since the names were read.
                modified_at = datetime.fromtimestamp(found.st_mtime, tz=UTC)
                yield ObjectEntry(name, found.st_size, modified_at)

    def open(self, name: str, *, interrupt: Interrupt | None = None) -> CiphertextSource:
        del interrupt  # A disk answers or fails; nothing here can be called off.
        with self._descriptor() as folder, translated("opening an object"):
            file = _open_existing(name, os.O_RDONLY, folder=folder)
        return DiskSource(file)

    def create(self, name: str) -> "DiskWriter":
        with self._descriptor(make=True) as folder, translated("creating an object"):
            _sweep(folder)
            file = _new_part(name, folder=folder, wait=False)
            writer = DiskWriter(os.dup(folder), file, name=name)
            try:
                refuse_collision(name, _taken_names(folder, besides=name + _PART))
            except BaseException:
                writer.discard()
                raise
        return writer

    def replace(self, name: str, ciphertext: bytes) -> None:
        with self._descriptor(make=True) as folder, translated("writing an object"):
            file = _new_part(name, folder=folder, wait=True)
            with DiskWriter(os.dup(folder), file, name=name) as writer:
                writer.write(ciphertext)
                writer.commit()

    def remove(self, names: Iterable[str]) -> None:
        with self._descriptor() as folder, translated("removing an object"):
            for name in names:
                with suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=folder)
            _sync_folder(folder)

    @contextmanager
    def _descriptor(self, *, make: bool = False) -> Iterator[int]:
        """Open the folder for the time of one operation, so that a disk can be unmounted."""
        with translated("opening the folder"):
            if make:
                self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                folder = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            except (FileNotFoundError, NotADirectoryError) as error:
                raise StorageUnavailableError("the folder of the clips is not there") from error
        try:
            yield folder
        finally:
            os.close(folder)


class DiskSource(FileSource):
    """A file whose disk may fail while it is read."""

    __slots__ = ()

    def read_at(self, offset: int, length: int) -> bytes:
        with translated("reading an object"):
            return super().read_at(offset, length)


class DiskWriter:
    """A `.part` file, locked by us, that `commit` renames."""

    def __init__(self, folder: int, file: int, *, name: str) -> None:
        self._folder = folder
        self._file = file
        self._name = name
        self._present_name: str | None = name + _PART

    def write(self, ciphertext: BytesLike) -> None:
        remaining = memoryview(ciphertext).cast("B")
        with translated("writing an object"):
            while remaining:
                remaining = remaining[os.write(self._file, remaining) :]

    def commit(self) -> None:
        with translated("completing an object"):
            os.fsync(self._file)
            os.rename(
                self._name + _PART, self._name, src_dir_fd=self._folder, dst_dir_fd=self._folder
            )
            # Until the folder is on the disk too, a failure still has to take the object away.
            self._present_name = self._name
            _sync_folder(self._folder)
        self._present_name = None

    def discard(self) -> None:
        """Remove what was written, unless it was committed, and let go of the files."""
        try:
            if self._present_name is not None:
                with suppress(OSError):
                    os.unlink(self._present_name, dir_fd=self._folder)
        finally:
            os.close(self._file)
            os.close(self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.discard()


def _open_existing(name: str, access: int, *, folder: int) -> int:
    """Open a regular file; a link, a FIFO or a folder of that name is refused."""
    try:
        file = os.open(name, access | _OLD_FILE, dir_fd=folder)
    except FileNotFoundError as error:
        raise ClipNotFoundError("there is no such object") from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise StorageUnavailableError("a link lies in the object's place") from error
        raise
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise StorageUnavailableError("something that is no file lies in the object's place")
    return file


def _new_part(name: str, *, folder: int, wait: bool) -> int:
    """Create and lock the `.part` file of `name`; `wait` for another writer or refuse."""
    part = name + _PART
    while True:
        try:
            file = os.open(part, _NEW_FILE, 0o600, dir_fd=folder)
        except FileExistsError:
            if not _remove_stale(part, folder=folder, wait=wait):
                raise ClipExistsError("it is being stored at this moment") from None
            continue
        # A sweep may have taken the new file for a stale one before it was locked.
        if _locked(file, wait=wait) and _is_named(part, file, folder=folder):
            return file
        os.close(file)


def _sweep(folder: int) -> None:
    """Remove the `.part` files that a crash left behind."""
    for part in os.listdir(folder):
        if part.endswith(_PART) and parse_name(part.removesuffix(_PART)):
            # A link or a FIFO of that name is somebody else's.
            with suppress(StorageUnavailableError):
                _remove_stale(part, folder=folder, wait=False)


def _remove_stale(part: str, *, folder: int, wait: bool) -> bool:
    """Remove a `.part` file that nobody writes; False when somebody does."""
    try:
        file = _open_existing(part, os.O_WRONLY, folder=folder)
    except ClipNotFoundError:
        return True
    try:
        if not _locked(file, wait=wait):
            return False
        # Its writer may have renamed it meanwhile; then the name belongs to somebody else.
        if _is_named(part, file, folder=folder):
            os.unlink(part, dir_fd=folder)
        return True
    finally:
        os.close(file)


def _locked(file: int, *, wait: bool) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _is_named(name: str, file: int, *, folder: int) -> bool:
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(found, os.fstat(file))


def _taken_names(folder: int, *, besides: str) -> list[str]:
    """Return the names of all objects, those in the making too, but for our own."""
    return [name.removesuffix(_PART) for name in os.listdir(folder) if name != besides]


def _sync_folder(folder: int) -> None:
    try:
        os.fsync(folder)
    except OSError as error:
        # Some network file systems have no fsync for folders; they write names through.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
