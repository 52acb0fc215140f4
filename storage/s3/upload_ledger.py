"""Which uploads this process has begun, so that the next start can call off those it left.

An upload of parts that is neither completed nor called off costs its owner money and is not seen in
a listing. A process that is killed can call nothing off, so it writes down beforehand what it
begins: one JSON line in a file of its own that it keeps locked. A file that nobody locks is left
from a process that is gone.

| line                          | means                                      |
| ----------------------------- | ------------------------------------------ |
| `{"begin": key}`              | an upload of this key may begin now        |
| `{"begun": key, "upload": id}`| it did                                     |
| `{"ended": key}`              | it was completed, or called off for certain |

The file's name starts with a mark of the bucket: another bucket's files are left alone. There is
nothing secret in it, and its owner alone can read it.
"""

import fcntl
import hashlib
import json
import logging
import os
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from storage.s3.settings import S3Settings

_log = logging.getLogger(__name__)

_SUFFIX = ".uploads"


@dataclass(frozen=True, slots=True)
class LeftUpload:
    """An upload that a process which is gone had begun; without an id it may not have begun."""

    key: str
    upload_id: str | None


class UploadLedger:
    """The ledger of one store in this process; its file is made when the first upload begins."""

    def __init__(self, folder: Path, settings: S3Settings) -> None:
        self._folder = folder
        where = f"{settings.endpoint_url}\n{settings.bucket}\n{settings.prefix}"
        self._mark = hashlib.sha256(where.encode()).hexdigest()[:16]
        self._lock = threading.Lock()
        self._file = -1

    def begin(self, key: str) -> None:
        """Note that an upload is about to begin."""
        self._note({"begin": key})

    def begun(self, key: str, upload_id: str) -> None:
        """Note the id that the server gave it."""
        self._note({"begun": key, "upload": upload_id})

    def ended(self, key: str) -> None:
        """Note that nothing of it is left."""
        self._note({"ended": key})

    @contextmanager
    def left_behind(self) -> Iterator[list[LeftUpload]]:
        """Hand out what processes that are gone left; forgotten when the block ends well."""
        found: list[LeftUpload] = []
        files: list[tuple[int, Path]] = []
        try:
            for path in sorted(self._folder.glob(f"{self._mark}-*{_SUFFIX}")):
                if (file := _adopted(path)) is not None:
                    files.append((file, path))
                    found += _left_in(os.pread(file, 64 << 20, 0))
            yield found
            for _, path in files:
                path.unlink(missing_ok=True)
        finally:
            for file, _ in files:
                os.close(file)

    def close(self) -> None:
        """Let go of the file; one in which every upload ended is removed."""
        with self._lock:
            file, self._file = self._file, -1
            if file < 0:
                return
            if not _left_in(os.pread(file, 64 << 20, 0)):
                self._path.unlink(missing_ok=True)
            os.close(file)

    def _note(self, line: dict[str, str]) -> None:
        try:
            with self._lock:
                if self._file < 0:
                    self._file = self._made_file()
                os.write(self._file, json.dumps(line).encode() + b"\n")
        except OSError as error:
            # A full disk here must not stop an upload: a day later it counts as old.
            _log.info("an upload is not written down: %s", error.strerror)

    def _made_file(self) -> int:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = self._folder / f"{self._mark}-{secrets.token_hex(8)}{_SUFFIX}"
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        file = os.open(self._path, flags, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file


def _adopted(path: Path) -> int | None:
    """Open and lock a ledger whose process is gone; None while it lives."""
    with suppress(OSError):
        file = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Somebody may have adopted and removed it between the two calls.
            if os.fstat(file).st_nlink:
                return file
        except BlockingIOError:
            pass
        os.close(file)
    return None


def _left_in(untrusted: bytes) -> Iterable[LeftUpload]:
    left: dict[str, LeftUpload] = {}
    for raw in untrusted.splitlines():
        try:
            line = json.loads(raw)
        except ValueError:
            continue  # The last line of a process that was killed while it wrote.
        match line:
            case {"begin": str(key)}:
                left[key] = LeftUpload(key, None)
            case {"begun": str(key), "upload": str(upload_id)}:
                left[key] = LeftUpload(key, upload_id)
            case {"ended": str(key)}:
                left.pop(key, None)
    return list(left.values())
