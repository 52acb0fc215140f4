"""Clips of the older system become containers, while they are read, and nothing of them is lost."""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.session.authenticity import Authenticity, AuthenticityKind, authenticity
from app.session.errors import CancelledError
from app.session.migrating.convert import ClipConverter
from app.session.migrating.errors import MigrationRunningError
from app.session.migrating.lock import only_migration
from app.session.migrating.report import FormCount, MigrationReport
from app.session.migrating.run import discard_old, look, migrate
from app.session.migrating.verified import VerifiedSuccessors
from app.session.migrating.watch import MigrationWatch
from app.session.project import Project
from crypto.clip_stream import seal_bytes
from crypto.keyring import Keyring
from crypto.keyring_file import set_read_policy
from crypto.policy import ReadPolicy
from storage.errors import ClipExistsError
from tests.support.desk import PASSPHRASE, Desk
from tests.support.older_clips import add_row, put_old, small_footage


@pytest.fixture
def project(desk: Desk) -> Iterator[Project]:
    """A project whose keyring lets all forms be read."""
    file = desk.config.keyring_file
    assert file is not None
    set_read_policy(file, ReadPolicy.PLAIN, passphrase=PASSPHRASE)
    with closing(desk.open()) as opened:
        yield opened


@pytest.fixture
def state(desk: Desk) -> Path:
    return desk.paths.project_state(desk.config.id)


def store_folder(project: Project) -> Path:
    folder = project.config.store_folder
    assert folder is not None
    return folder


def successors(project: Project, stem: str) -> list[Path]:
    return list(store_folder(project).glob(f"{stem}.{'[0-9a-f]' * 32}.slc"))


def cleartext(project: Project, event_id: str) -> bytes:
    with project.open_stream(project.clip(event_id)) as stream:
        return stream.readall()


@pytest.mark.promise
@pytest.mark.parametrize("form", ["raw-cbc", "plain"])
def test_a_clip_with_a_row_becomes_a_container_and_its_old_object_stays(
    project: Project, state: Path, plain_clip: bytes, form: str
) -> None:
    file = put_old(project, "gate-7", plain_clip, form)
    old = file.read_bytes()
    record = add_row(project, file, form)
    assert authenticity(record).kind is not AuthenticityKind.AUTHENTICATED

    report = migrate(project, state)

    assert report.before == report.converted == {form: FormCount(1, len(old))}
    assert (report.left, report.failed, report.left_over) == ({}, [], FormCount(1, len(old)))
    assert report.finished
    clip = project.clip("gate-7")
    (named,) = clip.objects
    (container,) = successors(project, "gate-7")
    assert named["name"] == container.name
    assert (clip.origin, clip.revision) == (form, record.revision + 1)
    assert clip.authentic_since is not None
    assert authenticity(clip) == Authenticity(AuthenticityKind.AUTHENTICATED, clip.authentic_since)
    assert (clip.frame_count, clip.width, clip.cleartext_size) == (40, 160, len(plain_clip))
    assert cleartext(project, "gate-7") == plain_clip
    assert file.read_bytes() == old
    assert project.thumbnail(clip) is not None
    with closing(project.open_clip(clip.id)) as session:
        assert session.index.frame_count == 40


@pytest.mark.promise
@pytest.mark.parametrize("form", ["raw-cbc", "plain"])
def test_a_clip_without_a_row_gets_a_container_beside_it_once(
    project: Project, state: Path, form: str
) -> None:
    footage = small_footage(1)
    put_old(project, "alone", footage, form)
    first = migrate(project, state)
    second = migrate(project, state)
    assert first.converted[form].clips == 1
    assert (second.before, second.converted, second.migrated_before) == ({}, {}, 1)
    (container,) = successors(project, "alone")
    with project.storage.open_clip("alone") as reader:
        assert reader.readall() == footage
    assert second.left_over.clips == 1
    (state / "migration-verified.txt").unlink()
    third = migrate(project, state)
    assert third.converted[form].clips == 1
    assert successors(project, "alone") == [container]


def test_a_dry_run_counts_and_changes_nothing(project: Project, state: Path) -> None:
    files = [
        put_old(project, f"clip-{number}", small_footage(number), form)
        for number, form in enumerate(("raw-cbc", "plain", "raw-cbc"))
    ]
    record = add_row(project, files[0], "raw-cbc")
    report = migrate(project, state, dry_run=True)
    assert {form: count.clips for form, count in report.before.items()} == {
        "raw-cbc": 2,
        "plain": 1,
    }
    assert sum(count.stored_bytes for count in report.before.values()) == sum(
        file.stat().st_size for file in files
    )
    assert report.left == report.before
    assert not report.finished
    assert sorted(store_folder(project).iterdir()) == sorted(files)
    assert project.clip("clip-0") == record


