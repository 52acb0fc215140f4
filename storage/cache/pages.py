"""How an object is cut into pages and segments. Pure: no I/O here.

Page 0 holds what stands before a container's chunks and its first four chunks, each further page
four chunks: a chunk never lies in two pages, and a read of 64 KiB touches two pages at most. A raw
or plain object is cut at the same offsets. A segment is 64 pages: one file of the cache.

==== ================== =======================================
page starts at          length (the last one: to the object's end)
==== ================== =======================================
0    0                  120 + 65,600
k    120 + k · 65,600   65,600
==== ================== =======================================
"""

from collections.abc import Iterable, Iterator

from crypto.clip_header import BODY_OFFSET, SEALED_CHUNK_SIZE

PAGE_SIZE = 4 * SEALED_CHUNK_SIZE
SEGMENT_PAGES = 64


def page_at(offset: int) -> int:
    """Return the page that holds the byte at `offset`."""
    return max(0, (offset - BODY_OFFSET) // PAGE_SIZE)


def page_start(page: int) -> int:
    """Return the offset of a page's first byte."""
    return BODY_OFFSET + page * PAGE_SIZE if page else 0


def page_end(page: int, size: int) -> int:
    """Return the offset behind a page's last byte in an object of `size` bytes."""
    return min(size, page_start(page + 1))


def page_count(size: int) -> int:
    """Return how many pages an object of `size` bytes has; an empty one has none."""
    return page_at(size - 1) + 1 if size else 0


def segment_count(size: int) -> int:
    """Return how many segments an object of `size` bytes has."""
    return -(-page_count(size) // SEGMENT_PAGES)


def pages_within(offset: int, length: int) -> range:
    """Return the pages that hold any of these bytes."""
    return range(page_at(offset), page_at(offset + length - 1) + 1) if length > 0 else range(0)


def runs(pages: Iterable[int], *, longest: int) -> Iterator[range]:
    """Yield ascending pages as ranges of neighbours, none longer than `longest` pages."""
    run = range(0)
    for page in pages:
        if run and page == run.stop and len(run) < longest:
            run = range(run.start, page + 1)
        else:
            if run:
                yield run
            run = range(page, page + 1)
    if run:
        yield run


def by_segment(pages: range) -> Iterator[tuple[int, range]]:
    """Yield each segment that holds some of `pages`, and which of them."""
    start = pages.start
    while start < pages.stop:
        segment = start // SEGMENT_PAGES
        stop = min(pages.stop, (segment + 1) * SEGMENT_PAGES)
        yield segment, range(start, stop)
        start = stop
