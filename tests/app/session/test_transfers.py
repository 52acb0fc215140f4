"""The queue of transfers: order, pausing, cancelling, failing, trying again."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from app.session.transfers import (
    Transfer,
    TransferControl,
    TransferJob,
    TransferKind,
    TransferQueue,
    TransferState,
)
from app.session.transfers.speed import Speed

PATIENCE_S = 60.0
MB = 1_000_000


class Work:
    """Ten steps, each when the test says so."""

    def __init__(self, name: str = "a", kind: TransferKind = TransferKind.IMPORT) -> None:
        self.steps = threading.Semaphore(0)
        self.done = 0
        self.fails = False
        self.undone = False
        self.job = TransferJob(kind, name, self, size=10 * MB)

    def __call__(self, control: TransferControl) -> str:
        try:
            for step in range(1, 11):
                while not self.steps.acquire(timeout=0.01):
                    control.check()
                if self.fails:
                    raise OSError("the disk is gone")
                self.done = step
                control.report(step * MB)
        except BaseException:
            self.undone = True
            raise
        return "stored"

    def go(self, steps: int = 10) -> None:
        self.steps.release(steps)


class Watched:
    def __init__(self) -> None:
        self.ended: list[Transfer] = []
        self.queue = TransferQueue(on_ended=self.ended.append)

    def add(self, work: Work) -> str:
        return self.queue.add(work.job)

    def state(self, key: str) -> TransferState:
        return self.of(key).state

    def of(self, key: str) -> Transfer:
        return next(one for one in self.queue.transfers() if one.key == key)

    def wait(self, met: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE_S
        while not met():
            assert time.monotonic() < until, "waited in vain"
            time.sleep(0.005)

    def wait_for(self, key: str, state: TransferState) -> None:
        self.wait(lambda: self.state(key) is state)


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched()
    yield made
    made.queue.close()


def test_of_one_lane_one_runs_at_a_time_and_in_order(watched: Watched) -> None:
    first, second, out = Work("a"), Work("b"), Work("c", TransferKind.KEEP)
    keys = [watched.add(work) for work in (first, second, out)]
    assert [watched.state(key) for key in keys] == ["running", "waiting", "running"]
    first.go()
    watched.wait_for(keys[0], TransferState.DONE)
    watched.wait_for(keys[1], TransferState.RUNNING)
    assert watched.of(keys[0]).result == "stored"
    assert watched.of(keys[0]).share == 1.0


def test_one_that_fails_stops_no_other_and_can_be_tried_again(watched: Watched) -> None:
    bad, good = Work("bad"), Work("good")
    bad.fails = True
    keys = [watched.add(bad), watched.add(good)]
    bad.go()
    good.go()
    watched.wait_for(keys[0], TransferState.FAILED)
    watched.wait_for(keys[1], TransferState.DONE)
    assert isinstance(watched.of(keys[0]).error, OSError)
    bad.fails = False
    watched.queue.retry(keys[0])
    bad.go()
    watched.wait_for(keys[0], TransferState.DONE)
    assert watched.of(keys[0]).error is None
    assert [one.state for one in watched.ended] == ["failed", "done", "done"]


def test_what_is_paused_goes_on_where_it_was_and_lets_the_next_run(watched: Watched) -> None:
    first, second = Work("a"), Work("b")
    keys = [watched.add(first), watched.add(second)]
    first.go(3)
    watched.wait(lambda: first.done == 3)
    watched.queue.pause(keys[0])
    watched.wait_for(keys[1], TransferState.RUNNING)
    first.go(7)
    second.go()
    watched.wait_for(keys[1], TransferState.DONE)
    assert first.done <= 4
    assert watched.of(keys[0]).per_s == 0
    watched.queue.resume(keys[0])
    watched.wait_for(keys[0], TransferState.DONE)
    assert first.done == 10


def test_resumed_work_waits_for_its_turn(watched: Watched) -> None:
    first, second = Work("a"), Work("b")
    keys = [watched.add(first), watched.add(second)]
    watched.queue.pause(keys[0])
    watched.queue.resume(keys[0])
    assert watched.state(keys[0]) is TransferState.WAITING
    assert watched.state(keys[1]) is TransferState.RUNNING
    second.go()
    watched.wait_for(keys[0], TransferState.RUNNING)


def test_one_that_is_paused_before_it_began_does_not_begin(watched: Watched) -> None:
    first, second = Work("a"), Work("b")
    keys = [watched.add(first), watched.add(second)]
    watched.queue.pause(keys[1])
    first.go()
    watched.wait_for(keys[0], TransferState.DONE)
    assert watched.state(keys[1]) is TransferState.PAUSED
    watched.queue.resume(keys[1])
    assert watched.state(keys[1]) is TransferState.RUNNING


@pytest.mark.promise
@pytest.mark.parametrize("paused", [False, True])
def test_cancelled_work_undoes_what_it_had_done(watched: Watched, paused: bool) -> None:
    work = Work()
    key = watched.add(work)
    work.go(2)
    watched.wait(lambda: work.done == 2)
    if paused:
        watched.queue.pause(key)
    watched.queue.cancel(key)
    watched.wait_for(key, TransferState.CANCELLED)
    assert work.undone
    assert [one.state for one in watched.ended] == [TransferState.CANCELLED]


def test_one_that_waits_is_cancelled_at_once(watched: Watched) -> None:
    keys = [watched.add(Work("a")), watched.add(Work("b"))]
    watched.queue.cancel(keys[1])
    assert watched.state(keys[1]) is TransferState.CANCELLED


def test_all_are_paused_resumed_cancelled_and_cleared_together(watched: Watched) -> None:
    keys = [watched.add(Work(name)) for name in "abc"]
    watched.queue.pause_all()
    assert {watched.state(key) for key in keys} == {TransferState.PAUSED}
    watched.queue.resume_all()
    assert [watched.state(key) for key in keys] == ["running", "waiting", "waiting"]
    watched.queue.cancel_all()
    watched.wait(lambda: all(one.state.is_over for one in watched.queue.transfers()))
    watched.queue.clear_finished()
    assert watched.queue.transfers() == ()


@pytest.mark.promise
def test_closing_waits_until_nothing_is_left_behind_and_tells_nothing() -> None:
    watched = Watched()
    works = [Work("a"), Work("b"), Work("c", TransferKind.KEEP)]
    for work in works:
        watched.add(work)
    works[0].go(1)
    watched.wait(lambda: works[0].done == 1)
    watched.queue.close()
    assert works[0].undone
    assert works[1].done == 0
    assert watched.ended == []
    assert watched.queue.transfers() == ()
    watched.add(Work("late"))
    assert watched.queue.transfers() == ()


def test_work_is_told_whether_it_is_unwanted_or_only_left(watched: Watched) -> None:
    seen: list[bool] = []

    def work(control: TransferControl) -> None:
        while not control.is_cancelled():
            time.sleep(0.005)
        seen.append(control.is_left)
        control.check()

    key = watched.queue.add(TransferJob(TransferKind.KEEP, "a", work))
    watched.queue.cancel(key)
    watched.wait_for(key, TransferState.CANCELLED)
    watched.queue.add(TransferJob(TransferKind.KEEP, "b", work))
    watched.queue.close()
    assert seen == [False, True]


def test_speed_is_that_of_the_last_seconds_and_begins_anew_after_a_pause() -> None:
    now = [0.0]
    speed = Speed(lambda: now[0])
    for second in range(20):
        now[0] = float(second)
        speed.note(second * (MB if second < 10 else 3 * MB) - (0 if second < 10 else 20 * MB))
    assert speed.per_s() == pytest.approx(3 * MB)
    now[0] += 5
    assert speed.per_s() == pytest.approx(1.5 * MB, rel=0.3)
    speed.begin()
    assert speed.per_s() == 0
