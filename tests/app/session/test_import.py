"""Importing: sealed on the way in, recognised twice, nothing left behind when it fails."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.failures import explain
from app.media.errors import NotAVideoError
from app.session.errors import CancelledError, DamagedFileError, SourceFileError
from app.session.importing import ClipDetails, ImportReport, ImportWatch
from app.session.project import Project
from storage.errors import ClipExistsError


def stored_files(project: Project) -> list[str]:
    folder = project.config.store_folder
    assert folder is not None
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_an_imported_clip_gives_back_the_original_bytes(
    project: Project, imported: ImportReport, plain_clip: bytes
) -> None:
    assert project.storage.get_clip_data(imported.clip.event_id) == plain_clip


def test_the_row_says_what_the_clip_is(imported: ImportReport, plain_file: Path) -> None:
    clip = imported.clip

    assert (clip.name, clip.frame_count, clip.origin) == ("gate 3", 40, "container")
    assert clip.recorded_at is None
    assert imported.original == plain_file
    assert plain_file.exists()


def test_a_person_may_name_the_clip_and_its_camera(project: Project, plain_file: Path) -> None:
    when = datetime(2026, 11, 22, 8, 14, 3, tzinfo=UTC)
    details = ClipDetails("event-7", "North gate", "cam-gate-01", when)

    clip = project.import_clip(plain_file, details).clip

    assert (clip.event_id, clip.name, clip.camera) == ("event-7", "North gate", "cam-gate-01")
    assert project.clip("event-7").recorded_at == when


@pytest.mark.promise
def test_what_lies_in_the_store_holds_nothing_of_the_clip(
    project: Project, imported: ImportReport, plain_clip: bytes
) -> None:
    folder = project.config.store_folder
    assert folder is not None
    stored = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())

    pieces = [plain_clip[at : at + 24] for at in range(0, len(plain_clip) - 24, 97)]
    assert len(stored) > len(plain_clip)
    assert [piece for piece in pieces if piece in stored and len(set(piece)) > 4] == []
    assert imported.clip.name.encode() not in stored


def test_the_same_file_is_recognised(
    project: Project, imported: ImportReport, plain_clip: bytes, tmp_path: Path
) -> None:
    again = tmp_path / "another name.mp4"
    again.write_bytes(plain_clip)
    before = stored_files(project)

    report = project.import_clip(again)

    assert report.duplicate
    assert report.clip.id == imported.clip.id
    assert stored_files(project) == before


@pytest.mark.parametrize("stop_at", [0.0, 0.1, 0.3, 0.5, 0.7, 0.89, 0.9, 0.93, 0.98])
def test_a_cancelled_import_leaves_nothing_behind(
    project: Project, plain_file: Path, stop_at: float
) -> None:
    reached = [-1.0]
    watch = ImportWatch(reached.append, lambda: reached[-1] >= stop_at)

    with pytest.raises(CancelledError):
        project.import_clip(plain_file, watch=watch)

    assert project.clips() == ()
    assert stored_files(project) == []
    assert plain_file.exists()


def test_progress_runs_up_to_the_whole(project: Project, plain_file: Path) -> None:
    shares: list[float] = []

    project.import_clip(plain_file, watch=ImportWatch(shares.append))

    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1


def test_what_is_no_video_is_refused_before_it_is_sealed(project: Project, tmp_path: Path) -> None:
    text = tmp_path / "letter.mp4"
    text.write_text("Dear reader, this is not a film. " * 200)

    with pytest.raises(NotAVideoError):
        project.import_clip(text)
    assert stored_files(project) == []


def test_a_damaged_file_is_refused_and_not_said_to_be_playable(
    project: Project, plain_clip: bytes, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(plain_clip[: len(plain_clip) // 2])
    with pytest.raises(DamagedFileError) as refused:
        project.import_clip(cut)
    assert project.clips() == ()
    assert "nothing of it was stored" in explain(refused.value).line
    assert "can still be played" not in explain(refused.value).line


def test_a_file_that_is_not_there_is_named_plainly(project: Project, tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match="cannot be read"):
        project.import_clip(tmp_path / "nowhere.mp4")


def test_a_taken_event_id_is_refused_and_the_first_clip_stays(
    project: Project, plain_file: Path, plain_clip: bytes, tmp_path: Path
) -> None:
    project.import_clip(plain_file, ClipDetails("event-7"))
    other = tmp_path / "other.mp4"
    other.write_bytes(plain_clip + b"\0\0\0\x08free")

    with pytest.raises(ClipExistsError):
        project.import_clip(other, ClipDetails("event-7"))
    assert project.storage.get_clip_data("event-7") == plain_clip
    assert len(project.clips()) == 1


def test_a_clip_has_a_poster(project: Project, imported: ImportReport) -> None:
    poster = project.thumbnail(imported.clip)

    assert poster is not None
    assert poster[:3] == b"\xff\xd8\xff"


def test_deleting_takes_the_object_its_derived_data_and_its_rows(
    project: Project, imported: ImportReport
) -> None:
    project.delete_clip(imported.clip.id)

    assert project.clips() == ()
    assert stored_files(project) == []


def test_a_file_whose_name_is_no_text_comes_in_under_what_can_be_read_of_it(
    project: Project, plain_file: Path
) -> None:
    oddly = plain_file.with_name(os.fsdecode(b"gate \xff 07.mp4"))
    plain_file.rename(oddly)
    name = project.import_clip(oddly).clip.name
    assert name == "gate \ufffd 07"
    assert [clip.name for clip in project.clips()] == [name]
