"""Each thing that is done with a project leaves its entry: who, what, when, with what outcome.

CJIS 5.4.1.1 and ASVS 16.3 ask for log-on and log-off, access, creation, change, deletion, changed
permissions, privileged acts and access to the log itself, each with success and failure.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from app.cli.main import run
from app.compose import open_project
from app.session.errors import ExportTargetError
from app.session.importing import ImportReport
from app.session.project import Project
from app.settings.failed_unlocks import failed_unlocks
from crypto.errors import DecryptionError, WrongPassphraseError
from models.annotation import Box, gestures
from models.annotation.labels import Label
from models.audit import events
from models.audit.entry import Entry, Event, Kind, Outcome
from models.records import ClipState
from tests.support.desk import PERSON, Desk

SOMEBODY = UUID(int=0xB0B)
FRAMES = ((3, 9),)


def entries(project: Project) -> list[Entry]:
    """Return what the log holds, the oldest first."""
    project.audit.flush()
    found = list(project.audit.reader().newest_first())[::-1]
    assert all(isinstance(one, Entry) for one in found)
    return [one for one in found if isinstance(one, Entry)]


def noted(project: Project, kind: Kind) -> list[Event]:
    return [entry.event for entry in entries(project) if entry.event.kind is kind]


def the_one(project: Project, kind: Kind) -> Event:
    (event,) = noted(project, kind)
    return event


def test_every_entry_tells_who_when_with_what_and_how_it_ended(
    project: Project, imported: ImportReport
) -> None:
    for entry in entries(project):
        assert entry.signer.person == project.store.author
        assert entry.signer.component == "window"
        assert entry.moment.at_us > 1_700_000_000_000_000
        assert entry.device_id == project.audit.device_id
        assert entry.event.outcome in Outcome


def test_unlocking_and_opening_are_the_first_entries(project: Project) -> None:
    first, second = entries(project)[:2]
    assert first.event.kind is Kind.UNLOCKED
    assert first.event.detail["keys"] == [project.keyring.primary_id.hex()]
    assert second.event == events.project_opened(read_only=False)


def test_failed_unlocking_is_counted_in_clear_and_noted_by_whoever_gets_in(desk: Desk) -> None:
    for passphrase in ("wrong", "wrong too"):
        with pytest.raises(WrongPassphraseError):
            open_project(desk.config, desk.paths, passphrase=passphrase)
    counted = failed_unlocks(desk.paths, desk.config.id)
    assert counted is not None
    assert counted.count == 2
    project = desk.open()
    event = the_one(project, Kind.UNLOCK_FAILED)
    assert event.outcome is Outcome.FAILED
    assert event.detail == {
        "count": 2,
        "first_us": counted.first_us,
        "last_us": counted.last_us,
    }
    assert (
        entries(project).index(next(one for one in entries(project) if one.event == event))
        < len(entries(project)) - 2
    )
    assert failed_unlocks(desk.paths, desk.config.id) is None
    project.close()


def test_locking_is_the_last_entry_and_its_head_is_signed(desk: Desk) -> None:
    desk.open().close()
    project = desk.open()
    before = [entry.event.kind for entry in entries(project)]
    assert before[-3:] == [Kind.LOCKED, Kind.UNLOCKED, Kind.PROJECT_OPENED]
    assert before.index(Kind.LOCKED) + 1 in {head.seq for head in project.audit.signed()}
    report = project.audit.verify()
    assert report.sound
    assert report.remembered
    project.close()


def test_a_clip_that_is_opened_seen_and_closed(project: Project, imported: ImportReport) -> None:
    session = project.open_clip(imported.clip.id)
    for frame in (5, 6, 7, 7, 6, 30, 31, 8):
        session.saw(frame)
    project.close_clip(session)
    kinds = [entry.event.kind for entry in entries(project)]
    here = kinds.index(Kind.CLIP_OPENED)
    assert kinds[here:] == [Kind.CLIP_OPENED, Kind.KEY_USED, Kind.VIEWED, Kind.CLIP_CLOSED]
    assert the_one(project, Kind.VIEWED) == events.viewed(imported.clip.id, ((5, 8), (30, 31)))
    assert the_one(project, Kind.KEY_USED).detail["keys"] == [project.keyring.primary_id.hex()]
    project.close_clip(project.open_clip(imported.clip.id))
    assert len(noted(project, Kind.CLIP_OPENED)) == len(noted(project, Kind.CLIP_CLOSED)) == 2
    assert len(noted(project, Kind.KEY_USED)) == 1


def test_an_import_an_edit_and_a_deletion(project: Project, imported: ImportReport) -> None:
    clip_id = imported.clip.id
    assert the_one(project, Kind.IMPORTED).clip_id == clip_id
    session = project.open_clip(clip_id)
    edit = gestures.draw_track(
        session.annotation, Box(1, 2, 30.25, 40), frame_index=4, pts=0, label_id=PERSON.id
    )
    session.apply(edit)
    session.flush()
    event = the_one(project, Kind.EDIT)
    assert (event.clip_id, event.frames) == (clip_id, ((4, 4),))
    assert event.detail["name"] == edit.name
    assert (event.detail["tracks"], event.detail["keyframes"]) == (1, 1)
    assert event.detail["ids"] == [next(iter(edit.touched)).hex]
    assert "30.25" not in str(event.detail.values())
    project.close_clip(session)
    project.delete_clip(clip_id)
    assert the_one(project, Kind.CLIP_DELETED).detail["tracks"] == 1


def test_labels_that_are_added_changed_and_ended(project: Project) -> None:
    other = Label(UUID(int=7), "fox", "#FF8800", position=1)
    project.add_label(other)
    project.label_book.all()
    project.store.save_labels([replace(PERSON, name="somebody")])
    added, changed = noted(project, Kind.LABEL_CHANGED)[-2:]
    assert added.detail == {"added": [other.id.hex], "changed": [], "ended": []}
    assert changed.detail == {"added": [], "changed": [PERSON.id.hex], "ended": [other.id.hex]}
    assert "fox" not in str(entries(project))


def test_an_assignment_a_state_and_a_verdict(project: Project, imported: ImportReport) -> None:
    clip = project.store.update_clip(replace(imported.clip, assigned_to=SOMEBODY))
    clip = project.store.update_clip(replace(clip, state=ClipState.SUBMITTED))
    clip = project.store.update_clip(replace(clip, state=ClipState.ACCEPTED))
    assert the_one(project, Kind.ASSIGNMENT).detail["to"] == SOMEBODY.hex
    assert noted(project, Kind.CLIP_CHANGED)[-1].detail["state"] == "submitted"
    assert the_one(project, Kind.VERDICT).detail["state"] == "accepted"


def test_an_export_is_noted_before_it_is_written_and_when_it_has_ended(
    project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    target = tmp_path / "case 7.mp4"
    project.exports.write_clip(imported.clip, target)
    project.exports.write_frame(imported.clip, 3, tmp_path / "frame.png")
    with pytest.raises(ExportTargetError):
        project.exports.write_clip(imported.clip, target)
    told = noted(project, Kind.EXPORTED)
    assert [(one.detail["export"], one.outcome) for one in told] == [
        ("clip", Outcome.BEGUN),
        ("clip", Outcome.DONE),
        ("frame", Outcome.BEGUN),
        ("frame", Outcome.DONE),
        ("clip", Outcome.BEGUN),
        ("clip", Outcome.FAILED),
    ]
    assert {one.clip_id for one in told} == {imported.clip.id}
    assert told[0].detail["file"] == "case 7.mp4"
    assert told[2].frames == ((3, 3),)


def test_what_does_not_open_is_noted_once_a_minute(desk: Desk, plain_file: Path) -> None:
    project = desk.open()
    clip = project.import_clip(plain_file).clip
    (stored,) = Path(desk.config.store_uri.removeprefix("file://")).glob("*.slc")
    content = bytearray(stored.read_bytes())
    content[300] ^= 1
    stored.write_bytes(content)
    for index in Path(desk.config.store_uri.removeprefix("file://")).glob("*.index.sld"):
        index.unlink()
    for _ in range(3):
        with pytest.raises(DecryptionError):
            project.exports.write_clip(clip, plain_file.with_name("out.mp4"))
    event = the_one(project, Kind.DECRYPTION_FAILED)
    assert (event.outcome, event.clip_id) == (Outcome.FAILED, clip.id)
    project.close()


@pytest.mark.parametrize(
    ("event", "detail"),
    [
        (events.verdict(SOMEBODY, accepted=False, reason="label"), "reason"),
        (events.issue(SOMEBODY, UUID(int=3), "resolved", FRAMES), "action"),
        (events.assignment(SOMEBODY, before=None, after=SOMEBODY, role="review"), "to"),
        (events.role_changed(SOMEBODY, before="annotator", after="admin"), "to"),
        (events.synced(sent=3, received=4, conflicts=1), "conflicts"),
        (events.denied("give roles"), "action"),
        (events.mask_lifted(SOMEBODY, FRAMES), ""),
        (events.plaintext_fallback(SOMEBODY), ""),
        (events.settings_changed(["store"]), "settings"),
        (events.audit_viewed(["person"]), "filters"),
        (events.audit_exported(Path("/case/log.csv"), 7, outcome=Outcome.DONE), "entries"),
        (events.audit_failed("cut"), "reason"),
        (events.device_endorsed(bytes(16)), "device"),
    ],
    ids=lambda one: one.kind.value if isinstance(one, Event) else "",
)
def test_what_other_parts_note_comes_back_whole(
    audited: Project, event: Event, detail: str
) -> None:
    audited.audit.note(event)
    # Who opened the project first was given a role by that.
    assert noted(audited, event.kind)[-1] == event
    assert not detail or event.detail[detail] is not None


@pytest.fixture(scope="module")
def audited(desk_of_session: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """One project for all tests that only note something."""
    project = desk_of_session.copied_to(tmp_path_factory.mktemp("audited") / "home").open()
    yield project
    project.close()


def test_the_command_line_notes_what_it_does_under_its_own_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SAFELIGHT_HOME", str(desk.home))
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery\n")
    assert run(["ls", "--passphrase-file", str(passphrase)]) == 0
    project = desk.open()
    components = [entry.signer.component for entry in entries(project)]
    assert "command line" in components
    project.close()


def test_every_kind_of_event_is_told_of_here() -> None:
    told = Path(__file__).read_text()
    by_other_parts = {
        Kind.ISSUE: "events.issue(",
        Kind.ROLE_CHANGED: "events.role_changed(",
        Kind.SYNC: "events.synced(",
        Kind.DENIED: "events.denied(",
        Kind.MASK_LIFTED: "events.mask_lifted(",
        Kind.PLAINTEXT_FALLBACK: "events.plaintext_fallback(",
        Kind.SETTINGS_CHANGED: "events.settings_changed(",
        Kind.AUDIT_VIEWED: "events.audit_viewed(",
        Kind.AUDIT_EXPORTED: "events.audit_exported(",
        Kind.AUDIT_FAILED: "events.audit_failed(",
        Kind.DEVICE_ENDORSED: "events.device_endorsed(",
    }
    words = {kind: by_other_parts.get(kind, f"Kind.{kind.name}") for kind in Kind}
    assert [
        kind for kind, word in words.items() if word not in told.split("by_other_parts")[0]
    ] == []
