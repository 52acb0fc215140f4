from datetime import UTC, datetime, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.clip_clock import ClipClock
from app.media.index.frame_index import FrameIndex
from app.media.lockstep import Basis, Lockstep, Presence, Recording
from app.media.player.state import PlayAnchor

START = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)


def index_of(pts: list[int], time_base: Fraction = Fraction(1, 1000), **fields) -> FrameIndex:
    at = np.array(pts, dtype=np.int64)
    given_ = {"end_pts": pts[-1] + (pts[1] - pts[0] if len(pts) > 1 else 40)} | fields
    return FrameIndex(
        pts=at,
        key_pts=at[:1],
        key_dts=at[:1],
        time_base=time_base,
        coded_width=320,
        coded_height=180,
        rotation=0,
        sample_aspect=Fraction(1),
        codec="h264",
        **given_,
    )


def even(count: int = 100, step: int = 40, first: int = 0) -> FrameIndex:
    return index_of([first + n * step for n in range(count)])


def test_the_wall_clock_lays_two_clips_upon_each_other() -> None:
    lock = Lockstep.between(ClipClock(START), ClipClock(START - timedelta(seconds=10)))
    assert lock.basis is Basis.CLOCK
    assert lock.companion_second(2.5) == 12.5
    assert lock.master_second(12.5) == 2.5


def test_without_a_clock_both_begin_together() -> None:
    for master, companion in ((None, ClipClock(START)), (ClipClock(START), None), (None, None)):
        lock = Lockstep.between(master, companion, 250.0)
        assert lock.basis is Basis.START
        assert lock.companion_second(1.0) == 1.25


def test_zones_do_not_matter_only_moments() -> None:
    tokyo = START.astimezone(tz=datetime.now().astimezone().tzinfo)
    assert Lockstep.between(ClipClock(START), ClipClock(tokyo)).companion_second(3.0) == 3.0


def test_drift_makes_seconds_pass_faster_in_one_clip_than_in_the_other() -> None:
    # The companion's camera lost 100 ms in each of its seconds: its clip needs fewer of them.
    lock = Lockstep.between(ClipClock(START), ClipClock(START, drift_ppm=100_000.0))
    assert lock.share == pytest.approx(1 / 1.1)
    assert lock.companion_second(11.0) == pytest.approx(10.0)
    later = Lockstep.between(ClipClock(START, 100_000.0), ClipClock(START + timedelta(seconds=11)))
    assert later.companion_second(10.0) == pytest.approx(0.0)
    assert later.companion_second(20.0) == pytest.approx(11.0)


def test_an_offset_is_wall_clock_time() -> None:
    lock = Lockstep.between(ClipClock(START), ClipClock(START, 100_000.0), 1100.0)
    assert lock.companion_second(0.0) == pytest.approx(1.0)


@given(
    apart_s=st.floats(-1e5, 1e5),
    drifts=st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
    offset_ms=st.floats(-1e6, 1e6),
    seconds=st.tuples(st.floats(0, 1e5), st.floats(0, 1e5)),
)
def test_what_is_called_the_same_moment_is_one(apart_s, drifts, offset_ms, seconds) -> None:
    ours = ClipClock(START, drifts[0])
    theirs = ClipClock(START + timedelta(seconds=apart_s), drifts[1])
    lock = Lockstep.between(ours, theirs, offset_ms)
    assert lock.master_second(lock.companion_second(seconds[0])) == pytest.approx(
        seconds[0], abs=1e-6
    )
    matched = lock.matching(*seconds)
    # The offset is kept to the microsecond.
    assert matched.companion_second(seconds[0]) == pytest.approx(seconds[1], abs=2e-6)


def test_a_pair_turned_round_needs_the_offset_turned_round() -> None:
    one, other = ClipClock(START), ClipClock(START + timedelta(seconds=7))
    there = Lockstep.between(one, other, 320.0)
    back = Lockstep.between(other, one, -320.0)
    assert back.companion_second(there.companion_second(9.0)) == pytest.approx(9.0)


