from hypothesis import given
from hypothesis import strategies as st

from storage.cache.read_ahead import LONGEST_BULK_WINDOW, LONGEST_WINDOW, ReadAhead


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


def test_a_jump_ends_it() -> None:
    ahead = ReadAhead()
    for page in range(50):
        ahead.after(range(page, page + 1), 1000)
    assert not ahead.is_idle
    assert not ahead.after(range(500, 502), 1000)
    assert ahead.is_idle


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
