"""Before and after beside each other: one frame twice, and nothing of it is kept or changed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.session.review.comparing import OtherKind
from app.session.review.workflow import hand_in, take_step
from app.ui.desk.review import comparison_choice
from app.ui.review.side_by_side.differences import How
from app.ui.review.side_by_side.pane import BeforePane
from models.annotation.geometry import Box
from models.annotation.interpolate import shape_at
from models.review.clip_event import Step
from tests.support.desk import PERSON
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import hired
from tests.support.person import Person
from tests.support.private_clip import bare_pixels_of, private_clip, secret_box

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    with hired(tmp_path, clip=make_clip(pts=even_pts(40), size=(640, 360))) as person:
        yield person


class Declining(comparison_choice.ChooseDialog):
    """The question, answered by nobody."""

    offered: ClassVar[list[list[OtherKind]]] = []

    def asked(self) -> bool:
        self.offered.append([one.kind for one in self._others])
        return False


def hand_in_and_take_back(person: Person) -> None:
    """Make a round of the clip as it is, and go on with it."""
    person.wait_saved()
    project, clip_id = person.desk.projects.project, person.desk.clip.clip.id
    editor = person.desk.clip.editor
    hand_in(project, clip_id)
    person.wait_until(lambda: not editor.editable, "for it to be handed in")
    take_step(project, clip_id, Step.TAKE_BACK)
    person.wait_until(lambda: editor.editable, "for it to be taken back")


def enter(person: Person) -> BeforePane:
    """Show the round before beside the clip, by the key."""
    beside = person.desk.review.beside
    person.press("F5")
    person.wait_until(lambda: beside.is_on, "for the two pictures")
    comparison = person.desk.review.comparison
    person.wait_until(lambda: comparison.comparison is not None, "for what differs")
    return beside.pane


def assert_same(person: Person, pane: BeforePane, frame_index: int | None = None) -> None:
    """Both show one image of one frame through one view, with the boxes of this frame."""
    before, now = pane.canvas, person.canvas
    assert before.painted is now.painted
    assert before.painted.image is now.painted.image
    assert before.view == now.view
    assert before.size() == now.size()
    shown = now.painted.picture.frame_index
    assert before.stage.scene.frame_index == now.stage.scene.frame_index == shown
    assert frame_index in (None, shown)


def turn_wheel(person: Person, pane: BeforePane) -> None:
    """Zoom in on the picture of before."""
    at = QPointF(pane.canvas.rect().center())
    above = pane.canvas.mapToGlobal(at)
    no_px, up = QPoint(), QPoint(0, 360)
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, above, no_px, up, Qt.MouseButton.NoButton, _NONE, phase, False)
    QApplication.sendEvent(pane.canvas, event)


def at_before(pane: BeforePane, x: float, y: float) -> QPoint:
    return QPointF(*pane.canvas.view.to_view(x, y)).toPoint()


def drag_before(pane: BeforePane, start: QPoint, end: QPoint) -> None:
    QTest.mouseMove(pane.canvas, start)
    QTest.mousePress(pane.canvas, _LEFT, _NONE, start)
    QTest.mouseMove(pane.canvas, (start + end) / 2)
    QTest.mouseMove(pane.canvas, end)
    QTest.mouseRelease(pane.canvas, _LEFT, _NONE, end)


def select(person: Person, *ids: UUID) -> None:
    person.desk.clip.editor.select(ids)


@pytest.mark.promise
def test_both_pictures_are_one_frame_whatever_is_done_and_only_that_of_now_takes_an_edit(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = person.draw_box(Box(100, 80, 120, 90))
    gone = person.draw_box(Box(400, 200, 60, 60))
    # Without a round before, and with nothing compared, it asks.
    monkeypatch.setattr(comparison_choice, "ChooseDialog", Declining)
    person.press("F5")
    person.wait_until(lambda: bool(Declining.offered), "to be asked")
    assert Declining.offered.pop() == [OtherKind.SUGGESTIONS]
    assert not person.desk.review.beside.is_on
    assert not person.window.registry.action("compare.beside").isChecked()
    hand_in_and_take_back(person)
    select(person, moved)
    person.press("Ctrl+Shift+Right")
    person.desk.clip.editor.select((gone,))
    person.press("Ctrl+Shift+Down")
    person.press("Ctrl+Z")
    new = person.draw_box(Box(300, 20, 50, 50))
    docks = person.window.workbench
    pane = enter(person)
    beside, before = person.desk.review.beside, pane.canvas

    # Which is which, and what differs.
    assert pane.header.name.startswith("Round 1, handed in by ")
    assert pane.now_header.name == "Now"
    person.wait_until(lambda: before.painted is not None, "for the picture")
    assert_same(person, pane, 0)
    assert {(one.how, (one.now or one.before).track_id) for one in beside.found.look()} == {
        (How.MOVED, moved),
        (How.NEW, new),
    }
    assert pane.now_header.moment == "2 differences here"
    assert before.width() >= 400
    assert not docks._docks["clips"].isVisible()

    # Stepping, seeking, scrubbing, playing.
    shown: list[bool] = []
    person.canvas.picture_changed.connect(
        lambda: shown.append(before.painted is person.canvas.painted)
    )
    person.press("F")
    person.wait_until(lambda: person.picture_frame() == 1, "for the next frame")
    assert_same(person, pane, 1)
    person.go_to(30)
    assert_same(person, pane, 30)
    person.scrub_to(4)
    assert_same(person, pane, 4)
    person.play_for(8)
    assert_same(person, pane)
    person.go_to(0)
    assert len(shown) > 2
    assert all(shown)

    # Zooming and moving, from either side.
    turn_wheel(person, pane)
    assert person.canvas.view.zoom > 0
    assert not person.canvas.view.fitted
    assert_same(person, pane, 0)
    zoom = person.canvas.view.zoom
    drag_before(pane, at_before(pane, 320, 300), at_before(pane, 300, 280))
    assert person.canvas.view.zoom == zoom
    assert_same(person, pane, 0)
    person.press("Z")
    assert_same(person, pane, 0)
    person.window.resize(1500, 900)
    person.wait_until(lambda: before.view == person.canvas.view, "for the new size")
    assert_same(person, pane, 0)

    # What is chosen or pointed at on one side is marked on the other.
    QTest.mouseClick(before, _LEFT, _NONE, at_before(pane, 430, 230))
    assert person.desk.clip.editor.selection == before.selection() == (gone,)
    select(person, moved)
    assert before.selection() == (moved,)
    for place in ((20, 20), (430, 230)):
        QTest.mouseMove(before, at_before(pane, *place))
    assert beside._layers[1].pointed == gone

    # The left takes no edit: not by a drag, not by a key, and says where boxes are changed.
    annotation = person.annotation
    theirs = before.stage.scene.annotation
    drag_before(pane, at_before(pane, 430, 230), at_before(pane, 480, 260))
    assert "Now" in person.window.toast.text
    before.setFocus()
    before.nudge(5, 5)
    before.start_drawing(annotation.tracks[moved].kind)
    drag_before(pane, at_before(pane, 500, 50), at_before(pane, 560, 100))
    assert person.annotation == annotation
    assert before.stage.scene.annotation is theirs
    # The right does, and the left stays as it was.
    x = shape_at(person.annotation.tracks[moved], 0).box.x
    person.canvas.setFocus()
    person.drag_box(moved, 20, 0)
    assert shape_at(person.annotation.tracks[moved], 0).box.x == pytest.approx(x + 20, abs=2)
    before_x = shape_at(before.stage.scene.annotation.tracks[moved], 0).box.x
    assert before_x == pytest.approx(100, abs=2)

    # The walk leads both.
    person.go_to(9)
    person.press("F3")
    person.wait_until(lambda: person.frame == 0, "to be led there")
    assert_same(person, pane, 0)

    # Esc leaves it, as the line at the foot says, and all is as it was; the key is a switch.
    person.canvas.setFocus()
    assert person.canvas._mode.endswith("Esc leaves side by side")
    person.press("Esc")
    assert person.canvas._mode.endswith("Esc deselects")
    assert not beside.is_on
    assert before.painted is None
    assert person.desk.review.comparison.other is None
    assert docks._docks["clips"].isVisible()
    enter(person)
    person.press("F5")
    assert not beside.is_on

    # Nothing of it stays behind the lock.
    enter(person)
    person.lock()
    assert not beside.is_on
    assert before.painted is None
    assert not before.stage.scene.annotation.tracks
    assert beside.found.look() == ()
    assert (pane.header.name, pane.now_header.moment) == ("", "")
    assert person.window.problems.problems == ()


@pytest.mark.promise
def test_masks_cover_both_pictures(tmp_path: Path, qapp: object) -> None:
    with hired(tmp_path, clip=private_clip()) as person:
        track = person.draw_box(secret_box(0))
        person.go_to(29)
        shape = shape_at(person.annotation.tracks[track], 29).box
        there = secret_box(29)
        person.drag_box(track, there.x - shape.x, there.y - shape.y)
        hand_in_and_take_back(person)
        # Now the object has a box of its own; then it had another one.
        book = person.desk.people.people.book
        rules = replace(book.rules, private_labels=frozenset({PERSON.id}))
        pane = enter(person)
        person.wait_until(lambda: pane.canvas.painted is not None, "for the picture")
        assert bare_pixels_of(pane.canvas) > 0
        person.desk.people.people._on_rules(rules, book.rules)
        person.wait_until(lambda: bool(person.window.status.masks.text), "for the rule")
        seen = [bare_pixels_of(pane.canvas)]
        person.canvas.picture_changed.connect(lambda: seen.append(bare_pixels_of(pane.canvas)))
        person.go_to(12)
        person.scrub_to(3)
        person.play_for(6)
        turn_wheel(person, pane)
        person.go_to(10)
        assert_same(person, pane, 10)
        assert len(seen) > 2
        assert max(seen) == 0
        # A clip that is left takes it along.
        person.desk.clip.close()
        assert not person.desk.review.beside.is_on
        assert pane.isHidden()
        assert not person.window.registry.action("compare.beside").isChecked()
