"""Verifying: everything that can be done to a stored clip is found and named; a sound one is left
alone. Salvaging: authentic chunks are saved, and not one other byte.
"""

import io
import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.compose import create_project, open_project
from app.media.index.building import build_index
from app.media.index.packet_spans import packet_spans
from app.session.errors import CancelledError, ExportTargetError
from app.session.importing import ClipDetails
from app.session.project import Project
from app.session.salvage import Salvaged, salvage
from app.session.verifying.findings import ClipFinding, Note, Verdict
from app.session.verifying.verifier import Verifier, VerifyWatch
from app.settings.paths import Paths
from crypto import raw_cbc
from crypto.clip_header import BODY_OFFSET, CHUNK_SIZE, SEALED_CHUNK_SIZE, Kind
from crypto.clip_stream import seal_bytes
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from models.records import ClipRecord
from storage.errors import ClipExistsError
from storage.local import EncryptedLocalVideoStorage
from tests.support.desk import PASSPHRASE
from tests.support.footage import even_pts, make_clip


@pytest.fixture(scope="module")
def long_clip() -> bytes:
    """A clip of six chunks, whose tables lie at its end."""
    clip = make_clip(pts=even_pts(165), options={"g": "12", "bf": "2", "crf": "1"})
    assert 5 * CHUNK_SIZE + 1000 < len(clip) < 6 * CHUNK_SIZE
    return clip


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, long_clip: bytes) -> Iterator[Project]:
    """A project with one clip: to make one for each test would take a minute."""
    home = tmp_path_factory.mktemp("shelf")
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    config, _ = create_project(paths, "Shelf", passphrase=PASSPHRASE, labels=())
    opened = open_project(config, paths, passphrase=PASSPHRASE)
    opened.import_cleartext(long_clip, ClipDetails(event_id="gate-7", name="North gate"))
    yield opened
    opened.close()


@pytest.fixture
def project(shelf: Project) -> Iterator[Project]:
    """The shelf, whose store is put back as it was."""
    folder = Path(shelf.storage.location)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    yield shelf
    shelf.keyring._read_policy = ReadPolicy.AUTHENTICATED
    for file in folder.iterdir():
        if file.name not in before:
            file.unlink()
    for name, content in before.items():
        (folder / name).write_bytes(content)


@pytest.fixture
def clip(project: Project) -> ClipRecord:
    return project.clip("gate-7")


@pytest.fixture
def stored(project: Project, clip: ClipRecord) -> Path:
    return Path(project.storage.location) / clip.objects[0]["name"]


def found(project: Project, *event_ids: str) -> ClipFinding:
    verifier = Verifier(project)
    (finding,) = verifier.verify(verifier.targets(event_ids), jobs=1)
    return finding


def flip(file: Path, at: int) -> None:
    untrusted = bytearray(file.read_bytes())
    untrusted[at] ^= 1
    file.write_bytes(untrusted)


def chunk_at(chunk: int, offset: int = 0) -> int:
    return BODY_OFFSET + chunk * SEALED_CHUNK_SIZE + offset


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


# -- without a row, and the weaker forms


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


# -- many at a time


def test_many_clips_are_verified_in_their_order_and_progress_counts_all_bytes(
    project: Project, plain_clip: bytes
) -> None:
    sizes = project.clips()[0].objects[0]["stored_size"]
    for number in range(7):
        sizes += (
            project.storage.store_clip(f"c{number}", io.BytesIO(plain_clip)).objects[0].stored_size
        )
    flip(Path(project.storage.location) / "c3.slc", 500)
    told: list[int] = []
    verifier = Verifier(project)
    findings = list(verifier.verify(verifier.targets(), jobs=2, watch=VerifyWatch(told.append)))
    assert [one.event_id for one in findings] == ["gate-7", *(f"c{number}" for number in range(7))]
    assert [one.event_id for one in findings if not one.is_well] == ["c3"]
    assert told[-1] == sizes
    assert told == sorted(told)


def test_verifying_can_be_cancelled(project: Project, clip: ClipRecord) -> None:
    verifier = Verifier(project)
    with pytest.raises(CancelledError):
        list(verifier.verify(verifier.targets(), watch=VerifyWatch(cancelled=lambda: True)))


def test_whoever_stops_asking_leaves_no_thread_behind(project: Project, plain_clip: bytes) -> None:
    for number in range(9):
        project.storage.store_clip(f"c{number}", io.BytesIO(plain_clip))
    verifier = Verifier(project)
    asked = verifier.verify(verifier.targets(), jobs=2)
    next(asked)
    asked.close()  # type: ignore[attr-defined]


# -- salvaging


def saved(
    project: Project, finding: ClipFinding, folder: Path, *, in_clear: bool = False, **more: object
) -> Salvaged | None:
    return salvage(
        project.storage,
        project.keyring,
        finding,
        folder,
        in_clear=in_clear,
        **more,  # type: ignore[arg-type]
    )


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
    copies = EncryptedLocalVideoStorage(out, project.keyring)
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
