from hypothesis import given
from hypothesis import strategies as st

from crypto.clip_header import BODY_OFFSET, SEALED_CHUNK_SIZE
from storage.cache.pages import (
    PAGE_SIZE,
    SEGMENT_PAGES,
    by_segment,
    page_at,
    page_count,
    page_end,
    page_start,
    pages_within,
    runs,
)

sizes = st.integers(0, 1 << 42)


@given(size=st.integers(0, 100 * PAGE_SIZE))
def test_pages_cover_an_object_without_gap_or_overlap(size: int) -> None:
    end = 0
    for page in range(page_count(size)):
        assert page_start(page) == end < page_end(page, size)
        end = page_end(page, size)
    assert end == size


@given(offset=sizes)
def test_every_byte_lies_in_its_page(offset: int) -> None:
    page = page_at(offset)
    assert page_start(page) <= offset < page_start(page + 1)


@given(chunk=st.integers(0, 1 << 30))
def test_no_chunk_lies_in_two_pages(chunk: int) -> None:
    start = BODY_OFFSET + chunk * SEALED_CHUNK_SIZE
    assert page_at(start) == page_at(start + SEALED_CHUNK_SIZE - 1)


@given(offset=sizes)
def test_a_read_of_64_kib_touches_two_pages_at_most(offset: int) -> None:
    # The chunks that hold 64 KiB of cleartext from anywhere.
    first = offset // 16384
    last = (offset + 65535) // 16384
    start = BODY_OFFSET + first * SEALED_CHUNK_SIZE
    length = (last + 1 - first) * SEALED_CHUNK_SIZE
    assert len(pages_within(start, length)) <= 2


@given(offset=sizes, length=st.integers(-5, 1 << 30))
def test_pages_within_hold_the_first_and_the_last_byte(offset: int, length: int) -> None:
    pages = pages_within(offset, length)
    if length <= 0:
        assert not pages
    else:
        assert pages[0] == page_at(offset)
        assert pages[-1] == page_at(offset + length - 1)


@given(pages=st.sets(st.integers(0, 60)), longest=st.integers(1, 20))
def test_runs_are_the_same_pages_in_order_and_never_too_long(pages: set[int], longest: int) -> None:
    found = list(runs(sorted(pages), longest=longest))
    assert [page for run in found for page in run] == sorted(pages)
    assert all(0 < len(run) <= longest for run in found)


@given(start=st.integers(0, 500), length=st.integers(0, 500))
def test_segments_are_the_same_pages_in_order(start: int, length: int) -> None:
    pages = range(start, start + length)
    found = list(by_segment(pages))
    assert [page for _, part in found for page in part] == list(pages)
    assert all(page // SEGMENT_PAGES == segment for segment, part in found for page in part)
