"""A camera's clock, by hand: set in the window, seen everywhere, kept, taken back."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.media.clip_clock import ClipClock
from app.session.clocks import change_clock, set_by_person
from app.settings.preferences import Preferences, load_preferences
from app.ui.dialogs.camera_clock import CameraClockDialog
from app.ui.timeline.frame_field import FrameField
from app.ui.timeline.readouts import Readouts
from app.ui.timeline.ticks import RulerMode
from models.annotation.geometry import Box
from models.annotation.labels import Label
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import PASSPHRASE, hired
from tests.support.person import Person

LABEL = Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0)
FACE = datetime(2026, 11, 22, 8, 14, 35)  # noqa: DTZ001 - a clock's face


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    # Recorded twice for two seconds, ten minutes apart.
    pts = [*even_pts(50), *even_pts(50, first=15_000)]
    clip = make_clip(pts=pts, size=(320, 180))
    with hired(tmp_path, labels=(LABEL,), clip=clip) as person:
        yield person


def open_dialog(person: Person) -> CameraClockDialog:
    person.window.registry.action("clip.clock").trigger()
    dialog = person.desk.clock.dialog
    assert dialog is not None
    return dialog


def set_clock(person: Person) -> None:
    dialog = open_dialog(person)
    dialog._zone.setEditText("Europe/Berlin")
    dialog._first.set_face(FACE)
    dialog._go.click()
    wait_for_clock(person, known=True)


def wait_for_clock(person: Person, *, known: bool) -> None:
    def all_show_it() -> bool:
        clip = person.desk.clip.clip
        listed = [one for one in person.window.clip_list.clips if one.id == clip.id]
        return [(one.recorded_at is not None) for one in (clip, *listed)] == [known, known]

    person.wait_until(all_show_it, "for the clock to be stored and shown")


def readouts(person: Person) -> tuple[str, ...]:
    return person.shell.parts.transport.findChild(Readouts).texts


def test_a_clock_that_is_set_shows_everywhere_and_is_kept(person: Person) -> None:
    person.go_to(10)
    clip_id = person.desk.clip.clip.id
    set_clock(person)

    stored = person.desk.projects.project.store.clip(clip_id)
    assert stored.recorded_at == datetime(2026, 11, 22, 7, 14, 34, 600_000, tzinfo=UTC)
    assert (stored.clock_zone, stored.clock_source) == ("Europe/Berlin", "person")
    assert "08:14:35.000 +01:00" in readouts(person)
    view = person.shell.parts.timeline.view
    assert view.mode is RulerMode.CLOCK
    assert view.scale.frame_count == 100
    assert [gap.frame for gap in view.times.gaps] == [49]
    person.go_to(60)
    assert "08:24:35.000 +01:00" in readouts(person)


def test_the_wall_clock_leads_to_its_frame_also_in_the_gap(person: Person) -> None:
    person.go_to(10)
    set_clock(person)
    for typed, frame in (("@08:20:00", 49), ("2026-11-22 08:24:35", 60), ("pts 0", 0)):
        field = person.shell.parts.transport.findChild(FrameField)
        person.shell.parts.transport.edit_frame()
        field.setText(typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        person.wait_until(lambda frame=frame: person.picture_frame() == frame, f"for {typed}")


def test_a_refusal_goes_with_the_next_jump_and_one_behind_the_end_is_told(person: Person) -> None:
    toast, field = person.window.toast, person.shell.parts.transport.findChild(FrameField)

    def type_in(text: str) -> None:
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    type_in("nowhere")
    assert toast.text.startswith("Type a frame")
    type_in("7")
    person.wait_until(lambda: person.frame == 7, "for the frame")
    assert not toast.isVisible()
    type_in("9999")
    person.wait_until(lambda: person.frame == 99, "for the last frame")
    assert toast.text == "The clip ends at frame 99."


def test_a_change_is_taken_back_by_opening_the_dialog_again(person: Person) -> None:
    set_clock(person)
    dialog = open_dialog(person)
    dialog.restore_requested.emit()
    dialog.accept()
    wait_for_clock(person, known=False)
    assert not [text for text in readouts(person) if "+01:00" in text]
    assert person.shell.parts.timeline.view.mode is RulerMode.TIME


def test_of_two_changes_one_right_after_the_other_the_second_stays(person: Person) -> None:
    project, clip = person.desk.projects.project, person.desk.clip.clip
    dialog = open_dialog(person)
    for hour in (7, 9):
        clock = ClipClock(datetime(2026, 11, 22, hour, 14, 3, tzinfo=UTC))
        dialog.clock_chosen.emit(clock, "+02:00")
    person.wait_until(lambda: person.shell.jobs.count == 0, "for both to be stored")
    assert project.store.clip(clip.id).recorded_at == datetime(2026, 11, 22, 9, 14, 3, tzinfo=UTC)
    assert person.window.problems.problems == ()


def test_an_edit_after_the_clock_was_set_is_saved_as_ever(person: Person) -> None:
    set_clock(person)
    person.press("1")
    person.draw_box(Box(40, 40, 80, 60))
    person.wait_saved()
    clip = person.desk.projects.project.store.clip(person.desk.clip.clip.id)
    assert clip.recorded_at is not None


def test_a_clock_that_is_set_in_another_window_shows_here_too(person: Person) -> None:
    project, clip = person.desk.projects.project, person.desk.clip.clip
    theirs = set_by_person(ClipClock(datetime(2026, 11, 22, 7, 14, 3, tzinfo=UTC)), "+02:00")
    open_dialog(person)
    change_clock(project.store, clip, theirs, rights=project.rights)
    person.desk.clips.refresh()
    wait_for_clock(person, known=True)
    assert "09:14:03.000 +02:00" in readouts(person)
    assert person.desk.clock.dialog is None


def test_the_units_that_were_chosen_are_there_again_in_the_next_session(person: Person) -> None:
    choose(person.shell.parts.transport, "Moment on screen", "Presentation time stamp (pts)")
    choose(person.shell.parts.timeline, "Ruler unit", "Frames")

    def kept() -> Preferences:
        file = person.paths.preferences_file
        return load_preferences(person.paths) if file.exists() else Preferences()

    person.wait_until(
        lambda: (kept().moment, kept().ruler) == ("pts", "frames"), "for the preferences"
    )
    clip_id = person.desk.clip.clip.id
    person.quit()
    again = Person(person.paths.config.parent, preferences=load_preferences(person.paths))
    again.start()
    again.unlock(PASSPHRASE)
    again.wait_until(lambda: bool(again.window.clip_list.clips), "for the clips")
    again.open_clip(clip_id)
    assert readouts(again)[0] == "pts 0"
    assert again.shell.parts.timeline.view.mode is RulerMode.FRAMES
    again.quit()


def choose(widget: QWidget, button_name: str, text: str) -> None:
    """Choose from the menu of a button."""
    (button,) = (b for b in widget.findChildren(QPushButton) if b.accessibleName() == button_name)
    next(action for action in button.menu().actions() if action.text() == text).trigger()


def test_a_clip_that_is_left_takes_its_dialog_along(person: Person) -> None:
    open_dialog(person)
    person.lock()
    assert person.desk.clock.dialog is None
