"""What lies in a cache's folder, and which of it goes first. Reads and unlinks; no state here.

Files that are not the cache's own are neither counted nor touched.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storage.cache.copy_facts import (
    KEY_FORM,
    META,
    PART_FORM,
    PIN,
    SEGMENT_FORM,
    CopyFacts,
    is_pin_complete,
)
from storage.cache.own_file import read_small
from storage.cache.pages import SEGMENT_PAGES, page_count, page_end, page_start
from storage.cache.segment import pages_here

_BLOCK = 512


@dataclass(frozen=True, slots=True)
class KeptSegment:
    """One segment file. taken_bytes: on the disk. used_at: seconds since the epoch."""

    path: Path
    taken_bytes: int
    used_at: float


@dataclass(frozen=True, slots=True)
class KeptObject:
    """One object's folder.

    kept_bytes: of the object, in pages that are here. pin_complete: None without a pin.
    """

    key: str
    size: int
    kept_bytes: int
    segments: tuple[KeptSegment, ...]
    pin_complete: bool | None

    @property
    def taken_bytes(self) -> int:
        return sum(segment.taken_bytes for segment in self.segments)

    @property
    def is_whole(self) -> bool:
        return self.kept_bytes == self.size


def kept_objects(folder: Path) -> Iterator[KeptObject]:
    """Yield what is kept of each object. What vanishes meanwhile is passed over."""
    with suppress(OSError), os.scandir(folder) as listing:
        for entry in listing:
            if KEY_FORM.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                with suppress(OSError):
                    yield kept_object(folder / entry.name)


def kept_object(folder: Path) -> KeptObject:
    """Look at one object's folder.

    Raises:
        OSError
    """
    facts = CopyFacts.from_bytes(_content(folder / META))
    size = 0 if facts is None else facts.size
    pin = _content(folder / PIN)
    segments, kept = [], 0
    with os.scandir(folder) as listing:
        for entry in listing:
            if SEGMENT_FORM.fullmatch(entry.name) is None:
                continue
            with suppress(OSError):
                found = entry.stat(follow_symlinks=False)
                path = folder / entry.name
                taken = found.st_blocks * _BLOCK
                segments.append(KeptSegment(path, taken, found.st_mtime))
                kept += _bytes_here(path, size)
    complete = is_pin_complete(pin) if pin else None
    return KeptObject(folder.name, size, kept, tuple(segments), complete)


def segment_files(folder: Path) -> int:
    """Return how many segments of an object there are.

    Raises:
        OSError
    """
    with os.scandir(folder) as listing:
        return sum(SEGMENT_FORM.fullmatch(entry.name) is not None for entry in listing)


def evict(objects: Iterable[KeptObject], wanted_bytes: int) -> int:
    """Unlink the segments that were not used for longest, and return the bytes that it freed.

    What is pinned stays. An object of which nothing is left is forgotten whole.
    """
    unpinned = [found for found in objects if found.pin_complete is None]
    segments = [segment for found in unpinned for segment in found.segments]
    freed = 0
    for segment in sorted(segments, key=lambda segment: segment.used_at):
        if freed >= wanted_bytes:
            break
        with suppress(OSError):
            segment.path.unlink()
            freed += segment.taken_bytes
            _remove_if_empty(segment.path.parent)
    return freed


def remove_object(folder: Path, *, keep_pin: bool = False) -> None:
    """Remove an object's copies, and its folder if nothing foreign lies there.

    Raises:
        OSError
    """
    if folder.is_symlink():
        # What it leads to is not the cache's.
        return
    with suppress(FileNotFoundError):
        # First the facts: without them no page counts.
        (folder / META).unlink(missing_ok=True)
        for path in list(folder.iterdir()):
            is_pin = path.name == PIN
            # Parts are what a killed process left.
            is_ours = SEGMENT_FORM.fullmatch(path.name) or PART_FORM.fullmatch(path.name)
            if is_ours or (is_pin and not keep_pin):
                path.unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()


def _remove_if_empty(folder: Path) -> None:
    if not any(SEGMENT_FORM.fullmatch(path.name) for path in folder.iterdir()):
        remove_object(folder)


def _bytes_here(path: Path, size: int) -> int:
    first = int(path.stem) * SEGMENT_PAGES
    pages = (first + slot for slot in pages_here(path))
    count = page_count(size)
    return sum(page_end(page, size) - page_start(page) for page in pages if page < count)


def _content(path: Path) -> bytes:
    try:
        return read_small(path)
    except OSError:
        return b""
