"""What changes faster than anybody reads is told now and then, and the last of it always."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.unhurried import Unhurried


def test_the_first_comes_at_once_and_of_those_behind_it_the_newest(qtbot: QtBot) -> None:
    told: list[int] = []
    owner = QObject()
    unhurried = Unhurried(told.append, every_ms=20, parent=owner)
    for number in range(5):
        unhurried.tell(number)
    assert told == [0]
    qtbot.waitUntil(lambda: told == [0, 4])


def test_what_waits_can_be_hurried_dropped_and_overtaken(qtbot: QtBot) -> None:
    told: list[int] = []
    owner = QObject()
    unhurried = Unhurried(told.append, every_ms=60_000, parent=owner)
    unhurried.tell(1)
    unhurried.tell(2)
    unhurried.hurry()
    unhurried.hurry()
    assert told == [1, 2]
    unhurried.tell(3)
    unhurried.drop()
    unhurried.hurry()
    assert told == [1, 2]
    unhurried.tell(4)
    unhurried.tell(5, at_once=True)
    unhurried.hurry()
    assert told == [1, 2, 5]
