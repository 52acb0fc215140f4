"""The clock says which frame is due, from the frames' own times, forwards and backwards."""

from hypothesis import given
from hypothesis import strategies as st

from app.media.player.play_clock import PlayClock
from app.media.player.state import PlayAnchor
from tests.app.media.test_frame_index import PTS, index_with

RATES = st.floats(0.1, 16) | st.floats(-16, -0.1)


@given(PTS, st.data(), RATES, st.floats(0, 1000))
def test_the_frame_due_is_the_last_one_whose_time_has_come(
    pts: list[int], data: st.DataObject, rate: float, elapsed_s: float
) -> None:
    index = index_with(pts)
    start = data.draw(st.integers(0, len(pts) - 1))
    clock = PlayClock.begun(index, start, now_s=50.0, rate=rate)
    now_s = 50.0 + elapsed_s
    due = clock.due(now_s)
    assert due >= start if rate > 0 else due <= start
    assert clock.wait_s(due, now_s) <= 0.002
    following = due + (1 if rate > 0 else -1)
    if 0 <= following < len(pts):
        assert clock.wait_s(following, now_s) > -0.002


@given(PTS, st.data(), RATES)
def test_a_frame_that_begins_is_due_at_once_and_for_its_whole_time(
    pts: list[int], data: st.DataObject, rate: float
) -> None:
    index = index_with(pts)
    start = data.draw(st.integers(0, len(pts) - 1))
    clock = PlayClock.begun(index, start, now_s=50.0, rate=rate)
    assert clock.due(50.0) == start
    ends_s = index.duration_pts * index.time_base
    if start + 1 < len(pts):
        ends_s = (pts[start + 1] - index.first_pts) * index.time_base
    lasts_s = float(ends_s) - index.seconds(start)
    assert abs(clock.wait_for_end_of(start, 50.0) - lasts_s / abs(rate)) < 1e-3


def test_rounding_never_shows_a_frame_before_the_start() -> None:
    index = index_with([-1, 0, 528246108640])
    assert PlayClock.begun(index, 2, now_s=50.0, rate=1.0).due(50.0) == 2


def test_backwards_a_frame_is_due_as_soon_as_the_time_of_the_one_after_it_is_over() -> None:
    clock = PlayClock.begun(index_with([0, 40, 80, 500]), 2, now_s=10.0, rate=-1.0)
    moments = (10.0, 10.419, 10.421, 10.459, 10.461, 99.0)
    assert [clock.due(now_s) for now_s in moments] == [2, 2, 1, 1, 0, 0]


def test_an_anchor_says_which_frame_is_due_wherever_that_is() -> None:
    index = index_with([0, 40, 80])
    onward = PlayClock.anchored(index, PlayAnchor(clip_s=-1.0, at_s=100.0), 1.0)
    assert [onward.due(now_s) for now_s in (99.0, 100.99, 101.041, 101.081, 200.0)] == [
        0,
        0,
        1,
        2,
        2,
    ]
    assert abs(onward.wait_s(1, 100.0) - 1.04) < 1e-9
    back = PlayClock.anchored(index, PlayAnchor(clip_s=1.0, at_s=100.0), -1.0)
    assert [back.due(now_s) for now_s in (99.0, 100.9, 100.921, 100.961, 200.0)] == [2, 2, 1, 0, 0]


def test_the_last_frame_stays_until_its_end_and_a_long_stall_begins_anew() -> None:
    clock = PlayClock.begun(index_with([0, 40, 80]), 0, now_s=10.0, rate=2.0)
    assert clock.wait_for_end_of(0, 10.0) == 0.02
    assert abs(clock.wait_for_end_of(2, 10.0) - 0.045) < 1e-9
    assert not clock.is_hopeless(1, 10.5)
    assert clock.is_hopeless(1, 11.5)
