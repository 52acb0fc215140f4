"""Adopting: stored clips that the project has no row of get one, and keep what they are."""

import hashlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.compose import create_project, open_project
from app.media.errors import MediaError
from app.session.adopting import Adopter
from app.session.errors import CancelledError, ClipMissingError
from app.session.hashed_source import HashedSource
from app.session.importing import ClipDetails, ImportWatch
from app.session.project import Project
from app.session.verifying.findings import Verdict
from app.session.verifying.verifier import Verifier
from app.settings.paths import Paths
from crypto import raw_cbc
from crypto.clip_header import Kind
from crypto.clip_stream import SeekableReader, seal_bytes
from crypto.errors import AlteredError, RefusedFormatError, TruncatedError, UnknownKeyError
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from crypto.source import BytesSource
from models.records import ClipRecord, ClockSource
from storage.base import ListedClip
from storage.errors import StorageReadOnlyError
from tests.support.dated_footage import dated_clip
from tests.support.desk import PASSPHRASE
from tests.support.footage import even_pts, make_clip


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    home = tmp_path_factory.mktemp("shelf")
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    config, _ = create_project(paths, "Shelf", passphrase=PASSPHRASE, labels=())
    opened = open_project(config, paths, passphrase=PASSPHRASE)
    yield opened
    opened.close()


@pytest.fixture
def project(shelf: Project) -> Iterator[Project]:
    """The shelf, emptied afterwards. Its keyring lets every form be read."""
    shelf.keyring._read_policy = ReadPolicy.PLAIN
    yield shelf
    for clip in shelf.clips():
        shelf.delete_clip(clip.id)
    for file in Path(shelf.storage.location).iterdir():
        file.unlink()


@pytest.fixture(scope="module")
def other_clip() -> bytes:
    return make_clip(pts=even_pts(10))


def folder_of(project: Project) -> Path:
    return Path(project.storage.location)


def found(project: Project, *event_ids: str) -> list[ListedClip]:
    return list(Adopter(project).find(event_ids))


def adopted(project: Project, *event_ids: str, **more: str) -> ClipRecord:
    (listed,) = found(project, *event_ids)
    report = Adopter(project).adopt(listed, **more)  # type: ignore[arg-type]
    assert not report.duplicate
    return report.clip


def plant_raw(project: Project, event_id: str, cleartext: bytes) -> bytes:
    stored = raw_cbc.encrypt(project.keyring.raw_key(), cleartext)
    (folder_of(project) / f"{event_id}.slc").write_bytes(stored)
    return stored


def verdict(project: Project, event_id: str) -> Verdict:
    verifier = Verifier(project)
    (finding,) = verifier.verify(verifier.targets([event_id]))
    return finding.verdict


def test_the_older_systems_clip_gets_a_row_and_stays_what_it_is(
    project: Project, plain_clip: bytes
) -> None:
    stored = plant_raw(project, "cam1_20240229", plain_clip)

    clip = adopted(project, camera="north")

    assert (clip.event_id, clip.name, clip.camera) == ("cam1_20240229", "cam1_20240229", "north")
    assert (clip.origin, clip.frame_count, clip.cleartext_size) == ("raw-cbc", 40, len(plain_clip))
    assert clip.objects[0]["stored_sha256"] == hashlib.sha256(stored).hexdigest()
    assert (folder_of(project) / "cam1_20240229.slc").read_bytes() == stored
    with project.open_stream(clip) as stream:
        assert stream.readall() == plain_clip
    session = project.open_clip(clip.id)
    assert session.index.frame_count == 40
    project.close_clip(session)
    assert project.thumbnail(clip)
    assert verdict(project, clip.event_id) is Verdict.NOT_AUTHENTICATED


def test_a_plain_clip_and_a_container_are_adopted_as_what_they_are(
    project: Project, plain_clip: bytes, other_clip: bytes
) -> None:
    (folder_of(project) / "bare.slc").write_bytes(plain_clip)
    bare = adopted(project)
    assert bare.origin == "plain"
    assert bare.objects[0]["stored_sha256"] == hashlib.sha256(plain_clip).hexdigest()
    project.storage.store_clip("sealed", io.BytesIO(other_clip))
    sealed = adopted(project)
    assert (sealed.origin, sealed.frame_count) == ("container", 10)
    assert verdict(project, "sealed") is Verdict.SOUND
    assert project.thumbnail(sealed)


def test_what_the_companions_sealed_part_says_is_taken_over(
    project: Project, plain_clip: bytes
) -> None:
    when = datetime(2025, 3, 30, 2, 30, tzinfo=timezone(timedelta(hours=2)))
    said = {"name": "North gate", "camera": "cam-7", "recorded_at": when.isoformat()}
    project.storage.store_clip("told", io.BytesIO(plain_clip), said)
    clip = adopted(project, camera="of those without one")
    assert (clip.name, clip.camera, clip.recorded_at) == ("North gate", "cam-7", when)


