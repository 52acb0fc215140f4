"""What has no row, and what nobody sealed with authentication, is named as what it is."""

import io
import os
from pathlib import Path

import pytest

from app.session.project import Project
from app.session.verifying.findings import Note, Verdict
from app.session.verifying.verifier import Verifier
from crypto import raw_cbc
from crypto.clip_header import CHUNK_SIZE
from crypto.policy import ReadPolicy
from models.records import ClipRecord
from tests.app.session.verifying.conftest import chunk_at, found


def test_stored_clips_without_a_row_are_verified_too(
    project: Project, clip: ClipRecord, plain_clip: bytes
) -> None:
    project.storage.store_clip("stray", io.BytesIO(plain_clip))
    verifier = Verifier(project)
    findings = {one.event_id: one for one in verifier.verify(verifier.targets())}
    assert set(findings) == {clip.event_id, "stray"}
    assert findings["stray"].verdict is Verdict.SOUND
    assert findings["stray"].hash_matches
    stray = Path(project.storage.location) / "stray.slc"
    whole = stray.read_bytes()
    for cut in (whole[:-1], whole[: chunk_at(0, 16)], whole + b"x"):
        stray.write_bytes(cut)
        assert found(project, "stray").verdict is Verdict.CUT
    flipped = bytearray(whole)
    flipped[20] ^= 1
    stray.write_bytes(flipped)
    assert found(project, "stray").verdict is Verdict.ALTERED


@pytest.mark.promise
def test_weaker_forms_can_be_opened_and_are_never_called_authentic(
    project: Project, plain_clip: bytes
) -> None:
    folder = Path(project.storage.location)
    # As a keyring file would say it; the project and its store hold this very keyring.
    project.keyring._read_policy = ReadPolicy.PLAIN
    raw = raw_cbc.encrypt(project.keyring.raw_key(), plain_clip)
    (folder / "old.slc").write_bytes(raw)
    (folder / "bare.slc").write_bytes(plain_clip)
    for event_id in ("old", "bare"):
        finding = found(project, event_id)
        assert finding.verdict is Verdict.NOT_AUTHENTICATED
        assert finding.cleartext_size == len(plain_clip)
        assert Note.NEVER_HASHED in finding.notes
        assert not finding.can_be_salvaged
    (folder / "old.slc").write_bytes(raw[:-5])
    assert found(project, "old").verdict is Verdict.CANNOT_BE_OPENED
    project.keyring._read_policy = ReadPolicy.AUTHENTICATED
    assert found(project, "bare").verdict is Verdict.REFUSED


@pytest.mark.promise
@pytest.mark.parametrize("size", [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, 65 * CHUNK_SIZE + 7])
def test_there_is_no_false_alarm_whatever_the_size(project: Project, size: int) -> None:
    cleartext = os.urandom(size)
    project.storage.store_clip("sized", io.BytesIO(cleartext))
    project.storage.store_successor("sized", io.BytesIO(cleartext), clip_id=os.urandom(16))
    finding = found(project, "sized")
    assert finding.verdict is Verdict.SOUND
    assert finding.cleartext_size == size
    project.keyring._read_policy = ReadPolicy.RAW_CBC
    raw = Path(project.storage.location) / "raw.slc"
    raw.write_bytes(raw_cbc.encrypt(project.keyring.raw_key(), cleartext))
    assert found(project, "raw").verdict is Verdict.NOT_AUTHENTICATED
