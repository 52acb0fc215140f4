"""What becomes of events that the database does not take, and of a project without a log."""

import shutil
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from app.compose import create_project, open_project
from app.session.audit.auditing import AuditLog
from app.session.audit.device import open_audit
from app.session.audit.devices import log_devices
from app.session.audit.export import export_log
from app.session.audit.viewing import Viewing, merge
from app.session.importing import ImportReport
from app.session.project import Project
from app.settings.paths import Paths
from crypto.device_key import DeviceKey
from models.annotation import Box, gestures
from models.audit import events
from models.audit.chain import endorsement_of
from models.audit.entry import Entry, Frames, Kind, Signer
from models.audit.errors import AuditDamagedError, AuditError, AuditUnwritableError
from models.audit.findings import Trouble
from models.engine import open_database
from models.errors import JournalError
from models.review.person import Role
from models.review.rights import NotAllowedError
from tests.support.desk import PERSON, Desk

CLIP = UUID(int=5)


def state(desk: Desk) -> Path:
    return desk.paths.project_state(desk.config.id) / "audit"


def run(project: Project, statement: str) -> None:
    with project.store.database.writing() as connection:
        connection.execute(text(statement))


def kinds(project: Project) -> list[tuple[Kind, bool]]:
    project.audit.flush()
    return [
        (entry.event.kind, entry.late)
        for entry in list(project.audit.reader().newest_first())[::-1]
        if isinstance(entry, Entry)
    ]


def block(desk: Desk) -> None:
    """Let the state folder take no event: a folder lies where the file should."""
    waiting = state(desk) / "waiting.jsonl"
    waiting.unlink()
    waiting.mkdir()


@pytest.mark.promise
def test_that_a_waiting_event_was_altered_is_noted(project: Project, desk: Desk) -> None:
    run(project, "ALTER TABLE audit_entries RENAME TO away")
    for name in ("first", "second"):
        project.audit.keep(events.settings_changed([name]))
    waiting = state(desk) / "waiting.jsonl"
    content = waiting.read_bytes()
    waiting.write_bytes(content.replace(content[20:28], b"AAAAAAAA", 1))
    run(project, "ALTER TABLE away RENAME TO audit_entries")
    project.audit.keep(events.settings_changed(["third"]))
    assert kinds(project)[-3:] == [
        (Kind.SETTINGS_CHANGED, True),
        (Kind.AUDIT_FAILED, False),
        (Kind.SETTINGS_CHANGED, False),
    ]


@pytest.mark.promise
def test_waiting_events_that_are_deleted_whole_are_told_of_in_the_log(
    project: Project, desk: Desk
) -> None:
    run(project, "ALTER TABLE audit_entries RENAME TO away")
    for name in ("first", "second"):
        project.audit.keep(events.settings_changed([name]))
    for file in state(desk).glob("waiting*"):
        # Both: while the program runs, it remembers how many there were.
        file.unlink()
    run(project, "ALTER TABLE away RENAME TO audit_entries")
    for name in ("third", "fourth"):
        project.audit.keep(events.settings_changed([name]))
    entries = [one for one in project.audit.reader().newest_first() if isinstance(one, Entry)][:4]
    told = [dict(one.event.detail) for one in entries if one.event.kind is Kind.AUDIT_FAILED]
    assert {"reason": "waiting events gone", "count": 2} in told
    assert [one.event.kind for one in entries][:2] == [Kind.SETTINGS_CHANGED] * 2


@pytest.mark.promise
def test_events_that_waited_for_the_next_time_and_are_gone_by_then_are_told_of(
    desk: Desk,
) -> None:
    project = desk.open()
    project.audit.flush()
    run(project, "ALTER TABLE audit_entries RENAME TO away")
    project.audit.keep(events.settings_changed(["first"]))
    project.close()
    file = Path(desk.config.database_url.removeprefix("sqlite:///"))
    with open_database(f"sqlite:///{file}") as database, database.writing() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO audit_entries"))
    (state(desk) / "waiting.jsonl").unlink()
    project = desk.open()
    assert (Kind.AUDIT_FAILED, False) in kinds(project)
    assert project.audit.shorter is None
    project.close()
    project = desk.open()
    assert kinds(project).count((Kind.AUDIT_FAILED, False)) == 1
    project.close()


@pytest.mark.promise
def test_events_wait_in_the_state_folder_while_the_database_is_away(
    project: Project, desk: Desk
) -> None:
    run(project, "ALTER TABLE audit_entries RENAME TO away")
    project.audit.note(events.settings_changed(["first"]))
    project.audit.keep(events.settings_changed(["second"]))
    assert project.audit.stopped is None
    assert (state(desk) / "waiting.jsonl").read_bytes().startswith(b"sl1.")
    assert b"settings" not in (state(desk) / "waiting.jsonl").read_bytes()
    run(project, "ALTER TABLE away RENAME TO audit_entries")
    project.audit.keep(events.settings_changed(["third"]))
    assert kinds(project)[-3:] == [
        (Kind.SETTINGS_CHANGED, True),
        (Kind.SETTINGS_CHANGED, True),
        (Kind.SETTINGS_CHANGED, False),
    ]
    assert not (state(desk) / "waiting.jsonl").read_bytes().strip(b"\0")
    assert project.audit.verify().sound