@pytest.fixture(scope="module")
def dated(plain_clip: bytes) -> bytes:
    """A clip whose own tags say when it was recorded."""
    tags = {"creation_time": "2026-11-22T07:14:03Z", "timecode": "10:00:00:00"}
    return dated_clip(plain_clip, tags)


@pytest.mark.parametrize("form", ["container", "raw-cbc", "plain"])
def test_clock_and_timecode_come_from_the_clip_s_own_tags(
    project: Project, dated: bytes, form: str
) -> None:
    if form == "container":
        project.storage.store_clip("dated", io.BytesIO(dated))
    elif form == "raw-cbc":
        plant_raw(project, "dated", dated)
    else:
        (folder_of(project) / "dated.slc").write_bytes(dated)
    clip = adopted(project)
    assert clip.origin == form
    assert clip.recorded_at == datetime(2026, 11, 22, 7, 14, 3, tzinfo=UTC)
    assert (clip.clock_source, clip.start_timecode) == (ClockSource.FILE, "10:00:00:00")
    assert project.clip(clip.id) == clip


def test_what_the_companion_s_sealed_part_says_goes_before_the_clip_s_tags(
    project: Project, dated: bytes
) -> None:
    when = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    project.storage.store_clip("told", io.BytesIO(dated), {"recorded_at": when.isoformat()})
    clip = adopted(project)
    assert clip.recorded_at == when
    assert (clip.clock_source, clip.start_timecode) == (ClockSource.PERSON, "10:00:00:00")


@pytest.mark.promise
def test_a_companion_that_somebody_without_the_key_has_written_tells_no_time(
    project: Project, dated: bytes, other_clip: bytes
) -> None:
    """Neither what it says in clear nor another clip's sealed part is believed."""
    forged_at = "2020-01-01T00:00:00+00:00"
    project.storage.store_clip("other", io.BytesIO(other_clip), {"recorded_at": forged_at})
    project.storage.store_clip("dated", io.BytesIO(dated))
    companion = folder_of(project) / "dated.json"
    theirs = json.loads((folder_of(project) / "other.json").read_bytes())
    forged = json.loads(companion.read_bytes()) | {
        "sealed": theirs["sealed"],
        "recorded_at": forged_at,
        "metadata": {"recorded_at": forged_at},
    }
    companion.write_text(json.dumps(forged))
    clip = adopted(project, "dated")
    assert clip.recorded_at == datetime(2026, 11, 22, 7, 14, 3, tzinfo=UTC)
    assert clip.clock_source is ClockSource.FILE


@pytest.mark.parametrize(
    "said",
    [
        {"name": 7, "camera": None, "recorded_at": "yesterday"},
        {"recorded_at": "2025-03-30T02:30:00"},
        {"recorded_at": 1743301800, "name": "  "},
    ],
)
def test_what_makes_no_sense_in_it_is_left_out(
    project: Project, plain_clip: bytes, said: dict[str, object]
) -> None:
    project.storage.store_clip("told", io.BytesIO(plain_clip), said)
    clip = adopted(project)
    assert (clip.name, clip.camera, clip.recorded_at) == ("told", "", None)


def test_an_event_id_that_cannot_be_a_name_comes_back_from_the_companion(
    project: Project, plain_clip: bytes
) -> None:
    project.storage.store_clip("Halle 3 / Süd", io.BytesIO(plain_clip))
    assert adopted(project).event_id == "Halle 3 / Süd"
    assert found(project) == []


@pytest.mark.promise
def test_adopting_twice_does_nothing(project: Project, plain_clip: bytes) -> None:
    plant_raw(project, "old", plain_clip)
    adopted(project)
    before = project.clips()
    assert found(project) == []
    assert found(project, "old") == []
    assert project.clips() == before


def test_the_same_footage_is_recognised_however_it_came(
    project: Project, plain_clip: bytes, plain_file: Path, other_clip: bytes
) -> None:
    plant_raw(project, "old", plain_clip)
    first = adopted(project)
    again = project.import_clip(plain_file)
    assert again.duplicate
    assert again.clip.id == first.id
    (folder_of(project) / "twin.slc").write_bytes(plain_clip)
    (twin,) = found(project)
    report = Adopter(project).adopt(twin)
    assert report.duplicate
    assert report.clip.id == first.id
    assert len(project.clips()) == 1


def test_only_what_the_project_does_not_know_is_found(
    project: Project, plain_clip: bytes, other_clip: bytes
) -> None:
    project.import_cleartext(plain_clip, ClipDetails(event_id="known"))
    for event_id in ("b", "a", "c"):
        plant_raw(project, event_id, other_clip)
    (folder_of(project) / "notes.txt").write_text("foreign")
    assert [listed.stem for listed in found(project)] == ["a", "b", "c"]
    assert [listed.stem for listed in found(project, "c", "known")] == ["c"]
    with pytest.raises(ClipMissingError):
        found(project, "nobody")


