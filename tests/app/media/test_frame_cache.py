"""The cache keeps what is near the play head, and never more than its budget."""

import av
from hypothesis import given
from hypothesis import strategies as st

from app.media.decoder import DecodedFrame
from app.media.frame_cache import FrameCache, frame_bytes

PICTURE = av.VideoFrame(64, 48, "yuv420p")
SIZE = frame_bytes(PICTURE)


def frame(number: int) -> DecodedFrame:
    return DecodedFrame(number, number, PICTURE, exact=True, corrupt=False)


@given(
    st.integers(0, 6),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60),
)
def test_the_frames_nearest_to_the_play_head_are_kept_within_the_budget(
    capacity: int, moves: list[tuple[int, int]]
) -> None:
    cache = FrameCache(capacity * SIZE)
    for head, number in moves:
        cache.move_to(head)
        before = {kept for kept in range(31) if kept in cache}
        cache.put(frame(number))
        after = {kept for kept in range(31) if kept in cache}
        assert cache.used_bytes == len(after) * SIZE <= capacity * SIZE
        for dropped in (before | {number}) - after:
            assert all(abs(dropped - head) >= abs(kept - head) for kept in after)
        for kept in after:
            got = cache.get(kept)
            assert got is not None
            assert got.frame_index == kept
    cache.clear()
    assert (len(cache), cache.used_bytes) == (0, 0)


def test_the_unbroken_run_before_a_frame_is_known() -> None:
    cache = FrameCache(100 * SIZE)
    for number in (1, 4, 5, 6, 9):
        cache.put(frame(number))
    assert [cache.first_of_run(number) for number in (9, 7, 6, 2, 0)] == [9, 4, 4, 1, 0]
