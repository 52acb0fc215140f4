"""Labels and attributes in the real window: edited, merged, told of, walked by the keyboard."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from app.compose import create_project
from app.settings.paths import Paths
from app.ui.dialogs.labels import LabelsDialog
from app.ui.filtering.edit import FilterEdit
from models.annotation.geometry import Box
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.annotation.track import Track
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person

PASSPHRASE = "a lamp for the darkroom"
DOING = AttributeSpec(
    uuid.UUID(int=8), "doing", AttributeKind.RADIO, ("stands", "walks"), "stands", mutable=True
)
PARKED = AttributeSpec(uuid.UUID(int=9), "parked", AttributeKind.CHECKBOX, default="false")
PLATE = AttributeSpec(uuid.UUID(int=10), "plate", AttributeKind.TEXT)
CAR = Label(
    uuid.UUID(int=1), "car", "#56B4E9", digit=1, position=0, attributes=(DOING, PARKED, PLATE)
)
VAN = Label(uuid.UUID(int=2), "van", "#E69F00", digit=2, position=1)


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    home = tmp_path / "home"
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(CAR, VAN))
    footage = tmp_path / "gate.mp4"
    footage.write_bytes(make_clip(pts=even_pts(60), size=(320, 180)))
    hired = Person(home)
    hired.start(config.id)
    hired.unlock(PASSPHRASE)
    hired.open_clip(hired.import_file(footage).id)
    yield hired
    hired.quit()


def open_editor(person: Person) -> LabelsDialog:
    person.window.registry.action("labels.edit").trigger()
    schema = person.desk.schema
    person.wait_until(lambda: schema.dialog is not None, "for the editor")
    assert schema.dialog is not None
    return schema.dialog


def save(person: Person, dialog: LabelsDialog) -> None:
    dialog.save.click()
    person.wait_until(lambda: person.desk.schema.dialog is None, "for the labels to be saved")


def test_labels_are_edited_merged_and_refused_when_somebody_was_faster(person: Person) -> None:
    labels, project = person.desk.labels, person.desk.projects.project
    first = person.draw_box(Box(20, 20, 60, 40))
    person.press("2")
    second = person.draw_box(Box(120, 60, 60, 40))
    assert person.annotation.track(second).label_id == VAN.id
    dialog = open_editor(person)
    assert dialog.draft.borne(VAN.id) == {VAN.id}
    dialog.list.setCurrentRow(1)
    dialog.draft.end(VAN.id, into=CAR.id)
    dialog.draft.add("bicycle", "#009E73")
    save(person, dialog)
    person.wait_until(
        lambda: [label.name for label in labels.labels] == ["car", "bicycle"], "for the merge"
    )
    person.wait_until(
        lambda: person.annotation.track(second).label_id == CAR.id, "for the open clip"
    )
    assert person.annotation.track(first).label_id == CAR.id
    person.drag_box(second, 5, 5)
    person.wait_saved()

    dialog = open_editor(person)
    project.add_label(Label(uuid.uuid4(), "theirs", "#CC79A7"))
    dialog.draft.add("mine", "#D55E00")
    dialog.save.click()
    person.wait_until(
        lambda: "theirs" in [label.name for label in dialog.draft.labels], "to be told"
    )
    assert "mine" not in [label.name for label in project.labels()]
    assert "somebody else changed the labels meanwhile." in dialog._note.text()
    save(person, dialog)
    assert [label.name for label in project.labels()] == ["car", "bicycle", "theirs", "mine"]

    # A label that becomes private here is a rule of the project, and masks at once.
    dialog = open_editor(person)
    dialog.form.private.click()
    save(person, dialog)
    assert project.people.rules.private_labels == {CAR.id}
    masks = person.window.status.masks
    person.wait_until(lambda: "masked" in masks.text, "for the window to know")
    dialog = open_editor(person)
    assert dialog.form.private.isChecked()
    dialog.form.private.click()
    save(person, dialog)
    person.wait_until(lambda: masks.text == "", "for the masks to go")


def test_what_is_undone_after_its_label_ended_has_the_heir_or_says_why_not(person: Person) -> None:
    labels, toast = person.desk.labels, person.window.toast
    person.press("2")
    van = person.draw_box(Box(120, 60, 60, 40))
    drawn = person.annotation.track(van).keyframes[0].box
    person.drag_box(van, 5, 5)
    assert person.annotation.track(van).keyframes[0].box != drawn
    person.wait_saved()
    person.press("Ctrl+C")
    dialog = open_editor(person)
    dialog.draft.end(VAN.id, into=CAR.id)
    save(person, dialog)
    person.wait_until(lambda: [label.id for label in labels.labels] == [CAR.id], "for the merge")
    person.wait_until(lambda: person.annotation.track(van).label_id == CAR.id, "for the clip")
    person.press("Ctrl+Z")
    assert person.annotation.track(van).keyframes[0].box == drawn
    person.press("Ctrl+Z")
    assert van not in person.annotation.tracks
    person.press("Ctrl+Shift+Z")
    assert person.annotation.track(van).label_id == CAR.id
    person.press("Ctrl+V")
    (pasted,) = person.desk.clip.editor.selection
    assert pasted != van
    assert person.annotation.track(pasted).label_id == CAR.id
    person.press("Ctrl+Z")
    person.desk.clip.editor.select([van])
    person.desk.clip.editor.delete_tracks()
    person.wait_saved()
    dialog = open_editor(person)
    dialog.draft.add("bicycle", "#009E73")
    dialog.draft.end(CAR.id)
    save(person, dialog)
    person.wait_until(
        lambda: [label.name for label in labels.labels] == ["bicycle"], "for the label to end"
    )
    person.wait_until(lambda: person.desk.schema._ending is None, "for it to be told")
    person.press("Ctrl+Z")
    assert van in person.annotation.tracks
    assert toast.text == "Back without a label: “car” was deleted. Give it another one."
    # Beside the steps stands what was done to the labels.
    model = person.shell.parts.history._model
    names = [model.index(row).data() for row in range(model.rowCount())]
    assert names.count("Merge labels") == 1
    assert [name for name in names if "label" in name.casefold()][:2] == [
        "Delete label",
        "Add label",
    ]


def words_of(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def told(track: Track) -> dict[str, str]:
    return {**dict(track.attributes), **dict(track.keyframes[-1].attributes)}


def test_the_mode_walks_objects_and_attributes_by_the_keyboard_alone(person: Person) -> None:
    ids = [person.draw_box(Box(x, 30, 50, 60)) for x in (10, 100, 200)]
    editor, desk = person.desk.clip.editor, person.desk.attributes
    editor.select([])
    person.canvas.setFocus()
    person.window.registry.action("labels.tell").trigger()
    assert desk.is_on
    assert editor.selection == (ids[0],)
    person.press("Tab")
    assert editor.selection == (ids[1],)
    person.press("Shift+Tab")
    person.press("Shift+Tab")
    assert editor.selection == (ids[2],)
    person.press("2")
    assert told(person.annotation.track(ids[2])) == {DOING.key: "walks"}
    person.press("Down")
    person.press("1")
    assert told(person.annotation.track(ids[2]))[PARKED.key] == "true"
    person.press("1")
    assert told(person.annotation.track(ids[2]))[PARKED.key] == "false"
    person.press("Down")
    person.press("Return")
    field = desk.bar.field
    assert field.hasFocus()
    QTest.keyClicks(field, "B-X 1")
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert person.canvas.hasFocus()
    assert told(person.annotation.track(ids[2]))[PLATE.key] == "B-X 1"
    assert editor.selection == (ids[0],)
    person.press("Shift+Tab")
    # An arrow keeps what was typed too; the keys stay with the mode, and so does the object.
    person.press("7")
    assert field.hasFocus()
    assert "Enter: keep." in words_of(desk.bar)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert told(person.annotation.track(ids[2]))[PLATE.key] == "7"
    assert person.canvas.hasFocus()
    assert DOING.name in words_of(desk.bar)
    assert editor.selection == (ids[2],)
    person.press("Up")
    desk.set_shown(frozenset(ids[1:]))
    person.press("Tab")
    assert editor.selection == (ids[1],)
    person.press("Shift+Tab")
    assert editor.selection == (ids[2],)
    desk.set_shown(None)
    # Frames are stepped as ever, and what may change is told from there on.
    person.press("Right")
    person.wait_until(lambda: person.frame == 1, "for the next frame")
    person.press("Down")
    person.press("1")
    keys = person.annotation.track(ids[2]).keyframes
    assert [(key.frame_index, dict(key.attributes)[DOING.key]) for key in keys] == [
        (0, "walks"),
        (1, "stands"),
    ]
    person.press("Ctrl+Z")
    assert len(person.annotation.track(ids[2]).keyframes) == 1
    # The same through the inspector, of all three at once.
    editor.select(ids)
    person.shell.parts.inspector.attribute_requested.emit(PARKED, "true")
    assert [told(person.annotation.track(one))[PARKED.key] for one in ids] == ["true"] * 3
    # Esc leaves from anywhere, also where a filter has something typed in it.
    search = person.window.findChild(FilterEdit)
    assert search is not None
    search.setFocus()
    person.press("a")
    assert search.text() == "a"
    person.press("Escape")
    assert not desk.is_on
    search.clear()
    person.canvas.setFocus()
    person.press("2")
    assert person.desk.labels.current == VAN
    person.wait_saved()
