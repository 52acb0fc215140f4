"""A project in a bucket from the first page of the wizard on, against a real S3 server."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from app.settings.projects import load_project
from app.ui.dialogs.find_clips import FindClipsDialog
from app.ui.dialogs.store_settings import StoreSettingsDialog
from app.ui.wizard import ProjectWizard
from app.ui.wizard.untested_dialog import UntestedDialog
from storage.fault import Fault
from storage.s3.settings import S3Settings
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person
from tests.support.s3_server import BUCKET, READER, S3Server

_Dialog = TypeVar("_Dialog", bound=QDialog)
PASSPHRASE = "a lamp for the darkroom"


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    hired = Person(tmp_path / "home")
    hired.start()
    yield hired
    hired.quit()


@pytest.fixture
def footage(tmp_path: Path) -> Path:
    file = tmp_path / "gate.mp4"
    file.write_bytes(make_clip(pts=even_pts(40)))
    return file


def with_dialog(
    person: Person, kind: type[_Dialog], show: Callable[[], None], use: Callable[[_Dialog], None]
) -> None:
    """Let `show` open a modal dialog, and `use` it while it is open."""
    failures: list[BaseException] = []

    def begin() -> None:
        try:
            person.wait_until(
                lambda: isinstance(QApplication.activeModalWidget(), kind), f"for {kind.__name__}"
            )
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, kind)
            use(dialog)
        except BaseException as error:  # noqa: BLE001 - raised below, outside of the dialog's loop
            failures.append(error)
            for widget in QApplication.topLevelWidgets():
                if isinstance(widget, QDialog):
                    widget.done(0)

    QTimer.singleShot(0, begin)
    show()
    if failures:
        raise failures[0]


def fill_places(wizard: ProjectWizard, settings: S3Settings) -> None:
    QTest.keyClicks(wizard._place._name, "Harbour")
    wizard._place._bucket.click()
    wizard._next.click()
    wizard._bucket.form._bucket.setText(settings.to_uri())


def make_project(person: Person, settings: S3Settings) -> None:
    def use(wizard: ProjectWizard) -> None:
        fill_places(wizard, settings)
        assert wizard._next.text() == "Test connection"
        wizard._next.click()
        person.wait_until(lambda: wizard._next.text() == "Next", "for the test of the bucket")
        wizard._next.click()
        finish_wizard(person, wizard)

    with_dialog(person, ProjectWizard, person.window.new_project_requested.emit, use)
    person.wait_until(lambda: person.desk.projects.project is not None, "for the project")


def finish_wizard(person: Person, wizard: ProjectWizard) -> None:
    for field in (wizard._key._first, wizard._key._second):
        QTest.keyClicks(field, PASSPHRASE)
    wizard._next.click()
    person.wait_until(lambda: bool(wizard._recovery._code), "for the recovery code")
    QTest.keyClicks(wizard._recovery._typed, wizard._recovery._code)
    wizard._next.click()


def test_a_project_in_a_bucket_is_made_used_and_filled_from_the_store(
    person: Person, s3_server: S3Server, unused_prefix: str, footage: Path
) -> None:
    settings = s3_server.settings(unused_prefix)
    make_project(person, settings)
    project = person.desk.projects.project
    assert project.config.bucket == settings
    clip = person.import_file(footage, name="gate")
    person.open_clip(clip.id)
    # The row is lost, the footage is not.
    person.desk.clip.close()
    project.store.delete_clip(clip.id)
    person.desk.clips.refresh()
    person.wait_until(lambda: not person.window.clip_list.clips, "for the clip to be gone")

    def use(dialog: FindClipsDialog) -> None:
        person.wait_until(lambda: dialog._model.matching == 1, "for the listing")
        QTest.keyClick(dialog._filter, Qt.Key.Key_Down)
        QTest.keyClick(dialog._table, Qt.Key.Key_Space)
        QTest.keyClick(dialog._table, Qt.Key.Key_Return)

    find = person.window.registry.action("project.find_stored").trigger
    with_dialog(person, FindClipsDialog, find, use)
    person.wait_until(lambda: len(person.window.clip_list.clips) == 1, "for the clip to come back")
    (found,) = person.window.clip_list.clips
    assert found.event_id == clip.event_id
    person.open_clip(found.id)


def test_who_may_only_read_is_told_in_the_store_settings_and_may_change_them(
    person: Person, s3_server: S3Server, unused_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = s3_server.settings(unused_prefix)
    make_project(person, settings)
    config = person.desk.projects.project.config
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", READER[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", READER[1])

    def use(dialog: StoreSettingsDialog) -> None:
        dialog.check._test.click()
        person.wait_until(lambda: dialog.check.report is not None, "for the test")
        assert dialog.check.report.can_read
        assert not dialog.check.report.can_write
        assert dialog.check._title.text() == "Clips can be read, but not written"
        person.wait_until(dialog.copies._budget.isEnabled, "for the count of copies")
        dialog.copies._budget.setValue(3)
        dialog.form.bucket._region.setText("us-west-2")
        dialog._save.click()

    show = person.window.registry.action("project.store").trigger
    with_dialog(person, StoreSettingsDialog, show, use)
    person.unlock(PASSPHRASE)
    saved = load_project(person.paths, config.id)
    assert saved.bucket.region == "us-west-2"
    assert person.desk.projects.project.config == saved
    assert person.desk.projects.preferences.copies_mib == 2861
    assert person.desk.projects.project.storage.offline.usage().budget_bytes == 2861 << 20


def test_a_bucket_that_is_not_there_is_named_and_can_be_skipped_on_purpose_only(
    person: Person, s3_server: S3Server
) -> None:
    settings = S3Settings("no-such-bucket", endpoint_url=s3_server.url)

    def use(wizard: ProjectWizard) -> None:
        fill_places(wizard, settings)
        wizard._next.click()
        person.wait_until(lambda: wizard.check.report is not None, "for the test")
        assert wizard.check.report.fault is Fault.BUCKET
        assert wizard.check._title.text() == "There is no such bucket"
        assert wizard._next.text() == "Test connection"
        wizard._skip.click()
        question = wizard.findChild(UntestedDialog)
        QTest.keyClick(question, Qt.Key.Key_Return)
        assert wizard._page is wizard._bucket
        wizard._skip.click()
        wizard.findChildren(UntestedDialog)[-1].accept()
        assert wizard._page is wizard._key
        wizard.reject()

    with_dialog(person, ProjectWizard, person.window.new_project_requested.emit, use)


def test_a_test_that_hangs_can_be_stopped(person: Person, s3_server: S3Server) -> None:
    settings = S3Settings(BUCKET, endpoint_url=s3_server.url)

    def use(wizard: ProjectWizard) -> None:
        fill_places(wizard, settings)
        s3_server.hang()
        wizard._next.click()
        person.wait_until(lambda: wizard._next.text() == "Stop the test", "for the test to begin")
        person.breathe()
        wizard._next.click()
        assert wizard._next.text() == "Test connection"
        assert not wizard.check.runs
        s3_server.go_on()
        wizard.reject()

    with_dialog(person, ProjectWizard, person.window.new_project_requested.emit, use)
