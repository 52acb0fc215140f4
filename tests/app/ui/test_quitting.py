"""Closing the window ends all that works behind it."""

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.session.project import Project
from tests.support.desk import PASSPHRASE, Desk
from tests.support.person import Person


def test_a_project_that_cannot_be_closed_leaves_no_worker_running(
    desk: Desk, plain_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(threading.enumerate())
    person = Person(desk.home)
    person.start(desk.config.id)
    person.unlock(PASSPHRASE)
    person.open_clip(person.import_file(plain_file).id)
    close = Project.close

    def close_and_fail(project: Project) -> None:
        close(project)
        raise OSError("the disk is gone")

    monkeypatch.setattr(Project, "close", close_and_fail)
    with qtbot.captureExceptions() as failures:
        person.quit()
    assert [str(error) for _, error, _ in failures] == ["the disk is gone"]
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert [name for name in left if not name.startswith("Dummy")] == []