@pytest.mark.promise
def test_a_successor_of_a_killed_run_is_verified_and_taken(
    project: Project, state: Path, monkeypatch: pytest.MonkeyPatch, plain_clip: bytes
) -> None:
    add_row(project, put_old(project, "gate-7", plain_clip, "raw-cbc"), "raw-cbc")

    def die(*_: object) -> None:
        raise CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(ClipConverter, "_name_in_row", die)
        assert migrate(project, state).converted == {}
    (container,) = successors(project, "gate-7")
    assert project.clip("gate-7").objects[0]["format"] == "raw-cbc"
    assert migrate(project, state).converted["raw-cbc"].clips == 1
    assert successors(project, "gate-7") == [container]
    assert project.clip("gate-7").objects[0]["name"] == container.name


@pytest.mark.promise
def test_a_damaged_successor_of_ours_is_written_again(project: Project, state: Path) -> None:
    footage = small_footage(3)
    put_old(project, "alone", footage, "raw-cbc")
    sealed, receipt = seal_bytes(footage, keyring=project.keyring)
    broken = store_folder(project) / f"alone.{receipt.clip_id.hex()}.slc"
    broken.write_bytes(sealed[:200] + bytes([sealed[200] ^ 1]) + sealed[201:])
    assert migrate(project, state).converted["raw-cbc"].clips == 1
    (container,) = successors(project, "alone")
    assert container != broken


@pytest.mark.promise
@pytest.mark.parametrize("ours", [True, False])
def test_a_container_that_holds_something_else_is_left_and_reported(
    project: Project, state: Path, ours: bool
) -> None:
    put_old(project, "alone", small_footage(3), "raw-cbc")
    with Keyring.generate() as stranger:
        keyring = project.keyring if ours else stranger
        sealed, receipt = seal_bytes(small_footage(4), keyring=keyring)
    beside = store_folder(project) / f"alone.{receipt.clip_id.hex()}.slc"
    beside.write_bytes(sealed)
    report = migrate(project, state)
    assert [event for event, _ in report.failed] == ["alone"]
    assert report.left["raw-cbc"].clips == 1
    assert beside.read_bytes() == sealed


