import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from shiboken6 import delete

from app.workers.jobs import Jobs


@pytest.fixture
def jobs(qapp: QCoreApplication) -> Iterator[Jobs]:
    pool = Jobs(threads=2)
    yield pool
    pool.stop()


def unexpected(value: object) -> None:
    pytest.fail(f"called back with {value!r}")


def test_a_result_comes_back_on_the_thread_of_the_pool(jobs: Jobs, qtbot) -> None:
    seen: list[tuple[int, threading.Thread]] = []
    jobs.submit(
        lambda: 7,
        done=lambda result: seen.append((result, threading.current_thread())),
        failed=unexpected,
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(7, threading.current_thread())]


def test_an_exception_comes_back_as_it_was_raised(jobs: Jobs, qtbot) -> None:
    raised = LookupError("gone")

    def fail() -> None:
        raise raised

    seen: list[Exception] = []
    jobs.submit(fail, done=unexpected, failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [raised]


def test_a_cancelled_job_never_calls_back(jobs: Jobs, qtbot) -> None:
    started, go = threading.Event(), threading.Event()

    def work(cancelled: Callable[[], bool]) -> bool:
        started.set()
        go.wait()
        return cancelled()

    handle = jobs.submit(work, done=unexpected, failed=unexpected)
    started.wait()
    handle.cancel()
    go.set()
    qtbot.waitUntil(lambda: jobs.count == 0)


def test_a_job_that_has_not_started_is_not_run_once_cancelled(jobs: Jobs, qtbot) -> None:
    go = threading.Event()
    ran: list[int] = []
    for _ in range(2):
        jobs.submit(go.wait, done=lambda _: None, failed=unexpected)
    waiting = jobs.submit(lambda: ran.append(1), done=unexpected, failed=unexpected)
    waiting.cancel()
    go.set()
    qtbot.waitUntil(lambda: jobs.count == 0)
    assert ran == []


def test_a_job_of_a_deleted_owner_never_calls_back(jobs: Jobs, qtbot) -> None:
    owner, go = QObject(), threading.Event()
    jobs.submit(go.wait, done=unexpected, failed=unexpected, owner=owner)
    delete(owner)
    go.set()
    qtbot.waitUntil(lambda: jobs.count == 0)


def test_progress_is_merged_and_ends_with_the_latest(jobs: Jobs, qtbot) -> None:
    def work(progress: Callable[[int, int], None]) -> None:
        for step in range(1000):
            progress(step + 1, 1000)

    seen: list[tuple[int, int]] = []
    ended: list[None] = []
    jobs.submit(
        work,
        done=ended.append,
        failed=unexpected,
        progress=lambda step, total: seen.append((step, total)),
    )
    qtbot.waitUntil(lambda: bool(ended))
    assert seen[-1] == (1000, 1000)
    assert seen == sorted(seen)


def test_arguments_that_are_bound_already_are_left_alone(jobs: Jobs, qtbot) -> None:
    def work(progress: str, cancelled: Callable[[], bool]) -> tuple[str, bool]:
        return progress, cancelled()

    seen: list[tuple[str, bool]] = []
    jobs.submit(partial(work, progress="mine"), done=seen.append, failed=unexpected)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("mine", False)]


def test_stop_waits_for_running_jobs_and_silences_them(jobs: Jobs, qtbot) -> None:
    started = threading.Event()
    ended: list[int] = []

    def work(cancelled: Callable[[], bool]) -> None:
        started.set()
        while not cancelled():
            threading.Event().wait(0.001)
        ended.append(1)

    jobs.submit(work, done=unexpected, failed=unexpected)
    started.wait()
    jobs.stop()
    assert ended == [1]
    QCoreApplication.processEvents()


def test_a_job_after_stop_is_cancelled_at_once(jobs: Jobs) -> None:
    jobs.stop()
    assert jobs.submit(lambda: 1, done=unexpected, failed=unexpected).is_cancelled()


def test_only_the_jobs_of_one_owner_are_cancelled(jobs: Jobs, qtbot) -> None:
    mine, other, go = QObject(), QObject(), threading.Event()
    seen: list[str] = []
    jobs.submit(go.wait, done=unexpected, failed=unexpected, owner=mine)
    jobs.submit(go.wait, done=lambda _: seen.append("other"), failed=unexpected, owner=other)
    jobs.cancel_all(mine)
    go.set()
    qtbot.waitUntil(lambda: jobs.count == 0)
    assert seen == ["other"]


