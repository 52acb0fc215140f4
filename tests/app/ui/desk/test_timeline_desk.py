"""Keyframes and lanes at the real window: by the mouse, a menu and keys; undo takes it back."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.desk.objects.spot_menu import SpotMenu
from app.ui.timeline.timeline import Timeline
from models.annotation import Box, shape_at
from tests.support.desk import PASSPHRASE, Desk
from tests.support.person import Person

BOX = Box(8, 8, 24, 24)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def person(desk: Desk, plain_file: Path, qapp: object) -> Iterator[Person]:
    """Somebody with a clip of 40 frames open."""
    hired = Person(desk.home)
    hired.start(desk.config.id)
    hired.unlock(PASSPHRASE)
    hired.open_clip(hired.import_file(plain_file).id)
    yield hired
    hired.quit()


def timeline_of(person: Person) -> Timeline:
    return person.shell.parts.timeline


def on_lane(person: Person, frame: float, row: int = 0) -> QPoint:
    view = timeline_of(person).view
    top = view.layout.row_top(row) + view.layout.row_px // 2
    return QPoint(round(view.widget_x(frame)), top)


def drag(person: Person, start: QPoint, end: QPoint) -> None:
    timeline = timeline_of(person)
    QTest.mousePress(timeline, LEFT, NONE, start)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(timeline, start + (end - start) * share)
    QTest.mouseRelease(timeline, LEFT, NONE, end)
    person.breathe()


def choose(person: Person, frame: int, text: str) -> None:
    """Choose an entry of the menu of the first lane at a frame."""
    where = on_lane(person, frame)
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, where, timeline_of(person).mapToGlobal(where))
    QApplication.sendEvent(timeline_of(person), event)
    menu = timeline_of(person).findChildren(SpotMenu)[-1]
    (action,) = [one for one in menu.actions() if one.text() == text]
    assert action.isEnabled()
    action.trigger()
    person.breathe()


def delete_chosen(person: Person) -> None:
    """Press a key that is an action's too: on the timeline it means the chosen keyframes."""
    QTest.keyClick(timeline_of(person), Qt.Key.Key_Delete)
    person.breathe()


def frames(person: Person, track_id: UUID) -> list[int]:
    return [key.frame_index for key in person.annotation.track(track_id).keyframes]


def test_keyframes_are_edited_on_the_lanes(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    # Offscreen, a menu that opens takes the focus from the window for good.
    monkeypatch.setattr(SpotMenu, "popup", lambda _menu, _at: None)
    said: list[str] = []
    person.desk.clip.editor.refused.connect(said.append)
    timeline, registry = timeline_of(person), person.window.registry
    one = person.draw_box(BOX)
    person.go_to(10)
    person.drag_box(one, 20, 10)
    timeline.setFocus()
    assert frames(person, one) == [0, 10]
    # By the mouse.
    drag(person, on_lane(person, 10), on_lane(person, 15))
    assert frames(person, one) == [0, 15]
    assert timeline.keys.chosen == {one: (15,)}
    assert person.frame == 10, "a drag stays on the frame"
    # By keys, which move what is chosen further; those in a row are one step.
    for key in ("Right", "Right", "Right", "Left"):
        person.press(f"Alt+Shift+{key}")
    assert frames(person, one) == [0, 17]
    person.press("Ctrl+Z")
    person.press("Ctrl+Z")
    person.wait_until(lambda: frames(person, one) == [0, 10], "for the undo")
    # By the menu, on the frame under the mouse and not on the one on the screen.
    choose(person, 5, "Leave a gap here")
    choose(person, 20, "Keyframe here")
    choose(person, 30, "End the track here")
    track = person.annotation.track(one)
    assert frames(person, one) == [0, 10, 20, 30]
    assert [shape_at(track, frame) is None for frame in (5, 15, 29, 30)] == [
        True,
        False,
        False,
        True,
    ]
    choose(person, 20, "Select all its keyframes")
    delete_chosen(person)
    assert frames(person, one) == [0, 10, 20, 30], "not the last ones"
    assert said == ["This would leave the track without a keyframe. Delete the track instead."]
    drag(person, on_lane(person, 8) + QPoint(0, 24), on_lane(person, 22))
    delete_chosen(person)
    assert frames(person, one) == [0, 30]
    # Lanes are laid out by actions, which show what holds.
    registry.action("timeline.group").trigger()
    assert [row.members for row in timeline.view.lanes.rows] == [1, 0]
    registry.action("timeline.collapse").trigger()
    assert [row.members for row in timeline.view.lanes.rows] == [1]
    registry.action("timeline.by_label").trigger()
    registry.action("timeline.by_label").trigger()
    assert registry.action("timeline.by_label").isChecked()
    assert not registry.action("timeline.by_number").isChecked()
    # What acts on chosen keyframes is off without any.
    assert not registry.action("timeline.later").isEnabled()
