"""A filter is typed or ticked at the real window, and every part follows it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.session.filters import saved_filters
from app.session.review.workflow import hand_in
from models.annotation import Box, Source
from models.annotation.track_filter import Range, TrackFilter
from tests.support.desk import PASSPHRASE, Desk
from tests.support.person import Person

SMALL, LARGE = Box(8, 8, 12, 12), Box(60, 20, 48, 40)


@pytest.fixture
def person(desk: Desk, plain_file: Path, qapp: object) -> Iterator[Person]:
    """Somebody with a clip of 40 frames open."""
    hired = Person(desk.home)
    hired.start(desk.config.id)
    hired.unlock(PASSPHRASE)
    hired.open_clip(hired.import_file(plain_file).id)
    yield hired
    hired.quit()


def test_what_the_filter_leaves_is_what_is_shown_and_gone_to(person: Person) -> None:
    desk, objects = person.desk, person.shell.parts.objects
    field = desk.filter.field
    small = person.draw_box(SMALL)
    person.go_to(10)
    large = person.draw_box(LARGE)
    person.go_to(20)

    person.press("Ctrl+Shift+F")
    QTest.keyClicks(field.edit, "size:<20")
    assert desk.filter.shown == {small}
    assert field.said == "1 of 2 objects"
    assert objects._model.ids == (small,)
    assert person.canvas._stage.scene.shown == {small}

    # Words are proposed; one that means nothing is told, and the others hold.
    QTest.keyClicks(field.edit, " colr:red")
    assert "colr:red" in field.said
    assert desk.filter.shown == {small}
    for _ in "colr:red":
        QTest.keyClick(field.edit, Qt.Key.Key_Backspace)
    QTest.keyClicks(field.edit, "lab")
    assert field.edit.offered == ("label:",)
    QTest.keyClicks(field.edit, "el:p")
    assert field.edit.offered == ("label:person",)
    QTest.keyClicks(field.edit, "erson")
    assert field.wanted.labels == {person.annotation.track(small).label_id}
    QTest.keyClick(field.edit, Qt.Key.Key_Escape)
    assert not field.edit.hasFocus()

    # Frame 10 has a keyframe of the large one only: it is passed over.
    person.press("Alt+Left")
    person.wait_until(lambda: person.frame == 0, "for the annotated frame that is shown")

    # The filter follows edits: the small one grows out of it.
    desk.clip.editor.put_box(small, Box(8, 8, 40, 40))
    person.wait_until(lambda: desk.filter.shown == frozenset(), "for the filter to follow")
    assert "0 of 2" in field.said
    person.press("Ctrl+/")
    assert desk.filter.shown is None
    assert set(objects._model.ids) == {small}, "the other begins on frame 10"
    assert large in person.annotation.tracks

    # It follows verdicts as well, which are nobody's edit.
    project, verdicts = desk.projects.project, desk.review.verdicts
    project.people.settle(replace(project.people.rules, own_work=True), seen=project.people.rules)
    person.wait_saved()
    hand_in(project, desk.clip.clip.id)
    person.press("F7")
    person.wait_until(lambda: not verdicts.why_not(), "to be allowed to judge")
    field.edit.setText("status:accepted")
    assert desk.filter.shown == frozenset()
    verdicts.accept_objects([large])
    person.wait_until(lambda: desk.filter.shown == {large}, "for the verdict to be felt")
    verdicts.undo()
    person.wait_until(lambda: desk.filter.shown == frozenset(), "for it to be taken back")
    verdicts.on_clip._judge(accepted=True)
    person.wait_until(lambda: desk.filter.shown == {small, large}, "for the clip's verdict")
    # Nobody is offered a next clip where none is left.
    person.wait_until(lambda: "is accepted" in verdicts.choices.words, "for the note")
    assert "Nothing is left to review." in verdicts.choices.words


def test_boxes_of_all_clips_are_found_and_gone_to(person: Person) -> None:
    first = person.desk.clip.clip
    assert first is not None
    person.go_to(12)
    person.draw_box(SMALL)
    track_id = next(iter(person.annotation.tracks))
    person.draw_box(LARGE)
    person.wait_until(lambda: not person.desk.clip.session.pending, "for the boxes to be saved")

    # A filter that is typed in the palette leads to the objects, or to the search.
    person.window.filter_chosen.emit("objects.filter", "size:>40")
    assert person.desk.filter.field.edit.text() == "size:>40"
    assert len(person.desk.filter.shown) == 1
    person.window.filter_chosen.emit("boxes.find", "size:<20")
    dialog = person.desk.search.dialog
    person.wait_until(lambda: dialog.model.rowCount() == 1, "for what was typed to be found")
    assert dialog.field.edit.text() == "size:<20"
    dialog.field.clear()
    dialog.reject()
    person.wait_until(person.window.isActiveWindow, "for the keys to come back")

    # What the objects are filtered by is what is asked first; what is typed then stays.
    person.desk.filter.field.edit.setText("size:<20")
    person.press("Ctrl+Alt+F")
    dialog = person.desk.search.dialog
    assert dialog is not None
    assert dialog.field.edit.text() == "size:<20"
    dialog.field.edit.setText("size:<90")
    dialog.reject()
    person.press("Ctrl+Alt+F")
    assert dialog.field.edit.text() == "size:<90"
    person.desk.filter.field.clear()
    dialog.field.edit.setText("label:person size:<20")
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)
    person.wait_until(lambda: not dialog.searching and dialog.model.rowCount() > 0, "for hits")
    assert dialog.model.rowCount() == 1
    row = [dialog.model.index(0, column).data() for column in range(3)]
    assert row == [first.name, "person 1", "12"]
    assert "1 box" in dialog.state

    person.go_to(0)
    dialog.go_into_hits()
    dialog.table.activated.emit(dialog.table.currentIndex())
    person.wait_until(lambda: person.frame == 12, "to be led there")
    assert person.desk.clip.editor.selection == (track_id,)

    # From another clip, or none, the clip is opened on that frame.
    person.desk.clip.close()
    dialog.table.activated.emit(dialog.table.currentIndex())
    person.wait_until(lambda: person.frame == 12 and person.desk.clip.clip is not None, "for it")
    assert person.desk.clip.editor.selection == (track_id,)

    dialog.field.edit.setText("label:person size:>500")
    dialog.search_requested.emit()
    person.wait_until(lambda: not dialog.searching, "for the search to end")
    assert "No box" in dialog.state
    dialog.reject()


def test_ticked_filters_are_saved_picked_and_deleted(person: Person) -> None:
    desk = person.desk
    field, project = desk.filter.field, desk.labels.project
    assert project is not None
    popup = field.popup
    popup._sources[Source.SUGGESTED].click()
    _, most = popup._ranges["side"]
    most.setText("25")
    most.editingFinished.emit()
    assert field.edit.text() == "source:suggested size:<26"
    wanted = TrackFilter(sources=frozenset({Source.SUGGESTED}), side=Range(None, 25))
    assert field.wanted == wanted

    desk.filter.save("Small ones", wanted)
    person.wait_until(lambda: bool(field._saved), "for the filter to be saved")
    person.press("Ctrl+/")
    assert field.wanted.is_empty
    menu = field.saved_menu()
    menu.actions()[0].trigger()
    assert field.wanted == wanted
    field.delete_requested.emit(field._saved[0].id)
    person.wait_until(lambda: not field._saved, "for the filter to be gone")
    assert saved_filters(project) == ()
