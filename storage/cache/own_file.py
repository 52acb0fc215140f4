"""How the cache opens its files: plain ones beneath an object's folder, and nothing else.

Whoever can write to the folder could put a pipe in a file's place, which would be waited for, or a
link, which would lead elsewhere. Neither is opened for use, nor followed.
"""

import errno
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SAFELY = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# What opening a link and a socket says.
_OTHER_KINDS = frozenset({errno.ELOOP, errno.ENXIO})
_SMALL_BYTES = 64 << 10


class NotPlainFileError(OSError):
    """In a file's place lies something else."""


@contextmanager
def opened(path: Path, flags: int) -> Iterator[int]:
    """Open a file of an object's folder, and give its descriptor.

    Raises:
        OSError: NotPlainFileError when it is no plain file.
    """
    folder = os.open(path.parent, _FOLDER)
    try:
        file = _open(path.name, flags, folder)
    finally:
        os.close(folder)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise NotPlainFileError(errno.EINVAL, "not a plain file")
        yield file
    finally:
        os.close(file)


def read_small(path: Path) -> bytes:
    """Return a file's content, cut where it is longer than the cache ever writes such a file.

    Raises:
        OSError: NotPlainFileError when it is no plain file.
    """
    with opened(path, os.O_RDONLY) as file:
        return os.pread(file, _SMALL_BYTES, 0)


def write_once(path: Path, content: bytes) -> None:
    """Make a file, whole at once.

    Raises:
        OSError: FileExistsError when it is there.
    """
    with _part(path, content) as part:
        try:
            os.link(part, path)
        except PermissionError:
            # Some file systems have no hard links; there the last writer wins.
            part.replace(path)


def write_anew(path: Path, content: bytes) -> None:
    """Make a file, whole at once, in the place of the one that is there.

    Raises:
        OSError
    """
    with _part(path, content) as part:
        part.replace(path)


@contextmanager
def _part(path: Path, content: bytes) -> Iterator[Path]:
    """Write a file beside `path`, which is gone at the end."""
    part = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        with opened(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as file:
            if os.write(file, content) < len(content):
                raise OSError(errno.ENOSPC, "no room for a small file")
        yield part
    finally:
        part.unlink(missing_ok=True)


def _open(name: str, flags: int, folder: int) -> int:
    try:
        return os.open(name, flags | _SAFELY, 0o600, dir_fd=folder)
    except OSError as error:
        if error.errno in _OTHER_KINDS:
            raise NotPlainFileError(error.errno, "not a plain file") from error
        raise
