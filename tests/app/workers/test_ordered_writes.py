"""Writes that are all kept, in the order in which they were asked for."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from app.workers.jobs import Jobs
from app.workers.ordered_writes import OrderedWrites


@pytest.fixture
def jobs(qapp: object) -> Iterator[Jobs]:
    made = Jobs(threads=3)
    yield made
    made.stop()


def test_all_are_written_in_order_and_told_in_order(jobs: Jobs, qtbot) -> None:
    owner = QObject()
    writes = OrderedWrites(jobs, "test", owner)
    gate = threading.Event()
    written: list[int] = []
    told: list[object] = []

    def write(number: int) -> int:
        gate.wait(30)
        written.append(number)
        if number == 3:
            raise ValueError("no room")
        return number * 10

    for number in range(8):
        writes.put(
            lambda n=number: write(n), done=told.append, failed=lambda e: told.append(str(e))
        )
    assert writes.count == 8
    gate.set()
    qtbot.waitUntil(lambda: len(told) == 8, timeout=30_000)
    assert written == list(range(8))
    assert told == [0, 10, 20, "no room", 40, 50, 60, 70]
    assert writes.count == 0


def test_none_is_lost_when_the_program_ends_and_one_can_wait_for_them(qapp: object) -> None:
    owner = QObject()
    jobs = Jobs(threads=2)
    writes = OrderedWrites(jobs, "test", owner)
    gate = threading.Event()
    written: list[int] = []

    def write(number: int) -> None:
        gate.wait(30)
        written.append(number)

    for number in range(5):
        writes.put(lambda n=number: write(n), done=lambda _: None, failed=lambda _: None)
    writes.wait(0.0)
    assert writes.count == 5, "nobody waits for ever who does not want to"
    gate.set()
    writes.wait(None)
    jobs.stop()
    assert written == list(range(5))
