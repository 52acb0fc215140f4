"""One file of the cache: up to 64 pages of one object, each with its digest.

====== ===== ==========================================================================
off    len   field
====== ===== ==========================================================================
0      1024  a digest a page: BLAKE2b-128 over the page, keyed with the object's generation
             and salted with the page's number; zeros: the page is not here
4096   …     the pages, in the order and at the distances that they have in the object
====== ===== ==========================================================================

Rules:
- A page is written before its digest. What a crash, a full disk or a fault of the disk left of it
  fails the digest, and counts as not here. So nothing needs a lock or an fsync.
- Pages of another generation of the object fail it too.
- A file is opened for each use, so that it can be unlinked at any time by any process.
"""

import os
from collections.abc import Sequence
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path

from storage.cache.own_file import opened
from storage.cache.pages import SEGMENT_PAGES, page_end, page_start

DIGEST_SIZE = 16
_PAGES_OFFSET = 4096
_ABSENT = bytes(DIGEST_SIZE)


def read_pages(path: Path, generation: bytes, pages: range, *, size: int) -> list[bytes | None]:
    """Return those of `pages` that are here and undamaged, None in the place of the others.

    Args:
        path: the segment that all of `pages` belong to; it need not exist.
        generation: the object's.
        pages: neighbours.
        size: the whole object's, in bytes.

    Raises:
        OSError
    """
    found: list[bytes | None] = []
    try:
        with opened(path, os.O_RDONLY) as file:
            table = os.pread(file, len(pages) * DIGEST_SIZE, _slot(pages.start))
            for page in pages:
                at = (page - pages.start) * DIGEST_SIZE
                digest = table[at : at + DIGEST_SIZE]
                ciphertext = None
                if digest not in (_ABSENT, b""):
                    start = page_start(page)
                    stored = os.pread(file, page_end(page, size) - start, _place(page))
                    if compare_digest(digest, _digest(generation, page, stored)):
                        ciphertext = stored
                found.append(ciphertext)
    except FileNotFoundError:
        return [None] * len(pages)
    return found


def write_pages(path: Path, generation: bytes, first: int, pages: Sequence[bytes]) -> int:
    """Write neighbouring pages, and return the bytes of those that were not here before.

    Raises:
        OSError: FileNotFoundError when the object's folder is gone, NotPlainFileError when
            something else lies in the segment's place.
    """
    added = 0
    with opened(path, os.O_RDWR | os.O_CREAT) as file:
        for page, ciphertext in enumerate(pages, first):
            if os.pread(file, DIGEST_SIZE, _slot(page)) in (_ABSENT, b""):
                added += len(ciphertext)
            _write(file, ciphertext, _place(page))
            _write(file, _digest(generation, page, ciphertext), _slot(page))
    return added


def forget_pages(path: Path, pages: range) -> None:
    """Mark pages as not here.

    Raises:
        OSError
    """
    try:
        with opened(path, os.O_RDWR) as file:
            _write(file, _ABSENT * len(pages), _slot(pages.start))
    except FileNotFoundError:
        return


def pages_here(path: Path) -> list[int]:
    """Return the numbers, within the segment, of the pages that have a digest, without checking.

    Raises:
        OSError
    """
    with opened(path, os.O_RDONLY) as file:
        table = os.pread(file, SEGMENT_PAGES * DIGEST_SIZE, 0)
    slots = range(0, len(table), DIGEST_SIZE)
    return [at // DIGEST_SIZE for at in slots if table[at : at + DIGEST_SIZE] != _ABSENT]


def sync(path: Path) -> None:
    """Have the disk keep the segment.

    Raises:
        OSError
    """
    with opened(path, os.O_RDONLY) as file:
        os.fsync(file)


def _slot(page: int) -> int:
    return page % SEGMENT_PAGES * DIGEST_SIZE


def _place(page: int) -> int:
    return _PAGES_OFFSET + page_start(page) - page_start(page - page % SEGMENT_PAGES)


def _digest(generation: bytes, page: int, ciphertext: bytes) -> bytes:
    salt = page.to_bytes(8, "big")
    return blake2b(ciphertext, digest_size=DIGEST_SIZE, key=generation, salt=salt).digest()


def _write(file: int, content: bytes, offset: int) -> None:
    remaining = memoryview(content)
    while remaining:
        written = os.pwrite(file, remaining, offset)
        remaining = remaining[written:]
        offset += written
