"""The cache keeps what is near the play head, and never more than its budget."""

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.decoding.decoder import DecodedFrame
from app.media.decoding.frame_cache import FrameCache, frame_bytes
from app.media.player.course import Course

PICTURE = av.VideoFrame(64, 48, "yuv420p")
SIZE = frame_bytes(PICTURE)
SMALL = av.VideoFrame(32, 16, "yuv420p")
COURSES = {
    "anywhere": None,
    "forwards": Course(0, 30, 1, loops=False),
    "backwards": Course(0, 30, -1, loops=False),
    "loop": Course(5, 20, 1, loops=True),
    "backward loop": Course(5, 20, -1, loops=True),
}


def frame(number: int, picture: av.VideoFrame = PICTURE) -> DecodedFrame:
    return DecodedFrame(number, number, picture, exact=True, corrupt=False)


@given(
    st.sampled_from(sorted(COURSES)),
    st.integers(0, 6),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60),
)
def test_the_frames_that_are_shown_soonest_are_kept_within_the_budget(
    name: str, capacity: int, moves: list[tuple[int, int]]
) -> None:
    cache, course = FrameCache(capacity * SIZE), COURSES[name]
    for head, number in moves:
        cache.move_to(head, course)
        before = {kept for kept in range(31) if kept in cache}
        cache.put(frame(number))
        after = {kept for kept in range(31) if kept in cache}
        assert cache.used_bytes == len(after) * SIZE <= capacity * SIZE

        def away(at: int, head: int = head) -> int:
            return abs(at - head) if course is None else course.distance(head, at)

        for dropped in (before | {number}) - after:
            assert all(away(dropped) >= away(kept) for kept in after)
        for kept in after:
            got = cache.get(kept)
            assert got is not None
            assert got.frame_index == kept
    cache.clear()
    assert (len(cache), cache.used_bytes) == (0, 0)


@pytest.mark.parametrize("favours_proxies", [False, True])
def test_frames_and_proxies_share_one_budget_and_what_is_not_favoured_goes_first(
    favours_proxies: bool,
) -> None:
    cache = FrameCache(4 * SIZE)
    cache.favour_proxies(favours_proxies)
    for number in range(12):
        cache.put(frame(number))
        cache.put_proxy(frame(number, SMALL))
        assert cache.used_bytes <= 4 * SIZE
    whole = sum(number in cache for number in range(12))
    proxies = sum(cache.proxy(number) is not None for number in range(12))
    assert (whole, proxies) == ((2, 12) if favours_proxies else (4, 0))


def test_going_backwards_what_is_shown_soon_is_kept_as_a_frame_or_as_a_proxy() -> None:
    cache = FrameCache(4 * SIZE)
    cache.favour_proxies(True)
    cache.move_to(20, Course(0, 30, -1, loops=False))
    for number in (18, 19, 20, 21):
        cache.put(frame(number))
    for number in range(5, 18):
        cache.put_proxy(frame(number, SMALL))
    assert [number for number in range(31) if number in cache] == [18, 19, 20]
    assert cache.proxy(17) is not None
    assert cache.proxy(5) is None
    assert cache.used_bytes <= 4 * SIZE


def test_a_smaller_budget_holds_at_once() -> None:
    cache = FrameCache(6 * SIZE)
    for number in range(6):
        cache.put(frame(number))
    cache.set_budget(2 * SIZE)
    assert [number for number in range(6) if number in cache] == [0, 1]
    assert cache.used_bytes == 2 * SIZE


@given(st.sets(st.integers(0, 40)), st.integers(0, 40))
def test_the_unbroken_run_around_a_frame_is_known(kept: set[int], at: int) -> None:
    cache = FrameCache(100 * SIZE)
    for number in kept:
        cache.put(frame(number))
    first = last = at
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept:
        last += 1
    assert cache.run_around(at) == ((first, last) if at in kept else None)
