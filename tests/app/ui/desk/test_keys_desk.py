"""The keys of this machine are kept as they were chosen last."""

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.settings.keys import KeySettings, load_keys, save_keys
from app.settings.paths import Paths
from app.ui.desk.project import keys_desk
from app.ui.desk.project.keys_desk import KeysDesk
from app.workers.jobs import Jobs
from tests.support.window import make_window


def test_of_keys_that_are_saved_at_once_the_last_ones_stay(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path)})
    overtaken = threading.Event()

    def save_slowly(where: Paths, keys: KeySettings) -> None:
        if keys.own["edit.undo"] == ("F1",):
            # As long as another would take to overtake it.
            overtaken.wait(0.3)
        save_keys(where, keys)
        overtaken.set()

    monkeypatch.setattr(keys_desk, "save_keys", save_slowly)
    window = make_window(tmp_path)
    qtbot.addWidget(window)
    jobs = Jobs()
    desk = KeysDesk(window, jobs, paths=paths)
    for key in ("F1", "F2", "F3"):
        desk._take(KeySettings(own={"edit.undo": (key,)}))
        desk._save()
    jobs.stop()
    assert load_keys(paths).own["edit.undo"] == ("F3",)