def held_up(jobs: Jobs, threads: int) -> threading.Event:
    """Occupy all threads of the pool until the event that is returned is set."""
    go_on, busy = threading.Event(), threading.Barrier(threads + 1)

    def hold() -> None:
        busy.wait(10)
        go_on.wait(10)

    for _ in range(threads):
        jobs.submit(hold, done=lambda _: None, failed=unexpected)
    busy.wait(10)
    return go_on


def test_what_is_essential_runs_though_the_pool_stops_while_it_waits(jobs: Jobs) -> None:
    ran: list[str] = []
    go_on = held_up(jobs, 2)
    jobs.submit(lambda: ran.append("idle"), done=unexpected, failed=unexpected)
    jobs.submit(lambda: ran.append("essential"), done=unexpected, failed=unexpected, essential=True)
    threading.Timer(0.05, go_on.set).start()

    jobs.stop()

    assert ran == ["essential"]


def test_a_result_that_nobody_waits_for_is_let_go(jobs: Jobs, qtbot) -> None:
    let_go: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        go_on.wait(10)
        return "opened"

    handle = jobs.submit(work, done=unexpected, failed=unexpected, unwanted=let_go.append)
    assert begun.wait(10)
    handle.cancel()
    go_on.set()

    qtbot.waitUntil(lambda: let_go == ["opened"])


def test_a_result_that_came_too_late_for_a_stopped_pool_is_let_go_once(jobs: Jobs, qtbot) -> None:
    let_go: list[str] = []
    returned = threading.Event()

    def work() -> str:
        returned.set()
        return "opened"

    jobs.submit(work, done=unexpected, failed=unexpected, unwanted=let_go.append)
    assert returned.wait(10)

    jobs.stop()
    QCoreApplication.processEvents()

    assert let_go == ["opened"]


def test_of_what_waits_in_a_lane_only_the_newest_runs_after_what_runs(jobs: Jobs, qtbot) -> None:
    begun, go_on = threading.Event(), threading.Event()
    ran: list[str] = []
    told: list[str] = []

    def work(name: str) -> str:
        if name == "first":
            begun.set()
            go_on.wait(10)
        ran.append(name)
        return name

    def submit(name: str, lane: str) -> None:
        jobs.submit(
            partial(work, name), done=told.append, failed=unexpected, essential=True, lane=lane
        )

    submit("first", "keys")
    assert begun.wait(10)
    submit("older", "keys")
    submit("newest", "keys")
    # Another lane does not wait for this one.
    submit("elsewhere", "picture")
    qtbot.waitUntil(lambda: told == ["elsewhere"], timeout=10_000)
    go_on.set()
    qtbot.waitUntil(lambda: jobs.count == 0, timeout=10_000)
    assert ran == told == ["elsewhere", "first", "newest"]
    submit("again", "keys")
    qtbot.waitUntil(lambda: told[-1] == "again", timeout=10_000)


def test_what_is_essential_in_a_lane_runs_though_the_pool_stops(jobs: Jobs) -> None:
    ran: list[str] = []
    go_on = held_up(jobs, 2)
    for name in ("older", "newest"):
        jobs.submit(
            partial(ran.append, name), done=unexpected, failed=unexpected, essential=True, lane="a"
        )
    threading.Timer(0.05, go_on.set).start()

    jobs.stop()

    assert ran == ["newest"]


def test_a_lane_goes_on_after_a_failure_and_past_what_was_cancelled(jobs: Jobs, qtbot) -> None:
    go_on = held_up(jobs, 2)
    failures: list[Exception] = []
    told: list[int] = []

    def fail() -> int:
        raise LookupError

    jobs.submit(fail, done=unexpected, failed=failures.append, lane="a")
    go_on.set()
    qtbot.waitUntil(lambda: len(failures) == 1, timeout=10_000)
    jobs.submit(lambda: 1, done=unexpected, failed=unexpected, lane="a").cancel()
    jobs.submit(lambda: 2, done=told.append, failed=unexpected, lane="a")
    qtbot.waitUntil(lambda: told == [2], timeout=10_000)
