"""An object in the making on a disk: the `.part` file that becomes it.

Rules:
- A write goes to `<name>.part`, is fsynced, renamed, and the folder is fsynced: after a crash an
  object is whole or absent.
- A writer holds a lock on its `.part` file. A `.part` that nobody holds is left from a crash, and
  the next write removes it; so two processes can share a folder. Where a file system has no locks,
  a `.part` that was not written to for an hour counts as left.
- `folder` is always the descriptor of an open folder, and names are bare.
"""

import errno
import fcntl
import os
import stat
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

from crypto.secret import BytesLike
from storage.disk_errors import translated
from storage.errors import ClipExistsError, ClipNotFoundError, StorageUnavailableError
from storage.fault import Fault
from storage.location import parse_name

PART = ".part"
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# Without O_NONBLOCK the open of a planted FIFO would hang before its kind can be checked.
_OLD_FILE = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL})
_LEFT_AFTER_S = 3600
# Some network file systems have no fsync for folders; they write names through.
_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS})


class DiskWriter:
    """A `.part` file, locked by us, that `commit` renames; takes over both descriptors."""

    def __init__(self, folder: int, file: int, *, name: str) -> None:
        self._folder = folder
        self._file = file
        self._name = name
        self._present_name: str | None = name + PART

    def write(self, ciphertext: BytesLike) -> None:
        remaining = memoryview(ciphertext).cast("B")
        with translated("writing an object"):
            while remaining:
                remaining = remaining[os.write(self._file, remaining) :]

    def commit(self) -> None:
        with translated("completing an object"):
            os.fsync(self._file)
            os.rename(
                self._name + PART, self._name, src_dir_fd=self._folder, dst_dir_fd=self._folder
            )
            # Until the folder is on the disk too, a failure still has to take the object away.
            self._present_name = self._name
            sync_folder(self._folder)
        self._present_name = None

    def discard(self) -> None:
        """Remove what was written, unless it was committed, and let go of the files."""
        try:
            if self._present_name is not None:
                with suppress(OSError):
                    os.unlink(self._present_name, dir_fd=self._folder)
        finally:
            for descriptor in (self._file, self._folder):
                # What has to be on the disk was fsynced; a network disk may still complain here.
                with suppress(OSError):
                    os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.discard()


def open_existing(name: str, access: int, *, folder: int) -> int:
    """Open a regular file; a link, a FIFO or a folder of that name is refused."""
    try:
        file = os.open(name, access | _OLD_FILE, dir_fd=folder)
    except FileNotFoundError as error:
        raise ClipNotFoundError("there is no such object") from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _in_its_place("a link lies in the object's place") from error
        raise
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise _in_its_place("something that is no file lies in the object's place")
    return file


def new_part(name: str, *, folder: int, wait: bool) -> int:
    """Create and lock the `.part` file of `name`; `wait` for another writer or refuse."""
    part = name + PART
    while True:
        try:
            file = os.open(part, _NEW_FILE, 0o600, dir_fd=folder)
        except FileExistsError:
            if not _remove_left(part, folder=folder, wait=wait):
                raise ClipExistsError("it is being stored at this moment") from None
            continue
        # A sweep may have taken the new file for a left one before it was locked; nobody else
        # has a reason to lock it, and a sweep is soon over.
        if _locked(file, wait=True) is not False and _is_named(part, file, folder=folder):
            return file
        os.close(file)


def sweep(folder: int) -> None:
    """Remove the `.part` files that a crash left behind."""
    for part in os.listdir(folder):
        if part.endswith(PART) and parse_name(part.removesuffix(PART)):
            # A link or a FIFO of that name is somebody else's.
            with suppress(StorageUnavailableError):
                _remove_left(part, folder=folder, wait=False)


def sync_folder(folder: int) -> None:
    """Make the names in a folder durable, where the file system can be told to."""
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise


def _remove_left(part: str, *, folder: int, wait: bool) -> bool:
    """Remove a `.part` file that nobody writes; False when somebody does."""
    try:
        file = open_existing(part, os.O_WRONLY, folder=folder)
    except ClipNotFoundError:
        return True
    try:
        locked = _locked(file, wait=wait)
        if locked is None:
            locked = time.time() - os.fstat(file).st_mtime > _LEFT_AFTER_S
        if not locked:
            return False
        # Its writer may have renamed it meanwhile; then the name belongs to somebody else.
        if _is_named(part, file, folder=folder):
            os.unlink(part, dir_fd=folder)
        return True
    finally:
        os.close(file)


def _locked(file: int, *, wait: bool) -> bool | None:
    """Lock a file; False when somebody else has it locked, None where there are no locks."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return None
        raise
    return True


def _is_named(name: str, file: int, *, folder: int) -> bool:
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(found, os.fstat(file))


def _in_its_place(message: str) -> StorageUnavailableError:
    return StorageUnavailableError(message, Fault.DISK)
