"""Everything that can be done to a stored clip is found and named; a sound one is left alone."""

import io
import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.media.index.building import build_index
from app.media.index.packet_spans import packet_spans
from app.session.project import Project
from app.session.verifying.findings import Note, Verdict
from app.session.verifying.verifier import Verifier
from crypto import raw_cbc
from crypto.clip_header import BODY_OFFSET, CHUNK_SIZE, SEALED_CHUNK_SIZE, Kind
from crypto.clip_stream import seal_bytes
from crypto.keyring import Keyring
from models.records import ClipRecord
from tests.app.session.verifying.conftest import chunk_at, flip, found, saved


@pytest.mark.promise
def test_a_sound_clip_is_found_sound_and_nothing_is_changed(
    project: Project, clip: ClipRecord
) -> None:
    folder = Path(project.storage.location)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    finding = found(project)

    assert finding.verdict is Verdict.SOUND
    assert finding.is_well
    assert finding.hash_matches
    assert finding.notes == ()
    assert finding.clip == clip
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.promise
@pytest.mark.parametrize(
    ("region", "at", "verdict"),
    [
        ("magic", 0, Verdict.ALTERED),
        ("version", 8, Verdict.ALTERED),
        ("clip id", 20, Verdict.ALTERED),
        ("key id", 35, Verdict.ALTERED),
        ("scope id", 50, Verdict.ALTERED),
        ("salt", 70, Verdict.ALTERED),
        ("commitment", 100, Verdict.ALTERED),
        ("first chunk", chunk_at(0, 5), Verdict.DAMAGED),
        ("a tag", chunk_at(3, -1), Verdict.DAMAGED),
        ("last chunk", -100, Verdict.DAMAGED),
        ("last tag", -1, Verdict.DAMAGED),
    ],
)
def test_a_changed_bit_is_found_wherever_it_is(
    project: Project, stored: Path, region: str, at: int, verdict: Verdict
) -> None:
    flip(stored, at)
    finding = found(project)
    assert finding.verdict is verdict, region
    assert not finding.is_well
    assert finding.hash_matches is False


def test_damage_is_told_in_bytes_and_frames(
    project: Project, clip: ClipRecord, stored: Path, long_clip: bytes
) -> None:
    flip(stored, chunk_at(2))
    flip(stored, chunk_at(3))
    finding = found(project)
    hole = range(2 * CHUNK_SIZE, 4 * CHUNK_SIZE)
    assert finding.damaged == (hole,)
    spans = packet_spans(io.BytesIO(long_clip))
    index = build_index(io.BytesIO(long_clip))
    hit = {
        index.frame_of_pts(span.pts)
        for span in spans
        if span.pts is not None and span.start < hole.stop and hole.start < span.end
    }
    assert finding.frames is not None
    assert {frame for held in finding.frames.damaged for frame in held} == hit
    assert finding.frames.possibly


def test_where_the_containers_tables_are_damaged_frames_cannot_be_told(
    project: Project, stored: Path
) -> None:
    flip(stored, -100)
    finding = found(project)
    assert finding.verdict is Verdict.DAMAGED
    assert finding.damaged
    assert finding.frames is None


@pytest.mark.promise
@pytest.mark.parametrize(
    "kept", [chunk_at(5, 100), chunk_at(3), chunk_at(3, 15), chunk_at(1, 16), -1]
)
def test_a_cut_is_told_to_the_byte(project: Project, stored: Path, kept: int) -> None:
    whole = stored.read_bytes()
    cut = whole[:kept]
    stored.write_bytes(cut)
    finding = found(project)
    assert finding.verdict is Verdict.CUT
    assert finding.cut_at == (len(cut) - BODY_OFFSET) // SEALED_CHUNK_SIZE * CHUNK_SIZE


@pytest.mark.promise
@pytest.mark.parametrize("size", [0, 7, 63, 64, BODY_OFFSET - 1])
def test_a_clip_cut_within_its_start_is_cut_and_nothing_can_be_saved(
    project: Project, stored: Path, tmp_path: Path, size: int
) -> None:
    stored.write_bytes(stored.read_bytes()[:size])
    finding = found(project)
    assert finding.verdict is Verdict.CUT
    assert not finding.can_be_salvaged
    assert saved(project, finding, tmp_path / "out") is None


@pytest.mark.parametrize("extra", [1, 16, 40_000])
def test_what_was_put_behind_the_end_is_found(project: Project, stored: Path, extra: int) -> None:
    with stored.open("ab") as file:
        file.write(os.urandom(extra))
    finding = found(project)
    assert finding.verdict is Verdict.EXTENDED
    assert finding.extra_size == extra
    assert not finding.damaged


