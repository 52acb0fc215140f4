"""Filling the cache: in stretches, each decoded once, in a way that the machine keeps up with."""

import io
from dataclasses import replace

import pytest

from app.media.decoding.frame_source import FrameSource
from app.media.player.backfill import Backfill
from app.media.player.course import Course
from app.media.player.gait import gait_for
from tests.app.media.truth import truth_of
from tests.support.footage import footage

NAME = "h264 with B-frames in mp4"
FRAME_BYTES = 160 * 96 * 3 // 2


def source_of(*, frames: int) -> FrameSource:
    truth = truth_of(footage(NAME))
    return FrameSource(
        lambda _: io.BytesIO(truth.clip), truth.index, cache_bytes=frames * FRAME_BYTES
    )


def never() -> bool:
    return False


@pytest.mark.parametrize("capacity", [4, 8, 16, 100])
def test_a_walk_back_decodes_each_frame_once_and_keeps_within_the_budget(capacity: int) -> None:
    source = source_of(frames=capacity)
    fill, way = Backfill(source), Course(0, 47, -1, loops=False)
    for head in range(47, -1, -1):
        source.cache.move_to(head, way)
        while not fill.has(head):
            fill.step(way, head + 1, room=fill.room(), cancelled=never, paused=never)
            assert source.cache.used_bytes <= capacity * FRAME_BYTES
        assert source.frame(head, never).frame_index == head
    assert source.meter.decoded == 48
    source.close()


def test_a_room_of_one_frame_still_gives_every_frame() -> None:
    source = source_of(frames=1)
    fill, way = Backfill(source), Course(0, 47, -1, loops=False)
    for head in range(20, 10, -1):
        source.cache.move_to(head, way)
        for _ in range(50):
            if not fill.step(way, head + 1, room=fill.room(), cancelled=never, paused=never):
                break
        else:
            pytest.fail("it never ended")
        assert source.frame(head, never).frame_index == head
    source.close()


def first_of_run(source: FrameSource, frame: int) -> int:
    run = source.cache.run_around(frame)
    assert run is not None
    return run[0]


def test_the_stretch_before_is_begun_before_the_head_reaches_its_edge() -> None:
    source = source_of(frames=32)
    fill, way = Backfill(source), Course(0, 47, -1, loops=False)
    source.cache.move_to(47, way)
    while fill.step(way, 47, room=fill.room(), cancelled=never, paused=never):
        pass
    kept = first_of_run(source, 46)
    assert 47 - kept >= fill.room() // 2
    while fill.step(way, 40, room=fill.room(), cancelled=never, paused=never):
        pass
    assert first_of_run(source, 39) < kept
    source.close()


@pytest.mark.parametrize(
    ("frame_s", "rate", "proxies", "shows_all"),
    [(0.001, -1.0, False, True), (0.02, -1.0, True, True), (0.02, -2.0, True, False)],
)
def test_a_machine_goes_backwards_as_well_as_it_can(
    frame_s: float, rate: float, proxies: bool, shows_all: bool
) -> None:
    truth = truth_of(footage(NAME))
    index = replace(truth.index, coded_width=1920, coded_height=1080)
    source = FrameSource(lambda _: io.BytesIO(truth.clip), index, cache_bytes=16 << 20)
    source.meter.frame_s = frame_s
    gait = gait_for(source, rate)
    assert gait.as_proxies is proxies
    assert (gait.stops is None) is shows_all


def test_at_the_clips_own_pace_no_frame_is_left_out_by_plan_however_slow_the_machine() -> None:
    source = source_of(frames=100)
    source.meter.frame_s = 10.0
    assert all(gait_for(source, -1.0, level=level).stops is None for level in range(4))
    fastest = gait_for(source, -16.0).stops
    assert fastest is not None
    assert fastest.tolist() == source.key_frames.tolist()
