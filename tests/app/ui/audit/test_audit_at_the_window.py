"""The audit log at the window: read, narrowed, verified, and told of when nothing can be noted."""

import csv
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from app.session.project import Project
from app.ui.audit.devices_dialog import DevicesDialog, VouchDialog
from app.ui.audit.dialog import AuditDialog
from app.ui.audit.model import CLIP, WHAT, WHEN
from app.ui.desk.project import audit_desk
from crypto.device_key import DeviceKey
from models.audit.entry import Event, Kind, Signer
from models.audit.writer import AuditWriter
from tests.support.desk import PASSPHRASE, Desk
from tests.support.person import Person


@pytest.fixture
def person(desk: Desk, plain_file: Path, qapp: object) -> Iterator[Person]:
    """Somebody with a clip of 40 frames open."""
    hired = Person(desk.home)
    hired.start(desk.config.id)
    hired.unlock(PASSPHRASE)
    hired.open_clip(hired.import_file(plain_file, name="gate 3").id)
    yield hired
    hired.quit()


def project_of(person: Person) -> Project:
    project = person.desk.projects.project
    assert project is not None
    return project


def tamper(person: Person, statement: str) -> None:
    project = project_of(person)
    project.audit.flush()
    with project.store.database.writing() as connection:
        connection.execute(text(statement))


def look(person: Person, do: Callable[[AuditDialog], object]) -> None:
    """Open the log, wait until it is read, do something, and close it."""
    failed: list[BaseException] = []
    registry = person.window.registry

    def begin() -> None:
        shown = [one for one in person.window.findChildren(AuditDialog) if one.isVisible()]
        if not shown:
            QTimer.singleShot(5, begin)
            return
        dialog = shown[0]
        try:
            person.wait_until(lambda: not dialog._reading, "for the log")
            person.wait_until(lambda: not dialog.model.filtering, "for the list")
            do(dialog)
        except BaseException as error:  # noqa: BLE001 - told below, outside of Qt
            failed.append(error)
        finally:
            dialog.reject()

    QTimer.singleShot(0, begin)
    registry.action("audit.show").trigger()
    if failed:
        raise failed[0]


def column(dialog: AuditDialog, at: int) -> list[str]:
    model = dialog.model
    return [str(model.index(row, at).data()) for row in range(model.rowCount())]


def narrow(person: Person, dialog: AuditDialog, kind: Kind | None) -> None:
    dialog._filters.kind.choose(kind)
    person.wait_until(lambda: not dialog.model.filtering, "to be narrowed")


def verdict(person: Person, dialog: AuditDialog) -> str:
    dialog._verify.click()
    person.wait_until(dialog._verify.isEnabled, "for the verdict")
    return dialog._verdict.text()


def export_shown(person: Person, dialog: AuditDialog, target: Path) -> None:
    """Write out the one entry that is shown, and see that the file says what it is."""
    assert "what is shown" in dialog._export.text()
    dialog._export.click()
    person.wait_until(lambda: "Left out" in dialog._exported.text(), "to be told")
    assert dialog._exported.text().startswith(f"Entries in {target.name}, not encrypted: 1.")
    told = [row["what"] for row in csv.DictReader(target.read_text().splitlines())]
    assert told == ["narrowed_to", "clip_opened", "left_out"]


def vouch_for_another(person: Person, dialog: AuditDialog, device_id: bytes) -> None:
    """Look at the devices, vouch for one whose computer's name looks like markup, and close."""
    seen: list[str] = []

    def answer() -> None:
        asked = QApplication.activeModalWidget()
        if not isinstance(asked, VouchDialog):
            QTimer.singleShot(5, answer)
            return
        seen.append(asked.accessibleDescription())
        asked.accept()

    def look_at_devices() -> None:
        devices = next(iter(dialog.findChildren(DevicesDialog)), None)
        if devices is None or not devices.isVisible():
            QTimer.singleShot(5, look_at_devices)
            return
        try:
            model = devices.table.model()
            person.wait_until(lambda: model.rowCount() == 2, "for the devices")
            row = next(i for i in (0, 1) if devices._devices[i].device_id == device_id)
            devices.table.setCurrentIndex(model.index(row, 0))
            cells = [str(model.index(row, at).data()) for at in range(4)]
            assert cells[0].startswith("<b>desk</b> · ")
            assert cells[3] == "nobody"
            assert devices.vouch.isEnabled()
            QTimer.singleShot(0, answer)
            devices.vouch.click()
            person.wait_until(lambda: devices._devices[row].belongs, "to be vouched for")
            assert "(this one)" in str(model.index(row, 3).data())
            assert not devices.vouch.isEnabled()
        finally:
            devices.reject()

    QTimer.singleShot(0, look_at_devices)
    dialog._devices.click()
    assert device_id.hex()[:8] in seen[0]


