"""An object store in one folder of a disk.

Rules:
- Every file is opened by its bare name beneath the folder's descriptor, and never through a link.
- Files are readable by their owner alone. How one is written is in `storage.disk_part`.
- Only a new store's folder is made. Where a disk that was there is gone, an empty folder in its
  place would take clips for a store that nobody finds again: then the store is unavailable.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from crypto.source import CiphertextSource, FileSource
from storage.disk_errors import translated
from storage.disk_part import PART, DiskWriter, new_part, open_existing, sweep, sync_folder
from storage.errors import StorageUnavailableError
from storage.fault import Fault
from storage.interrupt import Interrupt
from storage.location import parse_name, refuse_collision
from storage.object_store import ObjectEntry

_LATEST = datetime(9999, 12, 31, tzinfo=UTC)


class DiskFolder:
    """The folder `path`, made at the first write; its own path may lead through links.

    Args:
        path: where the objects lie.
        holds_objects: whether somebody knows of objects there. Then the folder is not made, and
            an empty one is taken for the place of a disk that is not connected.
    """

    def __init__(self, path: Path, *, holds_objects: bool = False) -> None:
        self._path = path.absolute()
        self._holds_objects = holds_objects
        self._disk: int | None = None

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
                    and not entry.name.endswith(PART)
                    and entry.is_file(follow_symlinks=False)
                )
            for name in files:
                with translated("reading an object's size and time"):
                    try:
                        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
                    except FileNotFoundError:
                        continue  # Somebody removed it since the names were read.
                yield ObjectEntry(name, found.st_size, _time(found.st_mtime))

    def open(self, name: str, *, interrupt: Interrupt | None = None) -> CiphertextSource:
        del interrupt  # A disk answers or fails; nothing here can be called off.
        with self._descriptor() as folder, translated("opening an object"):
            file = open_existing(name, os.O_RDONLY, folder=folder)
        return DiskSource(file)

    def create(self, name: str) -> DiskWriter:
        with self._descriptor(make=True) as folder, translated("creating an object"):
            sweep(folder)
            file = new_part(name, folder=folder, wait=False)
            writer = DiskWriter(os.dup(folder), file, name=name)
            try:
                refuse_collision(name, _taken_names(folder, besides=name + PART))
            except BaseException:
                writer.discard()
                raise
        return writer

    def replace(self, name: str, ciphertext: bytes) -> None:
        with self._descriptor(make=True) as folder, translated("writing an object"):
            file = new_part(name, folder=folder, wait=True)
            with DiskWriter(os.dup(folder), file, name=name) as writer:
                writer.write(ciphertext)
                writer.commit()

    def remove(self, names: Iterable[str]) -> None:
        with self._descriptor() as folder, translated("removing an object"):
            for name in names:
                with suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=folder)
            sync_folder(folder)

    @contextmanager
    def _descriptor(self, *, make: bool = False) -> Iterator[int]:
        """Open the folder for the time of one operation, so that a disk can be unmounted."""
        with translated("opening the folder"):
            if make and self._disk is None and not self._holds_objects:
                _make(self._path)
            try:
                folder = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            except (FileNotFoundError, NotADirectoryError) as error:
                raise _unavailable("the folder of the clips is not there") from error
        try:
            with translated("opening the folder"):
                self._require_same_disk(folder)
            yield folder
        finally:
            os.close(folder)

    def _require_same_disk(self, folder: int) -> None:
        """Refuse an empty folder where objects lay, on another disk than theirs."""
        disk = os.fstat(folder).st_dev
        if disk == self._disk:
            return
        # A network disk that was connected anew bears another number, and the objects.
        is_new = self._disk is None and not self._holds_objects
        if not is_new and not any(map(parse_name, os.listdir(folder))):
            raise _unavailable("the folder of the clips is empty: its disk is not connected")
        self._disk = disk


class DiskSource(FileSource):
    """A file whose disk may fail while it is read."""

    __slots__ = ()

    def read_at(self, offset: int, length: int) -> bytes:
        with translated("reading an object"):
            return super().read_at(offset, length)


def _make(path: Path) -> None:
    """Make a folder and those above it, and the names of the new ones durable."""
    missing = [path]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for folder in reversed(missing):
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            above = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                sync_folder(above)
            finally:
                os.close(above)


def _taken_names(folder: int, *, besides: str) -> list[str]:
    """Return the names of all objects, those in the making too, but for our own."""
    return [name.removesuffix(PART) for name in os.listdir(folder) if name != besides]


def _time(modified_s: float) -> datetime:
    try:
        return datetime.fromtimestamp(modified_s, tz=UTC)
    except (OverflowError, ValueError, OSError):
        return _LATEST  # A date that no calendar here knows must not hide the store's other clips.


def _unavailable(message: str) -> StorageUnavailableError:
    return StorageUnavailableError(message, Fault.DISK)