@pytest.mark.promise
def test_raw_cbc_that_cannot_be_opened_fails_in_one_way_and_stops_nothing(
    project: Project, state: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for number in range(20):
        file = put_old(project, f"bad-{number}", small_footage(number), "raw-cbc")
        file.write_bytes(os.urandom(file.stat().st_size))
    put_old(project, "good", small_footage(99), "raw-cbc")
    report = migrate(project, state)
    assert {why for _, why in report.failed} == {"Decryption failed"}
    assert (len(report.failed), report.converted["raw-cbc"].clips) == (20, 1)
    assert report.left["raw-cbc"].clips == 20
    assert "bad-" not in caplog.text
    assert "good" not in caplog.text


@pytest.mark.promise
def test_a_recorded_hash_of_the_old_object_is_compared(project: Project, state: Path) -> None:
    file = put_old(project, "gate-7", small_footage(1), "plain")
    record = add_row(project, file, "plain")
    recorded = {**record.objects[0], "stored_sha256": bytes(32).hex()}
    project.store.update_clip(replace(record, objects=(recorded,)))
    report = migrate(project, state)
    assert [event for event, _ in report.failed] == ["gate-7"]
    assert successors(project, "gate-7") == []


def test_footage_that_cannot_be_decoded_is_kept_all_the_same(project: Project, state: Path) -> None:
    footage = small_footage(1)
    add_row(project, put_old(project, "gate-7", footage, "plain"), "plain")
    assert migrate(project, state).finished
    assert cleartext(project, "gate-7") == footage


@pytest.mark.promise
def test_a_row_that_somebody_changes_meanwhile_keeps_that_change(
    project: Project, state: Path, monkeypatch: pytest.MonkeyPatch, plain_clip: bytes
) -> None:
    add_row(project, put_old(project, "gate-7", plain_clip, "raw-cbc"), "raw-cbc")
    derive = ClipConverter._derive

    def rename_first(*arguments: object) -> object:
        project.store.update_clip(replace(project.clip("gate-7"), name="renamed"))
        return derive(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ClipConverter, "_derive", rename_first)
    assert migrate(project, state).finished
    clip = project.clip("gate-7")
    assert (clip.name, clip.objects[0]["format"]) == ("renamed", "container")


@pytest.mark.promise
def test_a_container_that_two_computers_took_for_a_left_one_stays(
    project: Project,
    desk: Desk,
    state: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    plain_clip: bytes,
) -> None:
    add_row(project, put_old(project, "gate-7", plain_clip, "raw-cbc"), "raw-cbc")
    derive = ClipConverter._derive
    state_of_other = tmp_path / "state-of-other"
    state_of_other.mkdir()

    def be_overtaken(*arguments: object) -> object:
        monkeypatch.setattr(ClipConverter, "_derive", derive)
        with closing(desk.open()) as other:
            assert migrate(other, state_of_other).finished
        return derive(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ClipConverter, "_derive", be_overtaken)
    assert migrate(project, state).finished
    (container,) = successors(project, "gate-7")
    assert project.clip("gate-7").objects[0]["name"] == container.name
    assert cleartext(project, "gate-7") == plain_clip


@pytest.mark.promise
def test_a_verified_container_does_not_stand_for_another_clip(
    project: Project, state: Path, plain_clip: bytes
) -> None:
    put_old(project, "gate-7", plain_clip, "raw-cbc")
    assert migrate(project, state).finished
    (container,) = successors(project, "gate-7")
    other = put_old(project, "gate-8", plain_clip + b"\0\0\0\x08free", "raw-cbc")
    copied = container.with_name(container.name.replace("gate-7", "gate-8"))
    copied.write_bytes(container.read_bytes())
    report = migrate(project, state)
    assert [event_id for event_id, _ in report.failed] == ["gate-8"]
    assert report.left == {"raw-cbc": FormCount(1, other.stat().st_size)}
    assert discard_old(project, state).discarded == 1
    assert other.exists()


@pytest.mark.promise
def test_clips_are_read_throughout_a_migration(
    project: Project, state: Path, plain_clip: bytes
) -> None:
    for number in range(6):
        file = put_old(project, f"clip-{number}", plain_clip, "raw-cbc")
        if number % 2:
            add_row(project, file, "raw-cbc")
    ended, reads, wrong = threading.Event(), [0], []

    def read_on() -> None:
        while not ended.is_set():
            for number in range(6):
                event_id = f"clip-{number}"
                if number % 2:
                    found = cleartext(project, event_id)
                else:
                    found = project.storage.get_clip_data(event_id)
                reads[0] += 1
                if found != plain_clip:
                    wrong.append(event_id)

    reader = threading.Thread(target=read_on)
    reader.start()
    try:
        report = migrate(project, state)
    finally:
        ended.set()
        reader.join()
    assert report.finished
    assert reads[0] > 6
    assert wrong == []


def test_a_paused_migration_waits_and_a_cancelled_one_goes_on_later(
    project: Project, state: Path
) -> None:
    for number in range(8):
        put_old(project, f"clip-{number}", small_footage(number), "plain")
    told = threading.Event()
    watch = MigrationWatch(lambda _done: told.set())
    watch.pause()
    reports: list[MigrationReport] = []
    worker = threading.Thread(target=lambda: reports.append(migrate(project, state, watch)))
    worker.start()
    assert not told.wait(0.3)
    watch.resume()
    assert told.wait(20)
    watch.cancel()
    worker.join()
    (first,) = reports
    assert first.cancelled
    done = sum(count.clips for count in first.converted.values())
    second = migrate(project, state)
    assert second.converted.get("plain", FormCount()).clips == 8 - done
    assert second.finished
    assert all(len(successors(project, f"clip-{number}")) == 1 for number in range(8))


def test_a_new_name_that_looks_taken_for_a_moment_is_no_trouble(
    project: Project, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_old(project, "alone", small_footage(1), "plain")
    store = project.storage.store_successor
    refusals = iter([ClipExistsError("it is being stored at this moment")])

    def refuse_once(*arguments: object, **options: object) -> object:
        for refusal in refusals:
            raise refusal
        return store(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(project.storage, "store_successor", refuse_once)
    assert migrate(project, state).finished


def test_a_second_migration_of_the_project_is_refused(project: Project, state: Path) -> None:
    with only_migration(state), pytest.raises(MigrationRunningError, match="another migration"):
        migrate(project, state)
    assert migrate(project, state).finished


@pytest.mark.promise
def test_old_objects_are_discarded_after_their_containers_were_read_once_more(
    project: Project, state: Path, plain_clip: bytes
) -> None:
    files = [put_old(project, name, plain_clip, "raw-cbc") for name in ("sound", "broken", "alone")]
    for file in files[:2]:
        add_row(project, file, "raw-cbc")
    migrate(project, state)
    (container,) = successors(project, "broken")
    content = bytearray(container.read_bytes())
    content[500] ^= 1
    container.write_bytes(content)

    report = discard_old(project, state)

    assert (report.discarded, [event for event, _ in report.kept]) == (2, ["broken"])
    assert [file.exists() for file in files] == [False, True, False]
    assert cleartext(project, "sound") == plain_clip
    assert project.storage.get_clip_data("alone") == plain_clip
    left = look(project, state)
    assert (left.migrated, left.containers, len(left.left_over)) == (2, 1, 1)
    assert left.waiting == []


def test_the_note_of_verified_successors_survives_a_cut_line(tmp_path: Path) -> None:
    VerifiedSuccessors(tmp_path).add("one.slc")
    note = tmp_path / "migration-verified.txt"
    note.write_bytes(note.read_bytes() + b"\nabc")
    VerifiedSuccessors(tmp_path).add("two.slc")
    found = VerifiedSuccessors(tmp_path)
    assert "one.slc" in found
    assert "two.slc" in found
    assert note.stat().st_mode & 0o777 == 0o600
