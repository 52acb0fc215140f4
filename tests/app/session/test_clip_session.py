"""An open clip: edits are in memory at once, in the journal next, in the database last."""

import shutil
import sqlite3
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from app.session.clip_session import ClipSession
from app.session.errors import EditingStoppedError
from app.session.events import (
    ClipEvent,
    EditApplied,
    EditingStopped,
    EditSaved,
    EditsRefused,
    SaveDelayed,
)
from app.session.importing import ImportReport
from app.session.project import Project
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import StaleEditError
from models.annotation.geometry import Box
from models.annotation.gestures import delete_tracks, draw_track, put_box
from models.journal import Journal
from tests.support.desk import PERSON, Desk


def drawn(annotation: Annotation, x: float = 10.0) -> Edit:
    return draw_track(annotation, Box(x, 20, 30, 40), frame_index=3, pts=3, label_id=PERSON.id)


@pytest.fixture
def session(project: Project, imported: ImportReport) -> ClipSession:
    return project.open_clip(imported.clip.id)


@pytest.fixture
def events(session: ClipSession) -> list[ClipEvent]:
    seen: list[ClipEvent] = []
    session.subscribe(seen.append)
    return seen


def saved(project: Project, session: ClipSession) -> Annotation:
    flush(project)
    return project.store.load_annotation(session.clip.id).annotation


def flush(project: Project) -> None:
    assert project._way.journal_writer.flush()
    assert project._way.database_writer.flush()
    assert project._way.journal_writer.flush()


def test_an_edit_is_there_at_once_and_saved_soon(
    project: Project, session: ClipSession, events: list[ClipEvent]
) -> None:
    edit = drawn(session.annotation)

    touched = session.apply(edit)

    assert session.annotation.tracks.keys() == touched
    assert saved(project, session).tracks == session.annotation.tracks
    assert EditApplied(edit, touched) in events
    assert EditSaved(0) in events
    assert len(events) == 2


def test_a_closed_project_gives_back_every_edit(desk: Desk, plain_file: Path) -> None:
    first = desk.open()
    session = first.open_clip(first.import_clip(plain_file).clip.id)
    session.apply(drawn(session.annotation))
    session.apply(drawn(session.annotation, x=100))
    kept = session.annotation.tracks
    first.close()

    second = desk.open()
    try:
        assert second.open_clip(session.clip.id).annotation.tracks == kept
    finally:
        second.close()


def test_an_edit_for_another_state_changes_nothing(session: ClipSession) -> None:
    session.apply(drawn(session.annotation))
    before = session.annotation
    stale = delete_tracks(before, before.tracks, frame_index=0)
    (track_id,) = before.tracks
    session.apply(put_box(before, track_id, box=Box(1, 2, 3, 4), frame_index=3, pts=3))
    now = session.annotation

    with pytest.raises(StaleEditError):
        session.apply(stale)
    assert session.annotation is now


