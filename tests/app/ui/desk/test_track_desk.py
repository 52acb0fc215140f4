"""Merge, split, swap and propagate, by keys at the real window; one undo takes each back."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.session.box_files import put_in
from app.ui.dialogs.propagate import PropagateDialog, Propagation
from app.ui.panels.objects_view import ObjectsView
from models.annotation import Box, shape_at
from tests.support.annotations import key, track
from tests.support.desk import PASSPHRASE, Desk
from tests.support.person import Person

LEFT, RIGHT, LOW = Box(8, 8, 24, 24), Box(90, 8, 24, 24), Box(50, 55, 24, 24)


@pytest.fixture
def person(desk: Desk, plain_file: Path, qapp: object) -> Iterator[Person]:
    """Somebody with a clip of 40 frames open."""
    hired = Person(desk.home)
    hired.start(desk.config.id)
    hired.unlock(PASSPHRASE)
    hired.open_clip(hired.import_file(plain_file).id)
    yield hired
    hired.quit()


def click(person: Person, box: Box, *, also: bool = False) -> None:
    held = Qt.KeyboardModifier.ControlModifier if also else Qt.KeyboardModifier.NoModifier
    at = person.at(*box.center)
    QTest.mouseMove(person.canvas, at)
    QTest.mouseClick(person.canvas, Qt.MouseButton.LeftButton, held, at)
    person.breathe()


def deselect(person: Person) -> None:
    person.press("Esc")
    person.wait_until(lambda: not person.desk.clip.editor.selection, "for nothing to be selected")


def undo(person: Person, to: object) -> None:
    person.press("Ctrl+Z")
    person.wait_until(lambda: person.annotation == to, "for the undo")


def box_of(person: Person, track_id: UUID, frame: int) -> Box | None:
    shape = shape_at(person.annotation.track(track_id), frame)
    return None if shape is None else shape.box.rounded()


def test_tracks_are_merged_split_swapped_and_propagated_by_keys(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor, desk = person.desk.clip.editor, person.desk.tracks
    toast = person.window.toast
    first = person.draw_box(LEFT)
    other = person.draw_box(RIGHT)
    drawn = person.annotation
    left, right = box_of(person, first, 0), box_of(person, other, 0)

    # Both are on every frame: they cannot be one, and the person hears where.
    click(person, LEFT)
    click(person, RIGHT, also=True)
    assert set(editor.selection) == {first, other}
    person.press("M")
    assert "frame 0" in toast.text
    assert person.annotation == drawn

    person.go_to(6)
    person.press("Ctrl+M")
    moved = [box_of(person, one, frame) for one in (first, other) for frame in (5, 6, 39)]
    assert moved == [left, right, right, right, left, left]
    assert set(editor.selection) == {first, other}
    undo(person, drawn)

    person.go_to(6)
    click(person, LEFT)
    person.press("Alt+M")
    (right_part,) = editor.selection
    assert right_part not in drawn.tracks
    assert [box_of(person, first, frame) for frame in (5, 6)] == [left, None]
    assert [box_of(person, right_part, frame) for frame in (5, 6)] == [None, left]
    undo(person, drawn)

    person.go_to(10)
    click(person, LEFT)
    person.press("Shift+O")
    assert box_of(person, first, 10) is None
    person.go_to(20)
    later = person.draw_box(LOW)
    before = person.annotation
    low = box_of(person, later, 20)
    deselect(person)
    person.press("M")
    assert "click the first" in desk.merging.note.text
    # What the canvas says at its top is not said under the note.
    assert person.canvas._top_px >= desk.merging.note.geometry().bottom()
    click(person, LOW)
    person.press("Return")
    assert desk.merging.on, "one track alone is nothing to merge"
    person.go_to(4)
    click(person, LEFT)
    person.wait_until(lambda: "2 chosen" in desk.merging.note.text, "for the count")
    # A list that was clicked last would go to its row instead.
    rows = person.shell.parts.objects.findChild(ObjectsView)
    rows.setFocus()
    assert rows.hasFocus()
    person.press("Return")
    assert not desk.merging.on
    assert not person.canvas._top_px
    assert person.frame == 4
    person.canvas.setFocus()
    assert not desk.merging.note.isVisible()
    assert later not in person.annotation.tracks
    assert editor.selection == (first,)
    assert [box_of(person, first, frame) for frame in (9, 10, 20)] == [left, None, low]
    undo(person, before)

    deselect(person)
    person.press("M")
    person.press("Esc")
    assert not desk.merging.on
    person.press("M")
    person.press("Ctrl+Z")
    assert not desk.merging.on
    assert not desk.merging.note.isVisible()
    person.press("Ctrl+Y")
    person.wait_until(lambda: person.annotation == before, "for what was undone to be back")

    person.go_to(20)
    click(person, LOW)

    def up_to_25(dialog: PropagateDialog) -> None:
        dialog.target.setValue(25)
        assert dialog.count.value() == 5
        dialog.ok.click()

    monkeypatch.setattr(PropagateDialog, "exec", up_to_25)
    person.press("Ctrl+B")
    frames = [key.frame_index for key in person.annotation.track(later).keyframes]
    assert frames == [20, 21, 22, 23, 24, 25]
    undo(person, before)
    # Nothing is asked where there is nothing to repeat.
    asked: list[PropagateDialog] = []
    monkeypatch.setattr(PropagateDialog, "exec", asked.append)
    person.go_to(19)
    editor.select([later])
    person.press("Ctrl+B")
    assert not asked
    assert "not on this frame" in toast.text
    editor.select(())
    person.go_to(30)
    click(person, LOW)
    person.press("Ctrl+Alt+B")
    frames = [key.frame_index for key in person.annotation.track(later).keyframes]
    assert frames == [20, 31, 32, 33, 34, 35]
    undo(person, before)
    person.wait_saved()


def test_large_edits_are_made_beside_the_window_and_are_one_step_each(person: Person) -> None:
    editor, desk = person.desk.clip.editor, person.desk.tracks
    notes: list[str] = []
    editor.refused.connect(notes.append)
    # Thirty boxes on 39 other frames: more than are made on the window's thread.
    boxes = [track(key(0, Box(3 * at, 4, 9, 9)), number=at + 1) for at in range(30)]
    edit = editor.perform(lambda a: put_in(a, boxes, frame_index=0))
    assert edit is not None
    drawn = person.annotation
    editor.select(edit.touched)

    def keyframes() -> set[int]:
        return {len(one.keyframes) for one in person.annotation.tracks.values()}

    desk.propagate(Propagation(39))
    assert (editor.is_busy, keyframes()) == (True, {1})
    editor.undo()
    person.wait_until(lambda: not editor.is_busy, "for the boxes")
    assert len(notes) == 1
    assert keyframes() == {40}
    editor.select(edit.touched)
    editor.delete_tracks()
    assert (editor.is_busy, keyframes()) == (True, {40})
    person.wait_until(lambda: not editor.is_busy, "for the boxes to go")
    assert keyframes() == set()
    for left in ({40}, {1}):
        editor.undo()
        person.wait_until(lambda wanted=left: keyframes() == wanted, "for the undo")
    assert person.annotation == drawn
    person.wait_saved()
    session = person.desk.clip.session
    assert session is not None
    assert session._store.load_annotation(session.clip.id).annotation == drawn
