"""Uploads that nobody will complete are called off: of killed processes, and very old ones."""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from storage.link import Link
from storage.s3 import S3Objects, orphans
from storage.s3.part import PART_SIZE
from storage.s3.upload_ledger import LeftUpload, UploadLedger
from tests.support.s3_server import client_of, keys_under

_WRITES_AND_NEVER_ENDS = """
import os, sys
from pathlib import Path
from storage.link import Link
from storage.s3 import S3Objects, S3Settings
objects = S3Objects(S3Settings.from_uri(sys.argv[1]), link=Link(), ledger_folder=Path(sys.argv[2]))
with objects.create("killed.slc") as writer:
    writer.write(os.urandom(20_000_000))
    print("begun", flush=True)
    sys.stdin.read()
"""


def _begun(settings, name: str) -> None:
    client = client_of(settings.endpoint_url)
    key = settings.prefix + name
    upload = client.create_multipart_upload(Bucket=settings.bucket, Key=key)["UploadId"]
    client.upload_part(Bucket=settings.bucket, Key=key, UploadId=upload, PartNumber=1, Body=b"part")


def _names(settings) -> set[str]:
    return keys_under(client_of(settings.endpoint_url), settings)


@pytest.mark.promise
def test_what_a_killed_process_left_is_called_off_at_the_next_start(settings, tmp_path):
    ledger = tmp_path / "ledger"
    child = subprocess.Popen(
        [sys.executable, "-c", _WRITES_AND_NEVER_ENDS, settings.to_uri(), str(ledger)],
        cwd=Path(__file__).resolve().parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"begun\n"
        # While it lives, another process leaves its upload alone.
        with closing(S3Objects(settings, link=Link(), ledger_folder=ledger)) as other:
            other.create("other.slc").discard()
        assert _names(settings) == {"killed.slc (in the making)"}
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert _names(settings) == {"killed.slc (in the making)"}
    with closing(S3Objects(settings, link=Link(), ledger_folder=ledger)) as objects:
        with objects.create("next.slc") as writer:
            writer.write(b"small")
            writer.commit()
        assert _names(settings) == {"next.slc"}
    assert list(ledger.iterdir()) == []


def test_an_upload_whose_id_was_not_written_down_is_found_by_its_key(settings, tmp_path):
    _begun(settings, "killed.slc")
    _begun(settings, "killed.slc.bak")
    gone = UploadLedger(tmp_path, settings)
    gone.begin(settings.prefix + "killed.slc")
    os.close(gone._file)
    with closing(S3Objects(settings, link=Link(), ledger_folder=tmp_path)) as objects:
        objects.create("next.slc").discard()
    assert _names(settings) == {"killed.slc.bak (in the making)"}


def test_an_old_upload_of_ours_is_called_off_and_a_foreign_one_is_not(
    settings, objects, monkeypatch
):
    _begun(settings, "old.slc")
    _begun(settings, "somebody-elses.bin")
    objects.create("a.slc").discard()
    assert "old.slc (in the making)" in _names(settings)
    time.sleep(1.1)
    monkeypatch.setattr(orphans, "_OLD", timedelta(seconds=1))
    with closing(S3Objects(settings, link=Link())) as later:
        later.create("a.slc").discard()
    assert _names(settings) == {"somebody-elses.bin (in the making)"}


def test_a_ledger_of_another_bucket_is_left_alone(settings, tmp_path):
    gone = UploadLedger(tmp_path, dataclasses.replace(settings, bucket="another"))
    gone.begin("a.slc")
    os.close(gone._file)
    with UploadLedger(tmp_path, settings).left_behind() as left:
        assert left == []
    assert len(list(tmp_path.iterdir())) == 1


def test_a_ledger_that_was_cut_off_tells_what_it_can(settings, tmp_path):
    gone = UploadLedger(tmp_path, settings)
    gone.begin("a")
    gone.begun("a", "1")
    gone.begin("b")
    gone.begun("b", "2")
    gone.ended("a")
    os.write(gone._file, b'{"begin": "c')
    os.close(gone._file)
    with UploadLedger(tmp_path, settings).left_behind() as left:
        assert left == [LeftUpload("b", "2")]
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_is_readable_by_its_owner_alone(settings, objects, tmp_path):
    with objects.create("a.slc") as writer:
        writer.write(bytes(PART_SIZE + 1))
        (file,) = (tmp_path / "ledger").iterdir()
        assert file.stat().st_mode & 0o077 == 0
        writer.commit()
    objects.close()
    assert list((tmp_path / "ledger").iterdir()) == []


def test_a_ledger_that_cannot_be_written_stops_no_upload(settings, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    where = tmp_path / "file" / "ledger"
    with closing(S3Objects(settings, link=Link(), ledger_folder=where)) as objects:
        with objects.create("a.slc") as writer:
            writer.write(bytes(PART_SIZE + 1))
            writer.commit()
        assert _names(settings) == {"a.slc"}


def test_two_starts_at_once_do_not_adopt_the_same_ledger(settings, tmp_path):
    gone = UploadLedger(tmp_path, settings)
    gone.begin("a.slc")
    os.close(gone._file)
    with UploadLedger(tmp_path, settings).left_behind() as left:
        assert len(left) == 1
        with UploadLedger(tmp_path, settings).left_behind() as theirs:
            assert theirs == []