def test_the_log_is_shown_narrowed_verified_written_out_and_gone_when_locked(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "log.csv"
    monkeypatch.setattr(audit_desk, "choose_target", lambda *_: target)
    person.go_to(7)
    assert person.window.registry.key_text("audit.show") == "F9"

    def read(dialog: AuditDialog) -> None:
        what = column(dialog, WHAT)
        assert what[:2] == ["Audit log seen", "Device vouched for"]
        assert "Frames seen" in what
        assert {"Unlocked", "Project opened", "Imported", "Clip opened", "Key used"} <= set(what)
        assert column(dialog, CLIP)[what.index("Frames seen")] == "gate 3"
        assert all(column(dialog, WHEN))
        tip = dialog.model.index(0, WHEN).data(Qt.ItemDataRole.ToolTipRole)
        assert "with the window" in tip
        narrow(person, dialog, Kind.CLIP_OPENED)
        assert column(dialog, WHAT) == ["Clip opened"]
        for choice in (dialog._filters.person, dialog._filters.device, dialog._filters.clip):
            choice.setCurrentIndex(1)
        person.wait_until(lambda: not dialog.model.filtering, "to be narrowed further")
        assert column(dialog, WHAT) == ["Clip opened"]
        export_shown(person, dialog, target)
        narrow(person, dialog, Kind.SYNC)
        assert dialog._pages.currentIndex() == 1
        narrow(person, dialog, None)
        for choice in (dialog._filters.person, dialog._filters.device, dialog._filters.clip):
            choice.setCurrentIndex(0)
        person.wait_until(lambda: not dialog.model.filtering, "for all")
        assert column(dialog, WHAT) == what
        assert "as they were written" in verdict(person, dialog)
        dialog._export.click()
        person.wait_until(lambda: "Left out" not in dialog._exported.text(), "to be told")
        assert "not encrypted" in person.window.toast.text
        assert target.name in dialog._exported.text()
        assert str(target.parent) not in dialog._exported.text()

    project = project_of(person)
    with closing(DeviceKey.generate()) as key, project.store.database.writing() as connection:
        signer = Signer(project.store.author, "window")
        other = AuditWriter(project.keyring, key, signer)
        other.register(connection, {"computer": "<b>desk</b>", "person": ""})
        other.append(connection, Event(Kind.UNLOCKED))
    look(person, lambda dialog: vouch_for_another(person, dialog, key.device_id))
    look(person, read)
    assert target.read_text().startswith("device,seq,when")
    tamper(person, "UPDATE audit_entries SET body = x'00' WHERE seq = 2")

    def altered(dialog: AuditDialog) -> None:
        assert "Entry 2 can't be read" in column(dialog, WHAT)
        assert "Not what was written" in verdict(person, dialog)
        assert "entry 2 was altered." in dialog._findings.text()
        person.desk.projects.lock()
        assert not dialog.model.total
        assert dialog._filters.clip.count() == 1

    look(person, altered)


@pytest.mark.promise
def test_a_log_that_cannot_go_on_stops_editing_and_says_so(
    person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    last = "(SELECT max(seq) FROM audit_entries)"
    tamper(person, f"UPDATE audit_entries SET mac = x'00' WHERE seq = {last}")
    session = person.desk.clip.session
    assert session is not None
    assert session.viewing is not None
    session.viewing.flush()

    def told() -> bool:
        problems = person.window.problems.problems
        return any(one.title == "The audit log was altered" for one in problems)

    person.wait_until(told, "to be told")
    person.wait_until(lambda: not person.desk.clip.editor.editable, "for editing to stop")
    assert "editing stopped: AuditDamagedError" in caplog.text
