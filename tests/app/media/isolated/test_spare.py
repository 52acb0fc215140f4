"""A process that waits for the next clip is as confined as any, and never in the way."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.media import isolated
from app.media.isolated import IsolatedPlayer, spawning
from app.media.isolated.plan import LEAST_SLOT_PX, SLOT_COUNT, PlayerPlan, SparePlan
from app.media.player.player import DEFAULT_CACHE_BYTES
from tests.app.media.truth import truth_of
from tests.app.media.viewer import Viewer
from tests.support.cleanliness import decoder_pids
from tests.support.footage import footage
from tests.support.waiting import is_gone, wait_until

pytestmark = pytest.mark.skipif(
    not isolated.is_supported(), reason="no decoder processes on this system"
)
NAME = "h264 with B-frames in mp4"


@pytest.fixture(autouse=True)
def _warm() -> Iterator[None]:
    isolated.warm_up()
    yield
    isolated.end_nursery()


def viewer() -> Viewer:
    truth = truth_of(footage(NAME))
    return Viewer(truth.open_stream, truth.index, start=IsolatedPlayer)


def test_the_next_clip_gets_the_one_that_waits_and_another_takes_its_place() -> None:
    waiting = spawning.spare_pid()
    assert waiting is not None
    assert decoder_pids() == []
    with viewer() as shown:
        shown.player.show(7)
        shown.wait_for_frame(7)
        assert decoder_pids() == [waiting]
        wait_until(lambda: spawning.spare_pid() not in {None, waiting})
        shown.player.step(2)
        shown.wait_for_frame(9)
    assert decoder_pids() == []


def test_one_that_waits_is_confined_already() -> None:
    status = Path(f"/proc/{spawning.spare_pid()}/status")
    # It confines itself while nobody waits for it.
    wait_until(lambda: "NoNewPrivs:\t1" in status.read_text())
    wait_until(lambda: "CapEff:\t0000000000000000" in status.read_text())


def test_one_that_was_killed_is_not_taken() -> None:
    pid = spawning.spare_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(partial(is_gone, pid))
    with viewer() as shown:
        shown.player.show(3)
        shown.wait_for_frame(3)
        assert not shown.failures


def test_one_that_waits_ends_with_the_nursery() -> None:
    pid = spawning.spare_pid()
    assert pid is not None
    isolated.end_nursery()
    wait_until(partial(is_gone, pid))
    assert spawning.spare_pid() is None


def test_a_clip_that_needs_another_kind_of_process_gets_one() -> None:
    spare = SparePlan(DEFAULT_CACHE_BYTES, 4 * LEAST_SLOT_PX, SLOT_COUNT)
    index = truth_of(footage(NAME)).index

    def plan(*, cache_bytes: int = 1 << 20, slot_px: int = LEAST_SLOT_PX, yields: bool = False):
        return PlayerPlan(index, cache_bytes, 0, 4 * slot_px, SLOT_COUNT, yields)

    assert spare.will_do_for(plan())
    assert not spare.will_do_for(plan(cache_bytes=2 * DEFAULT_CACHE_BYTES))
    assert not spare.will_do_for(plan(slot_px=2 * LEAST_SLOT_PX))
    assert not spare.will_do_for(plan(yields=True))
