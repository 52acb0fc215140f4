"""Python's cycles are looked for on the window's thread alone."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.session.editing.many_values import many_values
from app.ui.collecting import AT_ONCE, CycleCollector, Looks, look_through_all


class Knotted(QObject):
    """A part of a window that only a cycle keeps, and whose timer runs."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self
        self.startTimer(1)


def makes_many() -> None:
    """Make so many values that Python would look for cycles by itself, were it let."""
    kept = [[number] for number in range(100_000)]
    assert kept


@pytest.mark.promise
def test_a_worker_frees_no_part_of_the_window(qtbot: QtBot) -> None:
    collector = CycleCollector()
    knotted = weakref.ref(Knotted())
    worker = threading.Thread(target=makes_many)
    worker.start()
    worker.join()
    assert knotted() is not None
    freed_by: list[int] = []
    weakref.finalize(knotted(), lambda: freed_by.append(threading.get_ident()))
    kept: list[list[int]] = []

    def is_freed() -> bool:
        # What is due is counted by what is made and not freed again.
        kept.extend([] for _ in range(1_000))
        return bool(freed_by)

    qtbot.waitUntil(is_freed, timeout=30_000)
    assert freed_by == [threading.get_ident()]
    collector.deleteLater()


@pytest.fixture
def looked_at() -> Iterator[list[tuple[int, int]]]:
    """The generation of each look, and how many values it goes through."""
    seen: list[tuple[int, int]] = []

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start":
            up_to = told["generation"]
            seen.append((up_to, sum(len(gc.get_objects(one)) for one in range(up_to + 1))))

    was_on = gc.isenabled()
    gc.disable()
    gc.collect()
    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    if was_on:
        gc.enable()


def test_the_young_are_looked_at_often_and_all_of_them_seldom(
    looked_at: list[tuple[int, int]],
) -> None:
    kept: list[list[int]] = []
    looks, seldom = Looks(all_every_s=0), Looks()
    for _ in range(600):
        kept.extend([] for _ in range(1_000))
        looks.take()
    generations = [generation for generation, _ in looked_at]
    assert generations.count(0) > generations.count(1) > generations.count(2) > 0
    looked_at.clear()
    for _ in range(600):
        kept.extend([] for _ in range(1_000))
        seldom.take()
    assert {generation for generation, _ in looked_at} == {0, 1}


def test_in_a_crowd_no_look_goes_through_more_than_has_just_come(
    looked_at: list[tuple[int, int]],
) -> None:
    kept: list[list[int]] = []
    looks = Looks()
    for _ in range(50):
        kept.extend([] for _ in range(AT_ONCE))
        assert looks.take(), "it is to be looked at again soon"
    # What was looked at once, and what has come since; and a few values of whoever runs tests.
    assert max(count for _, count in looked_at) < 2 * AT_ONCE + 1_000
    assert not looks.take(), "nothing has come"


@pytest.mark.promise
def test_what_was_garbage_while_many_values_were_made_goes_when_a_project_is_closed(
    qtbot: QtBot,
) -> None:
    collector = CycleCollector()
    closed = Knotted()
    gone = weakref.ref(closed)
    del closed
    with many_values():
        pass
    gc.collect()
    assert gone() is not None, "it was set aside"
    look_through_all()
    assert gone() is None
    assert gc.get_freeze_count(), "what stays is not looked through again and again"
    collector.deleteLater()
