from hypothesis import given
from hypothesis import strategies as st

from storage.cache.read_ahead import (
    LONGEST_BULK_WINDOW,
    LONGEST_WINDOW,
    LONGEST_WITH_JUMP,
    ReadAhead,
)


@given(steps=st.lists(st.integers(1, 3), max_size=400))
def test_never_more_is_fetched_for_nothing_than_was_read_in_order(steps: list[int]) -> None:
    ahead, at, fetched = ReadAhead(), 0, set()
    for step in steps:
        read = range(at, at + step)
        at += step
        fetched |= set(ahead.after(read, 1 << 40))
        assert len([page for page in fetched if page >= at]) <= min(at, LONGEST_WINDOW)


def test_everything_is_fetched_ahead_of_a_steady_reader_in_few_requests() -> None:
    ahead, requests, fetched = ReadAhead(), 0, set()
    for page in range(2000):
        wanted = ahead.after(range(page, page + 1), 2000)
        assert not fetched & set(wanted), "asked for twice"
        requests += bool(wanted)
        fetched |= set(wanted)
    assert fetched == set(range(2, 2000))
    assert requests < 60


def test_who_takes_whole_blocks_is_read_further_ahead_of() -> None:
    ahead, furthest = ReadAhead(), 0
    for page in range(0, 2000, 4):
        wanted = ahead.after(range(page, page + 4), 1 << 40)
        furthest = max(furthest, wanted.stop - page - 4)
    assert furthest == LONGEST_BULK_WINDOW


def test_a_long_picture_alone_does_not_make_a_reader_one_of_whole_blocks() -> None:
    ahead = ReadAhead()
    for page in range(0, 2000, 20):
        for start in range(page, page + 12, 4):
            ahead.after(range(start, start + 4), 1 << 40)
        for start in range(page + 12, page + 20):
            wanted = ahead.after(range(start, start + 1), 1 << 40)
            assert wanted.stop - start - 1 <= LONGEST_WINDOW
    assert not ahead.is_bulk


def test_a_jump_ends_it() -> None:
    ahead = ReadAhead()
    for page in range(50):
        ahead.after(range(page, page + 1), 1000)
    assert ahead.after(range(49, 51), 1000) == range(0)
    ahead.after(range(500, 502), 1000)
    assert ahead.has_jumped
    assert ahead.after(range(502, 503), 1000).stop <= 500 + LONGEST_WITH_JUMP + 1


def runs_of(ahead: ReadAhead, *lengths: int) -> list[int]:
    """Have runs read page by page; return how many pages came with the first one of each."""
    with_first = []
    for number, length in enumerate(lengths, 1):
        for page in range(number * 100, number * 100 + length):
            wanted = ahead.after(range(page, page + 1), 1 << 40)
            if ahead.has_jumped:
                with_first.append(1 + len(wanted))
    return with_first


def test_with_a_jump_comes_as_much_as_the_last_jumps_were_followed_by() -> None:
    assert runs_of(ReadAhead(), 1, 4, 4, 6, 5, 9, 40, 40, 1) == [1, 1, 4, 4, 5, 5, 8, 8]


def test_who_stops_reading_on_after_jumps_is_given_too_much_once_only() -> None:
    assert runs_of(ReadAhead(), 8, 8, 8, 1, 1, 1, 1) == [8, 8, 8, 1, 1, 1]


def test_a_look_at_the_end_is_no_jump_for_who_comes_back() -> None:
    ahead = ReadAhead()
    for page in range(4):
        ahead.after(range(page, page + 1), 1000)
    assert ahead.after(range(999, 1000), 1000) == range(0)
    assert ahead.has_jumped
    assert ahead.after(range(4, 6), 1000)
    assert not ahead.has_jumped


@given(jumps=st.lists(st.integers(0, 300).map(lambda number: number * 10), max_size=50))
def test_who_jumps_again_and_again_is_not_read_ahead_of(jumps: list[int]) -> None:
    ahead = ReadAhead()
    last = None
    for page in jumps:
        wanted = ahead.after(range(page, page + 2), 10_000)
        assert not wanted or page == last
        last = page


def test_nothing_behind_the_end_is_wanted() -> None:
    ahead = ReadAhead()
    wanted = [ahead.after(range(page, page + 1), 20) for page in range(20)]
    assert max(pages.stop for pages in wanted) == 20