@pytest.mark.promise
def test_another_clips_body_other_forms_and_a_whole_other_clip_are_found_altered(
    project: Project, clip: ClipRecord, stored: Path, long_clip: bytes
) -> None:
    whole = stored.read_bytes()
    other, _ = seal_bytes(os.urandom(len(long_clip)), keyring=project.keyring)
    raw = raw_cbc.encrypt(project.keyring.raw_key(), long_clip)
    for untrusted in (whole[:64] + other[64:], other, raw, long_clip):
        stored.write_bytes(untrusted)
        finding = found(project)
        assert finding.verdict is Verdict.ALTERED
        assert not finding.can_be_salvaged


@pytest.mark.promise
def test_content_that_a_key_holder_changed_is_found_by_its_hash(
    project: Project, clip: ClipRecord, stored: Path, long_clip: bytes, monkeypatch
) -> None:
    whole = stored.read_bytes()
    salt = whole[64:88]
    monkeypatch.setattr("crypto.clip_stream.os.urandom", lambda size: salt[:size])
    forged, receipt = seal_bytes(
        bytes(len(long_clip)),
        keyring=project.keyring,
        clip_id=bytes.fromhex(clip.objects[0]["clip_id"]),
    )
    monkeypatch.undo()
    assert receipt.commitment.hex() == clip.objects[0]["commitment"]
    stored.write_bytes(forged)
    finding = found(project)
    assert finding.verdict is Verdict.REWRITTEN
    assert not finding.is_well


def test_a_missing_object_is_missing(project: Project, stored: Path) -> None:
    stored.unlink()
    assert found(project).verdict is Verdict.MISSING


def test_what_the_store_does_not_give_is_called_neither_missing_nor_sound(
    project: Project, stored: Path
) -> None:
    targets = list(Verifier(project).targets())
    away = stored.parent.with_name("away")
    stored.parent.rename(away)
    try:
        (finding,) = Verifier(project).verify(targets)
    finally:
        away.rename(stored.parent)
    assert finding.verdict is Verdict.UNREACHABLE
    assert not finding.is_well


@pytest.mark.promise
def test_a_wrong_key_is_told_apart_from_damage(
    project: Project, clip: ClipRecord, stored: Path
) -> None:
    with Keyring.generate() as other:
        sealed, receipt = seal_bytes(b"theirs" * 9000, keyring=other)
        entry = clip.objects[0] | {
            "clip_id": receipt.clip_id.hex(),
            "key_id": receipt.key_id.hex(),
            "scope_id": receipt.scope_id.hex(),
            "commitment": receipt.commitment.hex(),
            "stored_size": receipt.stored_size,
            "stored_sha256": receipt.stored_sha256.hex(),
        }
    stored.write_bytes(sealed)
    project.store.update_clip(replace(clip, objects=(entry,)))
    finding = found(project)
    assert finding.verdict is Verdict.WRONG_KEY
    assert finding.hash_matches
    flip(stored, 5000)
    assert found(project).verdict is Verdict.ALTERED
    changed = project.clip(clip.id)
    project.store.update_clip(replace(changed, objects=clip.objects))


def test_derived_data_that_is_gone_or_changed_is_noted_and_no_harm(
    project: Project, clip: ClipRecord
) -> None:
    folder = Path(project.storage.location)
    (index,) = folder.glob("*.index.sld")
    (thumbnails,) = folder.glob("*.thumbnails.sld")
    flip(index, 130)
    thumbnails.unlink()
    finding = found(project)
    assert finding.is_well
    assert finding.notes == (Note.INDEX_DAMAGED, Note.THUMBNAILS_MISSING)
    project.storage.put_derived(clip.event_id, Kind.INDEX, b"no index", clip_id=os.urandom(16))
    assert Note.INDEX_DAMAGED in found(project).notes
    session = project.open_clip(clip.id)
    until_s = time.monotonic() + 120
    while not session.index_complete and time.monotonic() < until_s:
        time.sleep(0.01)
    project.close_clip(session)
    assert found(project).notes == (Note.THUMBNAILS_MISSING,)


def test_a_changed_companion_is_noted(project: Project, stored: Path) -> None:
    companion = stored.with_suffix(".json")
    visible = json.loads(companion.read_text())
    visible["sealed"] = visible["sealed"][:-4] + "AAAA"
    companion.write_text(json.dumps(visible))
    finding = found(project)
    assert finding.is_well
    assert finding.notes == (Note.COMPANION_LOST,)
