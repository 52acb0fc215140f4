"""Progress at the real window: counted, read by keys, led on from, written out, and locked away."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.session.people import activity
from app.ui.desk.people import progress_desk
from app.ui.progress.dialog import ProgressDialog
from models.annotation.geometry import Box
from models.records import ClipState
from models.review.work_span import WorkSpan
from models.review.work_spans import WorkSpanStore
from tests.support.desk import PASSPHRASE, Desk
from tests.support.person import Person


@pytest.fixture
def person(desk: Desk, plain_file: Path, qapp: object) -> Iterator[Person]:
    """Somebody with a clip of 40 frames open."""
    hired = Person(desk.home)
    hired.start(desk.config.id)
    hired.unlock(PASSPHRASE)
    hired.open_clip(hired.import_file(plain_file, name="gate 3", camera="north").id)
    yield hired
    hired.quit()


def spans(person: Person) -> tuple[WorkSpan, ...]:
    project = person.desk.projects.project
    return WorkSpanStore(project.store.access).of_person(project.people.me.id)


def shown(person: Person) -> ProgressDialog:
    """Open the dialog by its key and wait until all is counted."""
    person.wait_until(person.window.isActiveWindow, "to be at the window")
    person.press("F10")
    desk = person.desk.people.progress
    person.wait_until(lambda: desk.dialog is not None and desk.dialog.isVisible(), "for it")
    counted(person, desk.dialog)
    return desk.dialog


def counted(person: Person, dialog: ProgressDialog) -> None:
    person.wait_until(
        lambda: dialog.sheet is not None and dialog._refresh.isEnabled(), "for all to be counted"
    )


def turn_to(dialog: ProgressDialog, key: str, how: str = "plot") -> None:
    dialog._how._buttons[how].click()
    dialog._which._buttons[key].click()


def test_figures_are_read_by_keys_led_on_from_and_written_out(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.draw_box(Box(20, 20, 30, 30))
    person.wait_until(
        lambda: person.window.clip_list.clips[0].state is ClipState.IN_PROGRESS, "to be begun"
    )
    clip_id = person.desk.clip.clip.id
    dialog = shown(person)
    assert [tile.figure for tile in dialog._tiles][:4] == ["1", "0 %", "0", "0"]
    assert dialog.height() <= 800

    # By keys alone: to the camera's clips in progress, and on to the list.
    turn_to(dialog, "cameras")
    bars = dialog._bars
    bars.setFocus()
    assert bars.current_text == "north · In progress: 1"
    assert bars.accessibleDescription() == bars.current_text
    QTest.keyClick(bars, Qt.Key.Key_Right)
    assert bars.current_text == "north: 1"
    QTest.keyClick(bars, Qt.Key.Key_Left)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    person.wait_until(lambda: not dialog.isVisible(), "to be led to the list")
    clip_list = person.window.clip_list
    assert [clip.id for clip in clip_list.clips] == [clip_id]
    assert clip_list._chips.only == {clip_id}
    assert clip_list._chips._more.toolTip() == "north · In progress"
    clip_list.clear_filter()
    assert clip_list._chips.only is None

    target = tmp_path / "people.csv"
    monkeypatch.setattr(progress_desk, "choose_target", lambda *_: target)
    dialog = shown(person)
    turn_to(dialog, "people", "table")
    assert dialog._table.model().rowCount() == 1
    dialog._export.click()
    person.wait_until(lambda: "not encrypted" in dialog._state.text(), "for the file")
    titles, row = target.read_text("utf-8").splitlines()
    assert titles.startswith("Person,New,In progress")
    assert ",1,0," in row
    # A figure of no clips leads nowhere.
    dialog._table.setCurrentIndex(dialog._table.model().index(0, 1))
    QTest.keyClick(dialog._table, Qt.Key.Key_Return)
    assert dialog.isVisible()
    turn_to(dialog, "days")
    assert dialog._line.current_text.endswith("Boxes 1")

    # It must not stay over the lock screen, nor may a name.
    person.desk.projects.lock()
    person.wait_until(person.window.lock_screen.isVisible, "to be locked out")
    assert person.desk.people.progress.dialog is None


@pytest.mark.promise
def test_time_is_kept_when_locked_shown_to_its_person_and_deleted_when_they_say_so(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Midnight may come at any moment of a test.
    monkeypatch.setattr(activity, "_day", lambda _moment: (2026, 11, 28))
    desk = person.desk.people.time
    person.draw_box(Box(20, 20, 30, 30))
    # As if the person had gone on for a while.
    desk.activity.sign(datetime.now(UTC) + timedelta(seconds=90))
    clip_id = person.desk.clip.clip.id
    # A crash loses no more than a minute of it.
    assert desk._timer.isActive()
    assert desk._timer.interval() <= 60_000
    desk.write()
    person.wait_until(lambda: bool(spans(person)), "for the time to be written")
    desk.activity.sign(datetime.now(UTC) + timedelta(seconds=95))
    person.lock()
    assert desk.activity is None
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: bool(spans(person)), "for the time")
    kept = [one for one in spans(person) if one.clip_id == clip_id]
    assert sum(one.boxes for one in kept) == 1
    assert sum(one.active_s for one in kept) >= 85

    dialog = shown(person)
    turn_to(dialog, "mine", "table")
    assert dialog.own_time.isVisible()
    assert dialog._table.model().rowCount() >= 1
    dialog.own_time._forget.click()
    assert [one for one in spans(person) if one.clip_id == clip_id]
    dialog.own_time._forget.click()
    person.wait_until(
        lambda: not any(one.clip_id == clip_id and one.boxes for one in spans(person)),
        "for it to be deleted",
    )
    counted(person, dialog)
    dialog.own_time._count.click()
    assert not person.desk.projects.preferences.count_time
    desk.activity.sign(datetime.now(UTC) + timedelta(minutes=5))
    assert desk.activity._meter is None
    dialog.reject()
