"""Authentic chunks are saved, and not one other byte."""

import io
import json
from pathlib import Path

import pytest

from app.session.errors import CancelledError, ExportTargetError
from app.session.project import Project
from app.session.verifying.findings import Verdict
from crypto.clip_header import CHUNK_SIZE
from models.records import ClipRecord
from storage.errors import ClipExistsError
from storage.local import LocalVideoStorage
from tests.app.session.verifying.conftest import chunk_at, flip, found, saved


def holed(clip: bytes, *chunks: int) -> bytes:
    kept = bytearray(clip)
    for chunk in chunks:
        hole = len(kept[chunk * CHUNK_SIZE : (chunk + 1) * CHUNK_SIZE])
        kept[chunk * CHUNK_SIZE : chunk * CHUNK_SIZE + hole] = bytes(hole)
    return bytes(kept)


@pytest.mark.promise
def test_what_is_left_is_sealed_under_an_id_of_its_own_and_the_evidence_stays(
    project: Project, clip: ClipRecord, stored: Path, long_clip: bytes, tmp_path: Path
) -> None:
    flip(stored, chunk_at(2, 77))
    evidence = stored.read_bytes()
    out = tmp_path / "out"

    made = saved(project, found(project), out)

    assert made is not None
    assert made.copy == out / f"{clip.event_id}-salvaged.slc"
    copies = LocalVideoStorage(out, project.keyring)
    assert copies.get_clip_data(f"{clip.event_id}-salvaged") == holed(long_clip, 2)
    info = copies.info(f"{clip.event_id}-salvaged").objects[0]
    assert info.clip_id != bytes.fromhex(clip.objects[0]["clip_id"])
    assert stored.read_bytes() == evidence
    report = json.loads(made.report.read_text())
    assert report["salvaged"]["zeroed_bytes"] == [[2 * CHUNK_SIZE, 3 * CHUNK_SIZE - 1]]
    assert report["found"]["event_id"] == clip.event_id
    assert clip.name not in made.report.read_text()
    on_disk = b"".join(file.read_bytes() for file in out.iterdir())
    assert long_clip[100:164] not in on_disk


@pytest.mark.promise
def test_of_a_cut_clip_the_whole_chunks_are_saved(
    project: Project, stored: Path, long_clip: bytes, tmp_path: Path
) -> None:
    stored.write_bytes(stored.read_bytes()[: chunk_at(3, 9000)])
    finding = found(project)
    made = saved(project, finding, tmp_path / "out", in_clear=True)
    assert made is not None
    assert made.copy.read_bytes() == long_clip[: 3 * CHUNK_SIZE]
    assert json.loads(made.report.read_text())["found"]["cut_at"] == 3 * CHUNK_SIZE


def test_a_clip_with_a_damaged_header_is_saved_whole_because_its_row_knows_the_header(
    project: Project, stored: Path, long_clip: bytes, tmp_path: Path
) -> None:
    flip(stored, 20)
    made = saved(project, found(project), tmp_path / "out", in_clear=True)
    assert made is not None
    assert made.copy.name.endswith("-salvaged.mp4")
    assert made.copy.read_bytes() == long_clip
    assert made.copy.stat().st_mode & 0o777 == 0o600


def test_saving_in_clear_is_logged_by_ids(
    project: Project, clip: ClipRecord, stored: Path, tmp_path: Path, caplog
) -> None:
    flip(stored, chunk_at(1))
    caplog.set_level("INFO")
    saved(project, found(project), tmp_path / "out", in_clear=True)
    assert f"EXPORT in clear: clip {clip.id}" in caplog.text


def test_nothing_is_replaced_and_a_sound_clip_is_not_saved(
    project: Project, stored: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert saved(project, found(project), out) is None
    assert not out.exists()
    flip(stored, chunk_at(1))
    finding = found(project)
    made = saved(project, finding, out)
    assert made is not None
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    with pytest.raises(ExportTargetError):
        saved(project, finding, out)
    made.report.unlink()
    with pytest.raises(ClipExistsError):
        saved(project, finding, out)
    del before[made.report.name]
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


@pytest.mark.parametrize("in_clear", [False, True])
def test_a_cancelled_salvage_leaves_nothing(
    project: Project, stored: Path, tmp_path: Path, in_clear: bool
) -> None:
    flip(stored, chunk_at(1))
    with pytest.raises(CancelledError):
        saved(project, found(project), tmp_path / "out", in_clear=in_clear, cancelled=lambda: True)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_stored_clip_without_a_row_can_be_saved_as_far_as_it_goes(
    project: Project, long_clip: bytes, tmp_path: Path
) -> None:
    project.storage.store_clip("stray", io.BytesIO(long_clip))
    stray = Path(project.storage.location) / "stray.slc"
    whole = stray.read_bytes()
    for number, size in enumerate((chunk_at(4), chunk_at(4, 15), chunk_at(4, 16), chunk_at(4, 99))):
        stray.write_bytes(whole[:size])
        finding = found(project, "stray")
        assert finding.verdict is Verdict.CUT
        made = saved(project, finding, tmp_path / str(number), in_clear=True)
        assert made is not None
        assert made.copy.read_bytes() == long_clip[: 4 * CHUNK_SIZE]