@pytest.mark.promise
def test_a_damaged_log_stops_editing_and_what_is_seen_is_kept_beside_it(
    project: Project, imported: ImportReport, caplog: pytest.LogCaptureFixture
) -> None:
    session = project.open_clip(imported.clip.id)
    told: list[Exception] = []
    project.audit.listen(told.append)
    project.audit.flush()
    run(
        project,
        "UPDATE audit_entries SET mac = x'00' WHERE seq = (SELECT max(seq) FROM audit_entries)",
    )
    project.audit.keep(events.audit_viewed())
    project.audit.keep(events.audit_viewed())
    assert [type(error) for error in told] == [AuditDamagedError]
    assert isinstance(session.stopped, AuditDamagedError)
    assert isinstance(project.audit.stopped, AuditDamagedError)
    assert project.audit.blocked is None
    project.close_clip(session)
    project.close_clip(project.open_clip(imported.clip.id))
    late: list[Exception] = []
    project.audit.listen(late.append)
    assert late == told
    assert "editing stopped: AuditDamagedError" in caplog.text


@pytest.mark.promise
def test_where_nothing_can_be_noted_nothing_is_shown_and_nothing_written_in_clear(
    project: Project,
    imported: ImportReport,
    desk: Desk,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    session = project.open_clip(imported.clip.id)
    project.audit.flush()
    run(project, "ALTER TABLE audit_entries RENAME TO away")
    block(desk)
    with pytest.raises(AuditUnwritableError):
        project.open_clip(imported.clip.id)
    with pytest.raises(AuditUnwritableError):
        project.exports.write_clip(imported.clip, tmp_path / "out.mp4")
    with pytest.raises(AuditUnwritableError):
        project.exports.write_frame(imported.clip, 0, tmp_path / "out.png")
    assert not list(tmp_path.glob("out*"))
    assert isinstance(session.stopped, AuditUnwritableError)
    assert "editing stopped: AuditUnwritableError" in caplog.text
    run(project, "ALTER TABLE away RENAME TO audit_entries")
    project.close_clip(session)
    again = project.open_clip(imported.clip.id)
    assert project.audit.blocked is None
    project.close_clip(again)


@pytest.mark.promise
def test_an_edit_is_stored_with_its_entry_or_not_at_all(
    project: Project, imported: ImportReport, caplog: pytest.LogCaptureFixture
) -> None:
    session = project.open_clip(imported.clip.id)
    edit = gestures.draw_track(
        session.annotation, Box(1, 2, 30, 40), frame_index=0, pts=0, label_id=PERSON.id
    )
    run(
        project,
        "UPDATE audit_entries SET mac = x'00' WHERE seq = (SELECT max(seq) FROM audit_entries)",
    )
    session.apply(edit)
    session.flush()
    assert isinstance(session.stopped, AuditDamagedError)
    assert project.store.load_annotation(imported.clip.id).annotation.tracks == {}
    assert (Kind.EDIT, False) not in kinds(project)
    assert "editing stopped" in caplog.text


def test_a_project_that_can_only_be_read_keeps_what_is_seen_in_the_state_folder(
    project: Project, desk: Desk
) -> None:
    with open_database(desk.config.database_url, read_only=True) as database:
        parts = open_audit(
            database, project.keyring, state(desk).parent, Signer(project.store.author, "reader")
        )
        AuditLog(parts).keep(events.clip_opened(CLIP))
        block(desk)
        with pytest.raises(AuditUnwritableError):
            AuditLog(parts).keep(events.clip_opened(CLIP))
    shutil.rmtree(state(desk) / "waiting.jsonl")


@pytest.mark.promise
def test_a_project_whose_opening_can_be_noted_nowhere_stays_closed(desk: Desk) -> None:
    project = desk.open()
    run(project, "DROP TABLE audit_entries")
    project.close()
    block(desk)
    with pytest.raises(AuditUnwritableError):
        desk.open()


@pytest.mark.promise
def test_a_database_that_was_put_back_is_found_after_it_went_on(desk: Desk) -> None:
    file = Path(desk.config.database_url.removeprefix("sqlite:///"))
    desk.open().close()
    kept = file.read_bytes()
    project = desk.open()
    for _ in range(5):
        project.audit.keep(events.audit_viewed())
    project.close()
    file.write_bytes(kept)
    project = desk.open()
    assert project.audit.shorter is not None
    assert (Kind.AUDIT_FAILED, False) in kinds(project)
    for _ in range(30):
        project.audit.keep(events.audit_viewed())
    report = project.audit.verify()
    assert {finding.trouble for finding in report.findings} == {Trouble.REWRITTEN}
    assert all(finding.device_id == project.audit.device_id for finding in report.findings)
    project.close()
    project = desk.open()
    assert project.audit.shorter is None
    project.close()


def test_the_device_is_the_keyring_files_and_stays_the_same(desk: Desk) -> None:
    project = desk.open()
    device = project.audit.device_id
    assert not (state(desk) / "device.key").exists()
    project.close()
    project = desk.open()
    assert project.audit.device_id == device
    project.close()


@pytest.mark.promise
def test_a_copied_keyring_file_does_not_make_two_profiles_one_device(
    desk: Desk, tmp_path: Path
) -> None:
    desk.open().close()
    elsewhere = tmp_path / "other" / "home"
    shutil.copytree(desk.home / "config", elsewhere / "config")
    theirs = Paths.of_this_machine({"SAFELIGHT_HOME": str(elsewhere)})
    other = replace(desk, paths=theirs).open()
    mine = desk.open()
    assert other.audit.device_id != mine.audit.device_id
    assert (theirs.project_state(desk.config.id) / "audit" / "device.key").exists()
    report = mine.audit.verify()
    assert report.sound
    assert [(one.trouble, one.device_id) for one in report.findings] == [
        (Trouble.NOT_ENDORSED, other.audit.device_id)
    ]
    with pytest.raises(NotAllowedError):
        other.audit.endorse(other.audit.device_id)
    assert mine.audit.endorse(other.audit.device_id)
    assert not mine.audit.endorse(bytes(16))
    assert mine.audit.verify().findings == ()
    assert [one.belongs for one in log_devices(mine.audit)] == [True, True]
    again = other.audit.device_id
    other.close()
    mine.close()
    other = replace(desk, paths=theirs).open()
    assert other.audit.device_id == again
    other.close()


@pytest.mark.promise
def test_a_key_that_was_put_into_a_devices_row_is_believed_and_vouched_for_by_nobody(
    project: Project,
) -> None:
    project.audit.flush()
    own = project.audit.device_id
    (device,) = log_devices(project.audit)
    assert device.belongs
    # Whoever has the database makes a key, and lets it vouch for itself as the first device.
    forger = DeviceKey.generate()
    with project.store.database.writing() as connection:
        connection.execute(
            text("UPDATE devices SET public_key = :key, endorsement = :word"),
            {"key": forger.public_key, "word": endorsement_of(forger, own, forger.public_key)},
        )
    forger.close()
    (device,) = log_devices(project.audit)
    assert not device.belongs
    with pytest.raises(AuditError, match="was altered"):
        project.audit.endorse(own)


def test_with_a_key_in_the_environment_the_device_key_lies_sealed_in_the_state_folder(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENCRYPTION_KEY", "c3" * 32)
    config, _ = create_project(paths, "Harbour", passphrase=None, labels=(PERSON,))
    project = open_project(config, paths)
    device = project.audit.device_id
    project.close()
    file = paths.project_state(config.id) / "audit" / "device.key"
    assert file.read_text().startswith("sl1.")
    assert file.stat().st_mode & 0o077 == 0
    project = open_project(config, paths)
    assert project.audit.device_id == device
    project.close()
    file.write_text("sl1.AAAA\n")
    project = open_project(config, paths)
    assert project.audit.device_id != device
    assert project.audit.verify().sound
    project.close()


def test_a_journal_that_cannot_be_opened_leaves_no_thread_behind(desk: Desk) -> None:
    folder = desk.paths.project_state(desk.config.id)
    desk.open().close()
    for journal in folder.glob("journal*"):
        journal.unlink()
        journal.mkdir()
    with pytest.raises((JournalError, OSError)):
        desk.open()


@pytest.mark.promise
def test_who_may_not_read_the_log_leaves_an_entry_and_reads_nothing(
    project: Project, tmp_path: Path
) -> None:
    admin = project.people.rights
    project.people.rights = replace(admin, person=replace(admin.person, role=Role.ANNOTATOR))
    with pytest.raises(NotAllowedError):
        project.audit.reader()
    with pytest.raises(NotAllowedError):
        project.audit.verify()
    with pytest.raises(NotAllowedError):
        export_log(project.audit, tmp_path / "log.csv", "csv")
    assert not (tmp_path / "log.csv").exists()
    project.people.rights = admin
    assert kinds(project)[-1] == (Kind.DENIED, False)


def test_frames_that_were_seen_become_few_stretches() -> None:
    assert merge([(5, 9), (1, 3), (4, 4), (20, 30), (25, 26)]) == ((1, 9), (20, 30))
    told: list[Frames] = []
    later: list[float] = []
    viewing = Viewing(told.append, lambda _flush, delay_s: later.append(delay_s))
    for frame in (*range(100), *range(50), 700, 699, 701):
        viewing.saw(frame)
    assert later == [30.0]
    assert told == []
    viewing.flush()
    viewing.flush()
    assert told == [((0, 99), (699, 701))]
    for frame in range(0, 1000, 2):
        viewing.saw(frame)
    viewing.flush()
    assert [len(frames) for frames in told[1:]] == [200, 200, 100]
    assert len(later) == 2
