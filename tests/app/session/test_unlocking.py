"""After five wrong passphrases the next try waits, by a clock that nobody can set."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.cli.exit_codes import ExitCode
from app.cli.main import run
from app.compose import open_project
from app.failures import explain
from app.session.errors import UnlockWaitError
from app.session.unlocking import FREE_TRIES, unlock_wait_s, wait_after_s
from app.settings import boot_clock
from app.settings.failed_unlocks import failed_unlocks
from crypto.errors import WrongPassphraseError
from crypto.recovery_code import make_recovery_code
from tests.support.desk import PASSPHRASE, Desk


class Computer:
    """How long it has been running, and in which run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.running_s, self.boot = 5000.0, "first"
        monkeypatch.setattr(boot_clock, "now_s", lambda: self.running_s)
        monkeypatch.setattr(boot_clock, "boot_id", lambda: self.boot)

    def restart(self, *, after_s: float) -> None:
        """Start anew, and run for so long."""
        self.running_s, self.boot = after_s, "second"


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch) -> Computer:
    return Computer(monkeypatch)


def guess(desk: Desk, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassphraseError):
            open_project(desk.config, desk.paths, passphrase="wrong")


def wait_s(desk: Desk) -> float:
    return unlock_wait_s(desk.paths, desk.config.id)


@pytest.mark.promise
def test_the_sixth_try_waits_ten_minutes_and_those_after_it_longer(
    desk: Desk, computer: Computer
) -> None:
    guess(desk, FREE_TRIES - 1)
    assert wait_s(desk) == 0
    with pytest.raises(WrongPassphraseError):
        open_project(desk.config, desk.paths, recovery_code=make_recovery_code())
    assert wait_s(desk) == 600
    # Neither the right passphrase nor the code is even tried.
    for secret in ({"passphrase": PASSPHRASE}, {"recovery_code": desk.recovery_code}):
        with pytest.raises(UnlockWaitError) as refused:
            open_project(desk.config, desk.paths, **secret)
        assert refused.value.wait_s == 600
    assert "10 minutes" in explain(refused.value).text
    computer.running_s += 599.5
    assert wait_s(desk) == 0.5
    computer.running_s += 1
    guess(desk)
    assert wait_s(desk) == 1200
    computer.running_s += 1200
    open_project(desk.config, desk.paths, passphrase=PASSPHRASE).close()
    # Who was let in begins anew, and the log has how often it was tried.
    assert failed_unlocks(desk.paths, desk.config.id) is None
    guess(desk, FREE_TRIES - 1)
    assert wait_s(desk) == 0
    assert [wait_after_s(count) for count in (4, 5, 6, 7, 8, 99)] == [
        0,
        600,
        1200,
        2400,
        3600,
        3600,
    ]


@pytest.mark.promise
def test_tries_at_once_are_counted_like_those_after_each_other(
    desk: Desk, computer: Computer
) -> None:
    guess(desk, FREE_TRIES - 2)
    with ThreadPoolExecutor(6) as many:
        tries = [
            many.submit(open_project, desk.config, desk.paths, passphrase="wrong") for _ in range(6)
        ]
    errors = [type(one.exception()) for one in tries]
    assert errors.count(WrongPassphraseError) == 2
    assert errors.count(UnlockWaitError) == 4
    failed = failed_unlocks(desk.paths, desk.config.id)
    assert failed is not None
    assert failed.count == FREE_TRIES


@pytest.mark.promise
def test_a_wait_outlasts_restarts_and_is_shortened_by_no_clock_that_is_set(
    desk: Desk, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    guess(desk, FREE_TRIES)
    monkeypatch.setattr("time.time_ns", lambda: 10**20)
    assert wait_s(desk) == 600
    # Of a computer that was started since, only what it has been running for is sure.
    computer.restart(after_s=40)
    assert wait_s(desk) == 560
    computer.running_s = 5001
    assert wait_s(desk) == 0
    computer.running_s, computer.boot = 20.0, ""
    assert wait_s(desk) == 580


def test_a_note_that_is_damaged_shuts_nobody_out_for_good(desk: Desk, computer: Computer) -> None:
    guess(desk, FREE_TRIES)
    assert wait_s(desk) == 600
    (note,) = desk.paths.project_state(desk.config.id).glob("unlocks.toml")
    note.write_text("count = ")
    assert wait_s(desk) == 0


@pytest.mark.promise
def test_a_full_disk_does_not_stop_the_count(desk: Desk, computer: Computer) -> None:
    desk.open().close()
    state = desk.paths.project_state(desk.config.id)
    # As on a full disk: nothing new can be put there, what is there can be written over.
    (state / "unlocks.toml.part").mkdir()
    guess(desk, FREE_TRIES)
    assert wait_s(desk) == 600
    with pytest.raises(UnlockWaitError) as refused:
        open_project(desk.config, desk.paths, passphrase=PASSPHRASE)
    assert refused.value.is_counted
    computer.running_s += 600
    desk.open().close()
    assert failed_unlocks(desk.paths, desk.config.id) is None
    assert wait_s(desk) == 0
    # Where not even that goes, one wrong try counts for all, in memory.
    (state / "unlocks.toml").unlink()
    (state / "unlocks.toml").mkdir()
    guess(desk)
    assert wait_s(desk) == 600
    with pytest.raises(UnlockWaitError) as uncounted:
        open_project(desk.config, desk.paths, recovery_code=desk.recovery_code)
    assert "free some room" in explain(uncounted.value).remedy
    computer.running_s += 600
    guess(desk)
    assert wait_s(desk) == 1200
    computer.running_s += 1200
    (state / "unlocks.toml").rmdir()
    (state / "unlocks.toml.part").rmdir()
    desk.open().close()
    assert wait_s(desk) == 0


def test_the_command_line_waits_as_well_and_asks_nobody_in_vain(
    desk: Desk,
    computer: Computer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del computer
    guess(desk, FREE_TRIES)
    monkeypatch.setenv("SAFELIGHT_HOME", str(desk.home))
    missing = tmp_path / "is read only when it is needed"
    assert run(["ls", "--passphrase-file", str(missing)]) == ExitCode.KEY
    assert "10 minutes" in capsys.readouterr().err


def test_the_clock_of_this_computer_goes_on() -> None:
    before = boot_clock.now_s()
    assert 0 < before <= boot_clock.now_s()
    assert boot_clock.boot_id() == boot_clock.boot_id()
