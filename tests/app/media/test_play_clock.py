"""The clock says which frame is due, from the frames' own times."""

from hypothesis import given
from hypothesis import strategies as st

from app.media.play_clock import PlayClock
from tests.app.media.test_frame_index import PTS, index_with


@given(PTS, st.data(), st.floats(0.1, 16), st.floats(0, 1000))
def test_the_frame_due_is_the_last_one_whose_time_has_come(
    pts: list[int], data: st.DataObject, rate: float, elapsed_s: float
) -> None:
    index = index_with(pts)
    start = data.draw(st.integers(0, len(pts) - 1))
    clock = PlayClock(index, start, 50.0, rate)
    now_s = 50.0 + elapsed_s
    due = clock.due(now_s)
    assert due >= start
    assert clock.wait_s(due, now_s) <= 0.002
    if due + 1 < len(pts):
        assert clock.wait_s(due + 1, now_s) > -0.002


def test_rounding_never_shows_a_frame_before_the_start() -> None:
    index = index_with([-1, 0, 528246108640])
    assert PlayClock(index, 2, 50.0, 1.0).due(50.0) == 2


def test_the_last_frame_stays_until_its_end_and_a_long_stall_begins_anew() -> None:
    clock = PlayClock(index_with([0, 40, 80]), 0, 10.0, 2.0)
    assert clock.wait_for_end_of(0, 10.0) == 0.02
    assert abs(clock.wait_for_end_of(2, 10.0) - 0.045) < 1e-9
    assert not clock.is_hopeless(1, 10.5)
    assert clock.is_hopeless(1, 11.5)
