"""Read and write the one kind of file that this package owns.

A write leaves either the old file or the new one: it goes to ``<name>.part``, is flushed, and is
renamed; the directory is flushed too. The file before stays as ``<name>.previous``.
"""

import os
from contextlib import suppress
from pathlib import Path

from .errors import KeyringFileError
from .keyring_format import MAXIMUM_FILE_SIZE

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def read_keyring_bytes(path: Path) -> bytes:
    """Return a keyring file's bytes.

    Raises:
        KeyringFileError: absent, a symbolic link, unreadable or far too large.
    """
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | _NO_FOLLOW), "rb") as file:
            content = file.read(MAXIMUM_FILE_SIZE + 1)
    except OSError as error:
        raise KeyringFileError(f"The keyring file cannot be read: {error.strerror}") from error
    if len(content) > MAXIMUM_FILE_SIZE:
        raise KeyringFileError("The keyring file is too large to be one")
    return content


def write_keyring_bytes(path: Path, content: bytes, *, replace: bool) -> None:
    """Write a keyring file, readable by its owner only.

    Args:
        path: its directory must exist.
        content: the whole file.
        replace: whether a file may be there; it is kept as ``<name>.previous``.

    Raises:
        KeyringFileError: it is there and may not be, or the file system refused.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        if replace:
            previous = path.with_name(f"{path.name}.previous")
            _write_flushed(previous, read_keyring_bytes(path))
            _write_flushed(part, content)
            part.replace(path)
        else:
            _write_flushed(part, content)
            _move_to_new_name(part, path)
        _flush_directory(path.parent)
    except FileExistsError as error:
        part.unlink(missing_ok=True)
        raise KeyringFileError("A keyring file is already there") from error
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise KeyringFileError(f"The keyring file cannot be written: {error.strerror}") from error


def _write_flushed(path: Path, content: bytes) -> None:
    # A left-over of a crash would make the exclusive creation fail.
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _move_to_new_name(part: Path, path: Path) -> None:
    try:
        # A link fails when the name is taken, which a rename does not.
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # No hard links here (FAT): the check leaves a moment open, and is all there is.
        if path.exists():
            raise FileExistsError from None
        part.replace(path)
    else:
        part.unlink()


def _flush_directory(directory: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
