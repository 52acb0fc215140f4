"""Who plays leaves the way free: what is fetched ahead is little at a time, and given up."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from storage.cache import CachedObjects
from storage.cache.flight import Flight, Stage
from storage.cache.lane import LONGEST_STEADY, SHORTEST, Lane, Pace
from storage.cache.pages import PAGE_SIZE, page_start
from storage.cache.read_ahead import ReadAhead
from tests.storage.cache.slow_objects import CONTENT, SlowObjects, await_true, play, reading

A_HOTELS_S = 0.015


@pytest.fixture
def store() -> SlowObjects:
    store = SlowObjects()
    store.replace("a.slc", CONTENT)
    return store


@pytest.fixture
def cached(store: SlowObjects) -> Iterator[CachedObjects]:
    with closing(CachedObjects(store)) as made:
        yield made


def requests(store: SlowObjects) -> list[tuple[int, int]]:
    """Return first page and number of pages of each request."""
    starts = {page_start(page): page for page in range(200)}
    return [(starts[offset], count) for offset, count in store.begun]


def test_what_follows_at_once_comes_in_the_same_request(
    cached: CachedObjects, store: SlowObjects
) -> None:
    with closing(cached.open("a.slc")) as source:
        for first in (50, 80):
            play(source, range(first, first + 4))
        store.begun.clear()
        play(source, range(120, 124))
    assert requests(store)[0] == (120, 4)


def test_nothing_is_fetched_ahead_while_what_is_needed_is_on_its_way(
    cached: CachedObjects, store: SlowObjects
) -> None:
    store.page_s = A_HOTELS_S
    with closing(cached.open("a.slc")) as source:
        play(source, range(50, 58))
        await_true(lambda: store.under_way == 0)
        store.stop()

        def begun() -> int:
            # What is fetched ahead of the pages before may still begin, on a slow machine.
            return sum(first >= 100 for first, _ in requests(store))

        had = len(store.asked)
        thread = reading(source, range(100, 103))
        await_true(lambda: begun() > 0)
        # Not all that is needed comes.
        store.line.release(2)
        await_true(lambda: len(store.asked) == had + 2)
        assert thread.is_alive()
        assert begun() == 1
        store.line.release(1000)
        thread.join()
        play(source, range(103, 108))
        await_true(lambda: begun() > 1)


def test_who_jumps_finds_two_short_requests_on_the_way_at_most(
    cached: CachedObjects, store: SlowObjects
) -> None:
    store.page_s = A_HOTELS_S
    # Tells when the reader's own window has something asked for.
    same = ReadAhead()
    with closing(cached.open("a.slc")) as source:
        for page in range(30):
            play(source, range(page, page + 1))
            same.after(range(page, page + 1), 200)
        await_true(lambda: store.under_way == 0)
        store.stop()
        at = 30
        while not same.after(range(at, at + 1), 200):
            play(source, range(at, at + 1))
            at += 1
        play(source, range(at, at + 1))
        await_true(lambda: store.under_way > 0)
        thread = reading(source, range(150, 151))
        await_true(lambda: any(first == 150 for first, _ in requests(store)))
        before = len(store.begun)
        assert store.under_way <= 3
        assert all(count <= 8 for _, count in requests(store)[-3:])
        store.line.release(1000)
        thread.join()
        await_true(lambda: store.under_way == 0)
    assert all(first >= 150 for first, _ in requests(store)[before:])


def test_a_long_request_of_who_reads_all_ends_when_it_closes(
    cached: CachedObjects, store: SlowObjects
) -> None:
    store.page_s = A_HOTELS_S
    with closing(cached.open("a.slc")) as source:
        for first in (0, 16):
            reading(source, range(first, first + 16)).join()
        await_true(lambda: store.under_way == 0)
        store.stop()
        # This much is here, and twice as much is asked for with it.
        reading(source, range(32, 48)).join()
        await_true(lambda: store.under_way == 2)
        fetched = store.bytes_out
    store.line.release(1000)
    await_true(lambda: store.under_way == 0)
    assert store.bytes_out - fetched <= 2 * PAGE_SIZE


@pytest.mark.parametrize(
    ("seconds_a_page", "expected"),
    [(0.026, SHORTEST), (0.005, 20), (0.0001, LONGEST_STEADY)],
    ids=["a hotel's", "a good line", "a cable"],
)
def test_requests_are_as_long_as_the_way_is_fast(seconds_a_page: float, expected: int) -> None:
    pace = Pace()
    for _ in range(20):
        pages = pace.longest - 1
        pace.note(pages, pages * seconds_a_page)
    assert pace.longest in range(expected - 1, expected + 1)


def flights(*spans: range, stage: Stage = Stage.WAITING) -> list[Flight]:
    made = [Flight(span, is_ahead=True) for span in spans]
    for flight in made:
        flight.stage = stage
    return made


@pytest.mark.parametrize(("following", "most"), [(3, 2), (0, 1)], ids=["hurried", "at ease"])
def test_with_a_good_piece_ahead_requests_come_one_by_one(following: int, most: int) -> None:
    lane = Lane()
    lane.follow(following)
    lane.add(flights(range(16, 20), range(20, 24), range(24, 28)))
    begun = 0
    while (flight := lane.next()) is not None:
        flight.stage = Stage.QUEUED
        begun += 1
    assert begun == most


@pytest.mark.parametrize(
    ("stage", "pages", "dropped"),
    [(Stage.WAITING, 4, True), (Stage.FLYING, 4, False), (Stage.FLYING, 100, True)],
    ids=["not begun", "short", "long"],
)
def test_what_is_given_up(stage: Stage, pages: int, dropped: bool) -> None:
    lane = Lane()
    lane.add(flights(range(10, 10 + pages), stage=stage))
    assert bool(lane.taken_out(range(0), Pace())) == dropped


def test_what_somebody_waits_for_is_never_given_up() -> None:
    lane, (flight, kept) = Lane(), flights(range(100), range(100, 200), stage=Stage.FLYING)
    lane.add([flight, kept])
    flight.awaited = 1
    assert not lane.taken_out(range(150, 151), Pace())
