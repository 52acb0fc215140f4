"""Write cleartext to a file because a person said so: the original bytes of a clip, or one frame.

The file is made by this call alone, readable by its owner alone, and appears under its name only
when it is complete. Every export is logged by ids.
"""

import contextlib
import errno
import io
import logging
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from app.session.errors import CancelledError, ExportTargetError
from app.session.overlapping import copy_overlapping
from models.records import ClipRecord

_log = logging.getLogger(__name__)
# What FAT and some network file systems, which know no hard links, answer.
_NO_LINKS_HERE = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)


def export_stream(
    clip: ClipRecord,
    reader: io.RawIOBase,
    target: Path,
    *,
    overwrite: bool = False,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the original bytes of `clip` to `target`; return how many.

    After each block `progress` is told how many, and `cancelled` is asked whether to give up.

    Raises:
        ExportTargetError: the target exists, or cannot be written.
        EncryptionError: the clip is damaged; the target is not made.
        CancelledError: `cancelled` said so; the target is not made.
    """

    def told(done: int) -> None:
        if progress is not None:
            progress(done)
        if cancelled is not None and cancelled():
            raise CancelledError("the export was cancelled; nothing was kept")

    with new_file(target, overwrite=overwrite) as file:
        done = copy_overlapping(reader, file, told)
    _log.info("EXPORT in clear: clip %s, %d bytes", clip.id, done)
    return done


def export_frame(
    clip: ClipRecord, frame_index: int, png: bytes, target: Path, *, overwrite: bool = False
) -> None:
    """Write one frame's PNG to `target`.

    Raises:
        ExportTargetError: the target exists, or cannot be written.
    """
    with new_file(target, overwrite=overwrite) as file:
        file.write(png)
    _log.info("EXPORT in clear: clip %s, frame %d", clip.id, frame_index)


@contextlib.contextmanager
def new_file(target: Path, *, overwrite: bool) -> Iterator[BinaryIO]:
    """Yield a file that becomes `target` when all went well, and is removed when not.

    Raises:
        ExportTargetError: the target exists, or cannot be written.
    """
    # A name of its own: what a killed export left must not be in the way of the next.
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    if target.exists() and not overwrite:
        raise ExportTargetError(f"The file {target.name} exists already")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ExportTargetError(
            f"The file {target.name} cannot be made: {error.strerror}"
        ) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(part, target, overwrite=overwrite)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ExportTargetError(
            f"The file {target.name} cannot be written: {error.strerror}"
        ) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _put_in_place(part: Path, target: Path, *, overwrite: bool) -> None:
    if overwrite:
        part.replace(target)
        return
    try:
        # A link fails where a file appeared meanwhile; a rename would silently replace it.
        os.link(part, target)
    except OSError as error:
        if error.errno not in _NO_LINKS_HERE or target.exists():
            raise
        part.rename(target)
    else:
        part.unlink()
