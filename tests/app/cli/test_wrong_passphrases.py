"""Who guesses passphrases at the command line has to wait, and the log tells of it."""

from pathlib import Path

import pytest

from app.cli.main import run
from app.session.unlocking import FREE_TRIES
from models.audit.entry import Entry, Kind
from tests.support.desk import PASSPHRASE, Desk


@pytest.mark.promise
def test_after_five_wrong_passphrases_not_even_the_right_one_is_tried(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SAFELIGHT_HOME", str(desk.home))
    file = tmp_path / "passphrase"
    ask = ["audit", "devices", "--project", desk.config.id, "--passphrase-file", str(file)]
    file.write_text("a guess\n")
    told = []
    for _ in range(FREE_TRIES):
        assert run(ask) == 3
        told.append(capsys.readouterr().err)
    assert "a guess" not in "".join(told)
    file.write_text(f"{PASSPHRASE}\n")
    assert run(ask) != 0
    assert "minutes" in capsys.readouterr().err

    # A day later by this computer's clock is no later: its clock is not asked.
    monkeypatch.setattr("time.time", lambda: 4e9)
    monkeypatch.setattr("time.time_ns", lambda: 4 * 10**18)
    assert run(ask) != 0
    assert "minutes" in capsys.readouterr().err
    monkeypatch.undo()


@pytest.mark.promise
def test_wrong_passphrases_of_the_command_line_stand_in_the_log_of_who_is_let_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SAFELIGHT_HOME", str(desk.home))
    file = tmp_path / "passphrase"
    file.write_text("a guess\n")
    for _ in range(2):
        run(["audit", "devices", "--project", desk.config.id, "--passphrase-file", str(file)])
    project = desk.open()
    entries = [one for one in project.audit.reader().oldest_first() if isinstance(one, Entry)]
    project.close()
    failed = [one.event for one in entries if one.event.kind is Kind.UNLOCK_FAILED]
    assert [event.detail["count"] for event in failed] == [2]
