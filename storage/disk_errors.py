"""From what the operating system says to what a caller can do about it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from storage.errors import StorageFullError, StorageReadOnlyError, StorageUnavailableError
from storage.fault import Fault

# EFBIG: the file size limit of the process or of the file system.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn an `OSError` from the block into the `StorageError` that says what to do.

    The message names neither file nor folder: paths hold event ids, and messages are logged.
    """
    try:
        yield
    except OSError as error:
        reason = f"{doing}: {error.strerror or type(error).__name__}"
        if error.errno in _FULL:
            raise StorageFullError(reason) from error
        if error.errno in _READ_ONLY:
            raise StorageReadOnlyError(reason, Fault.DISK) from error
        raise StorageUnavailableError(reason, Fault.DISK) from error
