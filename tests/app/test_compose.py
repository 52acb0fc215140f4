"""Opening a project: the right key, and no other."""

from pathlib import Path

import pytest

from app.compose import create_project, open_project
from app.settings.paths import Paths
from app.settings.projects import list_projects, project_of_environment
from crypto import current
from crypto.errors import LockedError, UnknownKeyError, WrongPassphraseError
from crypto.keyring_file import change_passphrase, create_keyring_file
from tests.support.desk import PASSPHRASE, PERSON, Desk


def test_a_wrong_passphrase_opens_nothing(desk: Desk) -> None:
    with pytest.raises(WrongPassphraseError):
        open_project(desk.config, desk.paths, passphrase="wrong")


@pytest.mark.promise
def test_another_projects_key_is_told_before_anything_is_written(desk: Desk) -> None:
    keyring = desk.config.keyring_file
    assert keyring is not None
    keyring.unlink()
    create_keyring_file(keyring, passphrase=PASSPHRASE)

    with pytest.raises(UnknownKeyError):
        open_project(desk.config, desk.paths, passphrase=PASSPHRASE)


@pytest.mark.promise
def test_another_key_in_the_environment_is_told_too(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENCRYPTION_KEY", "11" * 32)
    config = project_of_environment(paths)
    assert config is not None
    first = open_project(config, paths)
    first.store.save_labels([PERSON])
    first.close()

    monkeypatch.setenv("ENCRYPTION_KEY", "22" * 32)
    with pytest.raises(UnknownKeyError):
        open_project(config, paths)


def test_the_recovery_code_opens_a_project(paths: Paths) -> None:
    config, code = create_project(paths, "P", passphrase=PASSPHRASE, labels=(PERSON,))

    project = open_project(config, paths, recovery_code=code)
    labels = project.labels()
    project.close()
    assert labels == (PERSON,)


def test_a_closed_project_has_wiped_its_keys(desk: Desk) -> None:
    project = desk.open()
    keyring = project.keyring
    project.close()

    assert keyring.closed
    with pytest.raises(LockedError):
        keyring.field_root()


def test_a_creation_that_fails_leaves_no_project_in_the_list(paths: Paths, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"database|folder|file"):
        create_project(
            paths,
            "P",
            passphrase=PASSPHRASE,
            labels=(PERSON,),
            database_url="sqlite:////proc/nowhere/at/all.db",
        )
    assert list_projects(paths) == ()


@pytest.mark.promise
def test_an_older_keyring_file_put_back_is_noticed(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    keyring = desk.config.keyring_file
    assert keyring is not None
    older = keyring.read_bytes()
    change_passphrase(keyring, passphrase=PASSPHRASE, new_passphrase="another one entirely")
    open_project(desk.config, desk.paths, passphrase="another one entirely").close()
    keyring.write_bytes(older)

    open_project(desk.config, desk.paths, passphrase=PASSPHRASE).close()

    assert "an older one was put back" in caplog.text


def test_a_project_that_closes_late_leaves_the_next_ones_key_current(
    desk: Desk, paths: Paths
) -> None:
    config, _ = create_project(paths, "Next", passphrase=PASSPHRASE, labels=(PERSON,))
    first = desk.open()
    second = open_project(config, paths, passphrase=PASSPHRASE)

    first.close()

    assert current.current() is second.keyring
    second.close()
    with pytest.raises(LockedError):
        current.current()