def test_the_anchor_of_the_companion_belongs_to_the_same_moment_of_the_monotonic_clock() -> None:
    lock = Lockstep.between(ClipClock(START), ClipClock(START - timedelta(seconds=5)), 200.0)
    assert lock.anchor(PlayAnchor(1.5, 777.0)) == PlayAnchor(pytest.approx(6.7), 777.0)


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30_000, 1001), Fraction(25, 2)])
@pytest.mark.parametrize("apart_s", [0.0, 10.0, 86_400.0])
def test_cameras_of_one_rate_show_equal_frames(rate: Fraction, apart_s: float) -> None:
    base = Fraction(1, 90_000)
    step = round(1 / rate / base)
    index = index_of([512 + n * step for n in range(3000)], base)
    far = apart_s if apart_s < 100 else 0.0
    lock = Lockstep.between(
        ClipClock(START + timedelta(seconds=apart_s)),
        ClipClock(START + timedelta(seconds=apart_s - far)),
    )
    recording = Recording(index)
    first = recording.at(far).frame_index
    for frame in range(0, 2000, 7):
        at = recording.at(lock.companion_second(index.seconds(frame)))
        if far == 0.0:
            assert at.frame_index == frame
        else:
            assert at.frame_index in (first + frame, first + frame + 1)


def test_the_frame_on_screen_is_the_last_one_that_began() -> None:
    recording = Recording(index_of([0, 40, 200, 260], end_pts=300))
    shown = [recording.at(ms / 1000).frame_index for ms in (0, 39, 40, 199, 200, 259, 260, 299)]
    assert shown == [0, 0, 1, 1, 2, 2, 3, 3]


def test_outside_its_recording_a_clip_shows_nothing_and_says_how_far() -> None:
    recording = Recording(even(100))
    before, after = recording.at(-3.0), recording.at(6.5)
    assert (before.presence, before.is_shown, before.frame_index) == (Presence.BEFORE, False, 0)
    assert before.away_s == pytest.approx(3.0, abs=1e-5)
    assert (after.presence, after.is_shown, after.frame_index) == (Presence.AFTER, False, 99)
    assert after.away_s == pytest.approx(2.5, abs=1e-5)
    assert recording.at(3.999).presence is Presence.RECORDED


def test_in_a_gap_the_last_frame_stays_and_is_marked() -> None:
    pts = [n * 40 for n in range(50)] + [10_000 + n * 40 for n in range(50)]
    recording = Recording(index_of(pts))
    assert recording.at(1.97).presence is Presence.RECORDED
    inside = recording.at(5.0)
    assert (inside.presence, inside.frame_index) == (Presence.GAP, 49)
    assert inside.is_shown
    assert recording.at(10.0).presence is Presence.RECORDED


def test_a_camera_that_takes_a_picture_now_and_then_has_no_gaps() -> None:
    recording = Recording(index_of([n * 2000 for n in range(20)]))
    assert {recording.at(ms / 1000).presence for ms in range(0, 38_000, 170)} == {Presence.RECORDED}


def test_beyond_what_is_known_of_a_growing_index_the_last_known_frame_is_shown() -> None:
    recording = Recording(index_of([n * 40 for n in range(100)], grows=True))
    sight = recording.at(9.0)
    assert (sight.presence, sight.frame_index, sight.is_shown) == (Presence.UNREAD, 99, True)


def test_a_clip_of_one_frame_is_there_for_as_long_as_it_lasts() -> None:
    recording = Recording(index_of([0], end_pts=40))
    assert recording.at(0.039).presence is Presence.RECORDED
    assert recording.at(0.05).presence is Presence.AFTER


def test_steps_beyond_an_end_are_as_long_as_usual() -> None:
    recording = Recording(even(10))
    assert recording.step_s(3, 1) == pytest.approx(0.04)
    assert recording.step_s(0, -1) == pytest.approx(-0.04)
    assert recording.step_s(9, 1) == pytest.approx(0.04)


def test_one_frame_on_and_one_back_is_where_it_was() -> None:
    recording = Recording(even(100, step=33))
    lock = Lockstep.between(ClipClock(START), ClipClock(START))
    frames = []
    for delta in (1, 1, -1, -1):
        now = recording.at(lock.companion_second(1.0)).frame_index
        lock = lock.moved(recording.step_s(now, delta))
        frames.append(recording.at(lock.companion_second(1.0)).frame_index)
    assert frames == [31, 32, 31, 30]
    assert lock.offset_ms == 0.0