@pytest.mark.promise
def test_what_is_altered_or_damaged_gets_no_row(project: Project, plain_clip: bytes) -> None:
    project.storage.store_clip("sealed", io.BytesIO(plain_clip))
    file = folder_of(project) / "sealed.slc"
    whole = file.read_bytes()
    for at, error in ((20, AlteredError), (70, AlteredError), (200, TruncatedError)):
        changed = bytearray(whole)
        changed[at] ^= 1
        file.write_bytes(changed)
        (listed,) = found(project)
        with pytest.raises(error):
            Adopter(project).adopt(listed)
    assert project.clips() == ()


@pytest.mark.promise
def test_a_companion_that_speaks_of_other_bytes_is_not_passed_over(
    project: Project, plain_clip: bytes, other_clip: bytes
) -> None:
    """A key holder swaps the content under the very same header, salt and commitment."""
    stored = project.storage.store_clip("swapped", io.BytesIO(plain_clip)).objects[0]
    file = folder_of(project) / "swapped.slc"
    salt = file.read_bytes()[64:88]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crypto.clip_stream.os.urandom", lambda size: salt[:size])
        forged, _ = seal_bytes(other_clip, keyring=project.keyring, clip_id=stored.clip_id)
    file.write_bytes(forged)
    (listed,) = found(project)
    with pytest.raises(AlteredError):
        Adopter(project).adopt(listed)
    assert project.clips() == ()


@pytest.mark.promise
def test_a_form_below_the_read_policy_gets_no_row(project: Project, plain_clip: bytes) -> None:
    plant_raw(project, "old", plain_clip)
    project.keyring._read_policy = ReadPolicy.AUTHENTICATED
    (listed,) = found(project)
    with pytest.raises(RefusedFormatError):
        Adopter(project).adopt(listed)


def test_another_keys_clip_and_what_is_no_video_are_refused(
    project: Project, plain_clip: bytes
) -> None:
    with Keyring.generate() as other:
        theirs, _ = seal_bytes(plain_clip, keyring=other)
    (folder_of(project) / "theirs.slc").write_bytes(theirs)
    project.storage.store_clip("words", io.BytesIO(b"no video at all" * 5000))
    theirs_listed, words_listed = found(project)
    with pytest.raises(UnknownKeyError):
        Adopter(project).adopt(theirs_listed)
    with pytest.raises(MediaError):
        Adopter(project).adopt(words_listed)
    assert project.clips() == ()


def test_a_cancelled_adoption_adds_no_row(project: Project, plain_clip: bytes) -> None:
    plant_raw(project, "old", plain_clip)
    (listed,) = found(project)
    for stop_at in (0.0, 0.3, 0.6, 0.9):
        reached = [-1.0]
        watch = ImportWatch(reached.append, lambda at=stop_at, so_far=reached: so_far[-1] >= at)
        with pytest.raises(CancelledError):
            Adopter(project).adopt(listed, watch=watch)
    assert project.clips() == ()
    told: list[float] = []
    Adopter(project).adopt(listed, watch=ImportWatch(told.append))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_store_that_only_lets_itself_be_read_is_adopted_from_all_the_same(
    project: Project, plain_clip: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_raw(project, "old", plain_clip)

    def refuse(*_arguments: object, **_named: object) -> None:
        raise StorageReadOnlyError("read-only")

    monkeypatch.setattr(project.storage, "put_derived", refuse)
    clip = adopted(project)
    session = project.open_clip(clip.id)
    assert session.index.frame_count == 40
    project.close_clip(session)


def test_of_a_successor_and_the_old_form_the_authenticated_one_is_taken(
    project: Project, plain_clip: bytes
) -> None:
    plant_raw(project, "both", plain_clip)
    project.storage.store_successor("both", io.BytesIO(plain_clip), clip_id=bytes(range(16)))
    clip = adopted(project)
    assert clip.origin == "container"
    assert clip.objects[0]["clip_id"] == bytes(range(16)).hex()


def test_a_row_tells_when_the_clip_was_stored(project: Project, plain_clip: bytes) -> None:
    stored = project.storage.store_clip("dated", io.BytesIO(plain_clip))
    assert adopted(project).created_at == stored.created_at
    assert stored.created_at <= datetime.now(UTC)


@pytest.mark.parametrize("size", [0, 1, 16384, 300_000])
def test_a_hashed_source_hashes_each_stored_byte_once_as_a_reader_goes_through(size: int) -> None:
    with Keyring.generate() as keyring:
        sealed, receipt = seal_bytes(b"x" * size, keyring=keyring, kind=Kind.CLIP)
        source = HashedSource(BytesSource(sealed))
        with SeekableReader(source, keyring) as reader:
            assert len(reader.readall()) == size
            assert source.sha256 == receipt.stored_sha256
        unread = HashedSource(BytesSource(sealed))
        with SeekableReader(unread, keyring) as reader:
            reader.seek(size)
            if size > 16384:
                assert unread.sha256 is None


def test_a_row_is_of_the_object_that_was_read(project: Project, plain_clip: bytes) -> None:
    project.storage.store_clip("sealed", io.BytesIO(plain_clip))
    clip = adopted(project)
    stored = project.storage.info("sealed").objects[0]
    assert clip.objects == (stored.to_json(),)
