"""`migrate` on the command line: counted, done, told, discarded."""

import base64
import json
import os
import signal
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from app.cli.progress import Progress
from app.compose import create_project
from app.settings.paths import Paths
from crypto import raw_cbc
from crypto.keyring_file import open_keyring_file, set_read_policy
from crypto.policy import ReadPolicy
from tests.app.cli.conftest import KEY

MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(500)


@pytest.fixture
def older(cli, store_folder, footage, monkeypatch, tmp_path) -> Path:
    """A store and a database with what the older system left: three clips, one with a row."""
    monkeypatch.setenv("ENCRYPTION_READ", "plain")
    store_folder.mkdir()
    for event, cleartext in (("gate-7", footage), ("alone", MP4)):
        sealed = raw_cbc.encrypt(bytes.fromhex(KEY), cleartext)
        (store_folder / f"{event}.slc").write_bytes(sealed)
    (store_folder / "plain-1.slc").write_bytes(MP4)
    assert cli("ls").code == 0
    with closing(sqlite3.connect(tmp_path / "annotations.db")) as database, database:
        row = {
            "id": uuid4().bytes, "scope_id": bytes(16), "revision": 1, "deleted": 0,
            "event_id": raw("gate-7"), "name": raw("dock"), "state": "new", "origin": "raw-cbc",
            "codec": "", "width": 0, "height": 0, "rotation": 0, "frame_count": 0,
            "time_base_num": 1, "time_base_den": 25, "duration_pts": 0, "created_at_us": 1,
            "cleartext_size": 0,
        }  # fmt: skip
        places = ", ".join("?" * len(row))
        database.execute(f"INSERT INTO clips ({', '.join(row)}) VALUES ({places})", [*row.values()])
    return store_folder


def raw(cleartext: str) -> str:
    return base64.b64encode(raw_cbc.encrypt(bytes.fromhex(KEY), cleartext.encode())).decode()


def test_a_dry_run_tells_what_there_is(cli, older):
    before = sorted(older.iterdir())
    done = cli("migrate", "--dry-run", "--json")
    assert done.code == 0
    report = json.loads(done.out)
    assert report["clips"]["before"]["plain"]["clips"] == 1
    assert report["clips"]["before"]["raw-cbc"]["clips"] == 2
    assert report["rows"]["migrated"] == {"clips": 1}
    assert report["finished"] is False
    assert sorted(older.iterdir()) == before
    assert cli("ls").code == 5


def test_a_migration_leaves_an_older_project_as_any_other(
    cli, older, footage, tmp_path, monkeypatch
):
    written = tmp_path / "report.json"
    done = cli("migrate", "--report", written)
    assert done.code == 0, done.err
    assert "made into containers now: 1 plain (512 B), 2 raw-cbc" in done.out
    assert "ENCRYPTION_READ=authenticated" in done.out
    assert "old objects still in the store: 3" in done.out
    assert json.loads(written.read_text())["finished"] is True
    assert written.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("ENCRYPTION_READ", "authenticated")
    (clip,) = json.loads(cli("ls", "--json").out)
    assert (clip["event_id"], clip["frame_count"], clip["origin"]) == ("gate-7", 30, "raw-cbc")
    assert clip["authenticity"] == "authenticated"
    assert clip["authentic_since"] is not None
    assert "not before: came as raw-cbc" in cli("info", "gate-7").out
    assert "since 2" in cli("ls").out
    target = tmp_path / "out.mp4"
    assert cli("export", "clip", "gate-7", "--out", target).code == 0
    assert target.read_bytes() == footage


def test_what_cannot_be_migrated_is_named_and_the_exit_code_tells(cli, older):
    (older / "alone.slc").write_bytes(os.urandom(512))
    done = cli("migrate")
    assert done.code == 1
    assert "  alone: Decryption failed" in done.out
    assert "not converted and left as they were: 1" in done.out
    assert "still raw or plain: 1 raw-cbc (512 B)" in done.out
    assert "ENCRYPTION_READ" not in done.out


@pytest.mark.promise
def test_old_objects_are_discarded_on_a_word_only(cli, older, typed):
    assert cli("migrate").code == 0
    assert cli("migrate", "--discard-old").code == 2
    typed("no\n")
    assert cli("migrate", "--discard-old").code == 1
    assert (older / "gate-7.slc").exists()
    typed("discard\n")
    done = cli("migrate", "--discard-old")
    assert done.code == 0
    assert "discarded: 3" in done.out
    for event in ("gate-7", "alone", "plain-1"):
        assert not (older / f"{event}.slc").exists()
        assert len(list(older.glob(f"{event}.*.slc"))) == 1
    assert cli("info", "gate-7").code == 0
    assert "discarded: 0" in cli("migrate", "--discard-old").out


def test_an_old_object_whose_container_is_damaged_is_said_to_be_kept(cli, older):
    assert cli("migrate").code == 0
    (container,) = older.glob("gate-7.*.slc")
    content = bytearray(container.read_bytes())
    content[500] ^= 1
    container.write_bytes(content)
    done = cli("migrate", "--discard-old", "--yes")
    assert done.code == 1
    assert "The old object was kept." in done.out
    assert (older / "gate-7.slc").exists()


def test_an_interrupted_migration_is_gone_on_with(cli, older, monkeypatch):
    shown = threading.Event()

    def interrupt(_progress: Progress, _share: float) -> None:
        if not shown.is_set():
            shown.set()
            os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(Progress, "show", interrupt)
        done = cli("migrate")
    assert done.code == 130
    assert "Run it again" in done.out
    assert cli("migrate").code == 0
    assert len(list(older.glob("*.slc"))) == 6


def test_words_that_do_not_go_together_are_refused(cli, older):
    assert cli("migrate", "--dry-run", "--discard-old").code == 2
    assert cli("migrate", "--jobs", "0").code == 2
    assert cli("migrate", "--require-authenticated").code == 2


@pytest.mark.promise
def test_a_keyring_file_allows_nothing_weaker_when_that_is_asked_for(cli, tmp_path):
    paths = Paths.of_this_machine()
    config, _ = create_project(paths, "Harbour", passphrase="correct horse", labels=())
    secret = tmp_path / "secret"
    secret.write_text("correct horse\n")
    file = config.keyring_file
    set_read_policy(file, ReadPolicy.PLAIN, passphrase="correct horse")
    (config.store_folder / "plain-1.slc").write_bytes(MP4)
    options = ("--project", config.id, "--passphrase-file", secret)
    assert "--require-authenticated" in cli("migrate", *options).out
    done = cli("migrate", *options, "--require-authenticated")
    assert done.code == 0
    with open_keyring_file(file, passphrase="correct horse") as keyring:
        assert keyring.read_policy is ReadPolicy.AUTHENTICATED
    assert cli("ls", *options).code == 0