def test_two_windows_never_overwrite_each_other(
    project: Project,
    session: ClipSession,
    events: list[ClipEvent],
    desk: Desk,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (track_id,) = session.apply(drawn(session.annotation))
    flush(project)
    other = desk.open()
    try:
        theirs = other.open_clip(session.clip.id)
        move = put_box(theirs.annotation, track_id, box=Box(50, 50, 30, 40), frame_index=3, pts=3)
        theirs.apply(move)
        flush(other)
    finally:
        other.close()

    mine = put_box(session.annotation, track_id, box=Box(90, 90, 30, 40), frame_index=3, pts=3)
    session.apply(mine)
    flush(project)

    assert session.annotation.track(track_id).keyframes[0].box == Box(50, 50, 30, 40)
    assert saved(project, session).tracks == session.annotation.tracks
    refused = [event for event in events if isinstance(event, EditsRefused)]
    assert [event.refused for event in refused] == [(mine,)]
    assert "1 edits refused" in caplog.text


def test_edits_of_other_tracks_are_kept_when_one_is_refused(
    project: Project, session: ClipSession, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    (track_id,) = session.apply(drawn(session.annotation))
    flush(project)
    other = desk.open()
    try:
        theirs = other.open_clip(session.clip.id)
        theirs.apply(delete_tracks(theirs.annotation, [track_id], frame_index=3))
        flush(other)
    finally:
        other.close()

    session.apply(
        put_box(session.annotation, track_id, box=Box(90, 90, 30, 40), frame_index=3, pts=3)
    )
    (kept,) = session.apply(drawn(session.annotation, x=200))
    flush(project)

    assert session.annotation.tracks.keys() == {kept}
    assert saved(project, session).tracks.keys() == {kept}
    assert "1 edits refused" in caplog.text


@pytest.mark.promise
def test_what_only_the_journal_has_is_replayed_by_the_next_process(
    desk: Desk, project: Project, imported: ImportReport
) -> None:
    edit = drawn(Annotation())
    folder = desk.paths.project_state(desk.config.id)
    with Journal(folder / f"journal-{uuid.uuid4().hex}.db", project.keyring) as left_over:
        left_over.append(imported.clip.id, edit)

    second = desk.open()
    try:
        assert second.replayed.saved == 1
        assert second.open_clip(imported.clip.id).annotation.tracks.keys() == edit.touched
    finally:
        second.close()
    third = desk.open()
    assert third.replayed.saved == 0
    third.close()


def test_a_running_processes_journal_is_left_alone(desk: Desk, project: Project) -> None:
    second = desk.open()
    second.close()

    assert project.replayed.saved == 0
    assert (desk.paths.project_state(desk.config.id) / "journal.db").exists()


def test_a_damaged_journal_is_kept_aside_and_does_not_stop_the_start(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    folder = desk.paths.project_state(desk.config.id)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "journal-bad.db").write_bytes(b"not a database" * 100)

    opened = desk.open()
    opened.close()

    assert opened.replayed.damaged == 1
    assert (folder / "damaged-bad.db").exists()
    assert "kept aside" in caplog.text


def test_a_database_that_is_away_delays_saving_and_loses_nothing(
    project: Project,
    session: ClipSession,
    events: list[ClipEvent],
    desk: Desk,
    caplog: pytest.LogCaptureFixture,
) -> None:
    file = Path(desk.config.database_url.removeprefix("sqlite:///"))
    blocker = sqlite3.connect(file, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    try:
        session.apply(drawn(session.annotation))
        assert project._way.journal_writer.flush()
        assert session.pending == 1
    finally:
        blocker.execute("ROLLBACK")
        blocker.close()

    for _ in range(100):
        if session.pending == 0:
            break
        project._way.database_writer.flush(timeout_s=0.2)
    assert saved(project, session).tracks == session.annotation.tracks
    assert len([event for event in events if isinstance(event, SaveDelayed)]) <= 1


@pytest.mark.promise
def test_editing_stops_when_the_journal_cannot_be_written(
    project: Project,
    session: ClipSession,
    events: list[ClipEvent],
    caplog: pytest.LogCaptureFixture,
) -> None:
    session.apply(drawn(session.annotation))
    flush(project)
    kept = session.annotation.tracks
    assert project._way.journal is not None
    project._way.journal._connection.execute("PRAGMA query_only=ON")

    session.apply(drawn(session.annotation, x=300))
    flush(project)

    assert isinstance(events[-1], EditingStopped)
    assert session.annotation.tracks == kept
    with pytest.raises(EditingStoppedError):
        session.apply(drawn(session.annotation, x=400))
    assert "editing stopped" in caplog.text


@pytest.mark.promise
def test_what_cannot_be_sealed_is_taken_back_and_told(
    project: Project,
    session: ClipSession,
    events: list[ClipEvent],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody foresees every error, but none may leave a change that only the screen has."""
    session.apply(drawn(session.annotation))
    flush(project)
    # A gesture would make a whole character of it.
    half_a_character = (("colour", "secret\ud800"),)
    (track,) = session.annotation.tracks.values()
    told = replace(track.head, attributes=half_a_character).with_keyframes(track.keyframes)
    after = session.annotation.with_tracks({track.id: told})
    session.apply(Edit.between("tell", session.annotation, after=after, frame_index=3))
    flush(project)

    assert isinstance(events[-1], EditingStopped)
    assert session.annotation == saved(project, session)
    assert session.pending == 0
    assert "editing stopped" in caplog.text
    assert "secret" not in caplog.text


def test_a_lost_index_is_built_again(project: Project, imported: ImportReport) -> None:
    folder = project.config.store_folder
    assert folder is not None
    first = project.open_clip(imported.clip.id).index
    for derived in folder.rglob("*.sld"):
        derived.unlink()

    again = project.open_clip(imported.clip.id)
    project.close_clip(again)

    assert again.index.pts.tolist() == first.pts.tolist()
    assert list(folder.rglob("*.sld"))


def test_a_read_only_database_opens_the_project_for_reading(desk: Desk, plain_file: Path) -> None:
    first = desk.open()
    clip = first.import_clip(plain_file).clip
    first.close()
    file = Path(desk.config.database_url.removeprefix("sqlite:///"))
    copy = file.with_name("copy.db")
    shutil.copy(file, copy)
    file.write_bytes(copy.read_bytes())
    file.chmod(0o400)
    file.parent.chmod(0o500)
    try:
        reading = desk.open()
        try:
            if reading.read_only is None:
                pytest.skip("this user may write everything")
            session = reading.open_clip(clip.id)
            with pytest.raises(EditingStoppedError):
                session.apply(drawn(session.annotation))
        finally:
            reading.close()
    finally:
        file.parent.chmod(0o700)
