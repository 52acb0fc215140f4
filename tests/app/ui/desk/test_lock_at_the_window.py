"""Locking by itself, and what the lock screen asks for, at the real window."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.session.unlocking import FREE_TRIES
from app.settings import boot_clock
from app.settings.projects import load_project
from tests.support.desk import PASSPHRASE, Desk
from tests.support.person import Person

NOTICE = "Footage of a running case.\nLook at it only for that."


@pytest.fixture
def person(desk: Desk, qapp: object) -> Iterator[Person]:
    person = Person(desk.home)
    person.start(desk.config.id)
    person.wait_until(person.window.lock_screen.isVisible, "for the lock screen")
    yield person
    person.quit()


def guess(person: Person, text: str) -> None:
    """Type a passphrase, and wait for what comes of it."""
    screen = person.window.lock_screen
    QTest.keyClicks(screen._field, text)
    QTest.keyClick(screen._field, Qt.Key.Key_Return)
    assert not screen._field.isEnabled()
    person.wait_until(
        lambda: (not screen._busy and screen._failure.isVisibleTo(screen)) or screen.waits,
        "for the answer",
    )


@pytest.mark.promise
def test_after_five_wrong_passphrases_the_lock_screen_counts_down_and_lets_nobody_try(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = [7000.0]
    monkeypatch.setattr(boot_clock, "now_s", lambda: running[0])
    screen = person.window.lock_screen
    for _ in range(FREE_TRIES):
        assert not screen.waits
        guess(person, "wrong")
    person.wait_until(lambda: screen.waits, "for the wait")
    assert screen._wait.text().startswith("Too many wrong tries. The next one in ")
    assert not screen._field.isEnabled()
    assert not screen._other_way.isEnabled()
    assert screen._switch.isEnabled()
    # Who goes round the controls is not let in either.
    screen.unlock_requested.emit(PASSPHRASE)
    person.wait_until(lambda: screen.waits and not screen._busy, "for the refusal")
    assert person.desk.projects.project is None

    running[0] += 601
    screen.show_wait(0)
    assert screen._field.isEnabled()
    person.unlock(PASSPHRASE)


def test_rules_decide_when_the_window_locks_at_the_latest_and_what_is_told_before(
    person: Person,
) -> None:
    person.unlock(PASSPHRASE)
    idle, desk = person.shell.idle, person.desk
    person.wait_until(lambda: idle.latest_minutes == 30, "for the rules")
    assert idle.minutes == 10
    book = desk.people.people.book
    rules = replace(book.rules, idle_minutes=5, notice=NOTICE)
    desk.people.people._on_rules(rules, book.rules)
    person.wait_until(lambda: idle.latest_minutes == 5, "for the new rule")
    idle.set_minutes(0)
    assert idle.minutes == 5
    config = desk.projects.config
    person.wait_until(
        lambda: load_project(person.paths, config.id).notice == NOTICE, "for the notice"
    )

    desk.safety.lock.away.left.emit()
    assert desk.projects.project is None
    screen = person.window.lock_screen
    assert screen.isVisible()
    assert screen._notice.toPlainText() == NOTICE
    assert not screen._field.isEnabled()
    assert person.window.focusWidget() is screen._understand
    screen._understand.click()
    assert not screen._understand.isVisible()
    # A wrong passphrase does not ask for it anew; the next locking does.
    person.wait_until(screen._field.isEnabled, "for the field")
    guess(person, "wrong")
    assert screen._field.isEnabled()
    person.unlock(PASSPHRASE)
    assert "nobody was here" not in screen._why.text()
    toast = person.window.toast
    idle.soon.emit(20)
    assert "locks in 20 seconds" in toast.text
    assert toast.isVisible()
    idle.returned.emit()
    assert not toast.isVisible()
    idle.soon.emit(20)
    idle.idle.emit()
    assert not toast.isVisible()
    assert "Locked: nobody was here for 5 minutes." in screen._why.text()
    assert screen._understand.isVisible()
    assert not screen._field.isEnabled()
