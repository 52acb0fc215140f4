"""Python's cycles are looked for on the window's thread alone."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.collecting import CycleCollector, collect_due


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


def test_the_young_are_looked_at_often_and_all_of_them_seldom() -> None:
    seen: list[int] = []

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start":
            seen.append(told["generation"])

    gc.collect()
    gc.callbacks.append(note)
    kept: list[list[int]] = []
    try:
        for _ in range(60):
            kept.extend([] for _ in range(2_000))
            collect_due(young_before_all=2)
    finally:
        gc.callbacks.remove(note)
    assert set(seen) == {0, 1, 2}
    assert seen.count(0) > seen.count(1) > seen.count(2)
