from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.media.strips.survey import (
    affordable_pictures,
    coarse_to_fine,
    is_walkable,
    nearest_in,
    spread_keys,
)
from tests.support.clip_index import clip_index


@given(st.integers(0, 300))
def test_coarse_to_fine_visits_each_place_once(count: int) -> None:
    assert sorted(coarse_to_fine(count)) == list(range(count))


@given(st.integers(16, 400))
def test_the_first_places_are_spread_over_all(count: int) -> None:
    first = sorted(list(coarse_to_fine(count))[:8])
    gaps = [b - a for a, b in pairwise(first)]
    assert first[0] == 0
    assert max(gaps) <= count / 8 * 2 + 2
    assert first[-1] >= count * 3 // 4


@given(st.lists(st.integers(0, 500), max_size=40, unique=True).map(sorted), st.integers(0, 500))
def test_the_nearest_frame_is_found(frames: list[int], frame: int) -> None:
    found = nearest_in(frames, frame)
    assert (found is None) == (not frames)
    if found is not None:
        assert abs(found - frame) == min(abs(other - frame) for other in frames)


def test_a_day_is_not_decoded_from_start_to_end_and_a_minute_is() -> None:
    assert is_walkable(clip_index(25 * 60, rate=25))
    day = clip_index(25 * 3600 * 24, rate=25, gop=50)
    assert not is_walkable(day)
    assert affordable_pictures(day) == 6000
    keys = spread_keys(day, 100)
    assert len(keys) == 100
    assert (keys[0], keys[-1]) == (0, day.key_frames[-1])
    assert set(keys.tolist()) <= set(day.key_frames.tolist())
