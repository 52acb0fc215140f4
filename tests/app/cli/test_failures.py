"""What goes wrong comes out as one line and the exit code that is documented."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import exit_codes
from app.cli.errors import UsageError
from app.cli.exit_codes import ExitCode, exit_code_of
from app.cli.parser import build_parser
from crypto import errors as crypto
from models import errors as models
from storage import errors as storage
from storage.fault import Fault

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("error", "code"),
    [(UsageError(), 2), (crypto.KeyNotConfiguredError(), 3), (crypto.UnknownKeyError(bytes(16)), 3),
     (crypto.WrongPassphraseError(), 3), (crypto.AlteredError(), 5), (crypto.TruncatedError(), 5),
     (storage.ClipNotFoundError(), 4), (storage.StorageFullError(), 6),
     (storage.StorageReadOnlyError("x"), 6),
     (storage.StorageAccessError("x", Fault.EXPIRED_CREDENTIALS), 6),
     (storage.ClipExistsError(), 1),
     (models.DatabaseUnavailableError(), 6), (models.SchemaTooNewError("2", "1"), 6),
     (crypto.InvalidReadPolicyError(), 1), (ValueError(), 1), (KeyboardInterrupt(), 130)],
)  # fmt: skip
def test_each_kind_of_error_has_its_exit_code(error, code):
    assert exit_code_of(error) == code


def test_the_exit_codes_are_documented_in_the_help_too():
    epilog = build_parser().format_help()
    for code in ExitCode:
        assert re.search(rf"(?m)(^|\s){code.value}  \w", epilog)
        assert re.search(rf"\| {code.value} +\|", exit_codes.__doc__ or "")


def test_the_wrong_key_is_said_to_be_the_wrong_key(cli, store_folder, video, monkeypatch):
    assert cli("import", video, "--event-id", "gate-7").code == 0
    monkeypatch.setenv("ENCRYPTION_KEY", "ab" * 32)
    for command in (["info", "gate-7"], ["ls"], ["import", video], ["doctor"]):
        done = cli(*command)
        assert done.code == (1 if command == ["doctor"] else 3)
        assert "wrong key" in done.out + done.err
    assert len(list(store_folder.glob("*.slc"))) == 1


@pytest.mark.parametrize("key", ["", "zz" * 32, "ab" * 31])
def test_a_missing_or_malformed_key_is_a_key_problem(cli, store_folder, monkeypatch, key):
    monkeypatch.setenv("ENCRYPTION_KEY", key)
    done = cli("ls")
    assert done.code == 3
    assert ("Invalid hex key format" if key else "ENCRYPTION_KEY not configured") in done.err


@pytest.mark.promise
def test_altered_footage_is_refused_and_nothing_is_exported(cli, store_folder, video, tmp_path):
    assert cli("import", video, "--event-id", "gate-7").code == 0
    stored = store_folder / "gate-7.slc"
    content = bytearray(stored.read_bytes())
    content[3000] ^= 1
    stored.write_bytes(content)
    done = cli("export", "clip", "gate-7", "--out", tmp_path / "out.mp4")
    assert done.code == 5
    assert [file.name for file in tmp_path.glob("out*")] == []


def test_footage_that_is_gone_is_not_found(cli, store_folder, video, tmp_path):
    assert cli("import", video, "--event-id", "gate-7").code == 0
    (store_folder / "gate-7.slc").unlink()
    assert cli("export", "clip", "gate-7", "--out", tmp_path / "out.mp4").code == 4


def test_a_bug_is_called_one_without_a_traceback_and_without_its_message(
    cli, store_folder, monkeypatch, caplog
):
    def broken(_arguments: object) -> int:
        raise RuntimeError("the secret label of row 7")

    monkeypatch.setattr("app.cli.clips.list_clips", broken)
    done = cli("ls")
    assert done.code == 1
    assert "our mistake" in done.err
    assert "secret label" not in done.err
    assert "a command failed" in caplog.text


def test_a_reader_that_has_enough_is_no_error_worth_a_word(tmp_path):
    done = subprocess.run(
        f"{sys.executable} -m app doctor --json | true",
        shell=True,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "SAFELIGHT_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


def test_help_loads_nothing_heavy():
    program = (
        "import sys\n"
        "from app.__main__ import main\n"
        "main(['--help'])\n"
        "heavy = {'sqlalchemy', 'alembic', 'av', 'cv2', 'PySide6', 'boto3'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or None)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_read_policy_that_is_none_is_named_by_its_variable(cli, store_folder, monkeypatch):
    monkeypatch.setenv("ENCRYPTION_READ", "foo")
    done = cli("ls")
    assert done.code == 1
    assert "ENCRYPTION_READ" in done.err
