"""Calls from other threads reach a living part of the window, and leave a dead one alone."""

import gc
import threading
import weakref

from PySide6.QtCore import QCoreApplication, QObject, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.workers.window_call import WindowCall


class Part(QObject):
    """Notes what it is told, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[int] = []
        self.threads: set[QThread] = set()

    def tell(self, number: int) -> None:
        self.told.append(number)
        self.threads.add(QThread.currentThread())


def call_elsewhere(call: WindowCall, *numbers: int) -> None:
    thread = threading.Thread(target=lambda: [call(number) for number in numbers])
    thread.start()
    thread.join()


def test_calls_come_in_turn_and_on_the_window_s_thread(qtbot: QtBot) -> None:
    part = Part()
    call_elsewhere(WindowCall(part.tell), *range(20))
    assert part.told == []
    qtbot.waitUntil(lambda: len(part.told) == 20)
    assert part.told == list(range(20))
    assert part.threads == {QCoreApplication.instance().thread()}


def test_a_call_keeps_nothing_alive_and_spares_what_is_gone(qtbot: QtBot) -> None:
    dropped, destroyed, living = Part(), Part(), Part()
    calls = [WindowCall(part.tell) for part in (dropped, destroyed, living)]
    for call in calls:
        call_elsewhere(call, 1)
    gone = weakref.ref(dropped)
    del dropped
    delete(destroyed)
    gc.collect()
    assert gone() is None
    for call in calls:
        call_elsewhere(call, 2)
    qtbot.waitUntil(lambda: living.told == [1, 2])
    assert destroyed.told == []


def test_at_once_is_on_the_window_s_thread_only(qtbot: QtBot) -> None:
    part = Part()
    call = WindowCall(part.tell, at_once=True)
    call_elsewhere(call, 1)
    call(2)
    assert part.told == [2]
    qtbot.waitUntil(lambda: part.told == [2, 1])
    delete(part)
    call(3)
    assert part.told == [2, 1]
