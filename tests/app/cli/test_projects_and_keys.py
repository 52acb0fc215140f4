"""Which project a command works on, how it is unlocked, and how keys are made."""

import re

import pytest

from app.compose import create_project
from app.demo import SAMPLE_LABELS
from app.settings.paths import Paths
from app.settings.preferences import Preferences, save_preferences
from crypto.keyring_file import open_keyring_file
from crypto.policy import ReadPolicy


@pytest.fixture
def passphrase_file(tmp_path):
    file = tmp_path / "passphrase"
    file.write_bytes(b"correct horse\nbattery staple\n")
    return file


@pytest.fixture
def harbour(isolated_home):
    config, _ = create_project(
        Paths.of_this_machine(), "Harbour", passphrase="correct horse", labels=SAMPLE_LABELS
    )
    return config


def test_the_only_project_is_taken_and_its_passphrase_read_from_a_file(
    cli, harbour, passphrase_file
):
    assert cli("ls", "--passphrase-file", passphrase_file).code == 0


@pytest.mark.parametrize("name", ["Harbour", "id"])
def test_a_project_is_named_by_its_name_or_its_id(cli, harbour, passphrase_file, name):
    chosen = harbour.id if name == "id" else name
    assert cli("ls", "--project", chosen, "--passphrase-file", passphrase_file).code == 0


def test_a_wrong_passphrase_is_a_key_problem(cli, harbour, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"incorrect horse\n")
    assert cli("ls", "--passphrase-file", wrong).code == 3


def test_without_a_terminal_a_passphrase_is_not_waited_for(cli, harbour):
    done = cli("ls")
    assert done.code == 3
    assert "--passphrase-file" in done.err


def test_an_unknown_project_is_not_found(cli, harbour):
    assert cli("ls", "--project", "Airport").code == 4


def test_of_several_projects_the_last_one_is_taken_or_a_choice_is_asked_for(
    cli, harbour, passphrase_file
):
    paths = Paths.of_this_machine()
    other, _ = create_project(paths, "Airport", passphrase="other", labels=SAMPLE_LABELS)
    done = cli("ls", "--passphrase-file", passphrase_file)
    assert done.code == 4
    assert "--project" in done.err
    save_preferences(paths, Preferences(last_project=harbour.id))
    assert cli("ls", "--passphrase-file", passphrase_file).code == 0
    assert cli("ls", "--project", other.id, "--passphrase-file", passphrase_file).code == 3


@pytest.mark.promise
def test_the_older_systems_variables_alone_are_enough(cli, harbour, store_folder, video):
    done = cli("import", video)
    assert done.code == 0
    assert (store_folder / f"{done.out.strip()}.slc").exists()


def test_a_new_key_in_hex_is_64_digits_and_another_each_time(cli):
    made = {cli("keys", "new", "--hex").out for _ in range(3)}
    assert len(made) == 3
    assert all(re.fullmatch(r"[0-9a-f]{64}\n", key) for key in made)


def test_a_new_keyring_opens_with_its_passphrase_and_with_its_recovery_code(
    cli, tmp_path, passphrase_file
):
    keyring = tmp_path / "new.slk"
    done = cli(
        *("keys", "new", "--out", keyring, "--passphrase-file", passphrase_file),
        *("--read-policy", "raw-cbc"),
    )
    assert done.code == 0
    with open_keyring_file(keyring, passphrase=b"correct horse") as opened:
        assert opened.read_policy is ReadPolicy.RAW_CBC
        with open_keyring_file(keyring, recovery_code=done.out.strip()) as recovered:
            assert recovered.primary_id == opened.primary_id


def test_a_keyring_is_never_written_over(cli, tmp_path, passphrase_file):
    keyring = tmp_path / "new.slk"
    keyring.write_bytes(b"precious")
    done = cli("keys", "new", "--out", keyring, "--passphrase-file", passphrase_file)
    assert done.code == 3
    assert keyring.read_bytes() == b"precious"


def test_keys_new_wants_to_know_in_which_form(cli):
    assert cli("keys", "new").code == 2
