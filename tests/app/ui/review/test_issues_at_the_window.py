"""Issues at the real window: reported in two actions, kept at once, and led to by a key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.session.review import issues
from app.ui.review.issues.quick_menu import QuickMenu
from models.annotation.geometry import Box
from models.annotation.track_filter import IssueMark, TrackFilter
from models.review.issue import IssueState, IssueThread, QuickIssue
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import PASSPHRASE, hired
from tests.support.person import Person

LEFT, RIGHT = Box(60, 80, 80, 120), Box(400, 90, 80, 120)


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    with hired(tmp_path, clip=make_clip(pts=even_pts(40), size=(640, 360))) as person:
        yield person


def stored(person: Person) -> tuple[IssueThread, ...]:
    """Return what the database has, when nothing is on its way to it."""
    keeper = person.desk.review.issues.keeper
    person.wait_until(lambda: not keeper.pending, "for issues to be written")
    return issues.issues_of(person.desk.projects.project, person.desk.clip.clip.id)


def right_click(person: Person, x: float, y: float) -> QuickMenu:
    """Open the menu of a place on the picture."""
    at = person.at(x, y)
    QTest.mouseMove(person.canvas, at)
    QTest.mouseClick(person.canvas, Qt.MouseButton.RightButton, pos=at)
    person.wait_until(lambda: person.canvas.findChild(QuickMenu) is not None, "for the menu")
    menu = person.canvas.findChild(QuickMenu)
    assert menu is not None
    return menu


def pick(person: Person, menu: QuickMenu, *texts: str) -> None:
    """Choose an entry of a menu, of a submenu where there are several texts."""
    for text in texts:
        action = next(one for one in menu.actions() if one.text() == text)
        menu = action.menu() or menu
    # As with the mouse: the menu is gone when its entry acts.
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    person.window.activateWindow()
    person.wait_until(person.window.isActiveWindow, "to be back at the window")
    action.trigger()
    person.breathe()


def listed(person: Person) -> list[str]:
    """Return what the cards say."""
    panel = person.desk.review.issues.panel
    return [panel.card(one).text.whole for one in panel.order]


def test_an_issue_is_reported_in_two_actions_and_in_words_only_who_wants(person: Person) -> None:
    left = person.draw_box(LEFT)
    right = person.draw_box(RIGHT)
    person.go_to(3)
    person.press("F7")
    desk, card = person.desk.review, person.desk.review.reporting.card

    # A drag is one action, and so is Esc: nothing has to be chosen or confirmed.
    person.drag((200, 100), (260, 180))
    assert card.isVisible()
    (thread,) = stored(person)
    assert thread.issue.kind == QuickIssue.MISSING
    assert thread.issue.first.frame_index == 3
    assert thread.issue.first.pts == int(person.desk.clip.session.index.pts[3])
    assert thread.issue.region.x == pytest.approx(200, abs=2)
    QTest.keyClicks(card.field, "A bicycle, all along")
    QTest.keyClick(card.field, Qt.Key.Key_Return)
    assert not card.isVisible()
    assert person.canvas.hasFocus()
    (thread,) = stored(person)
    assert [one.text for one in thread.comments] == ["A bicycle, all along"]

    # A right-click and a kind.
    pick(person, right_click(person, 100, 140), "Wrong label")
    assert desk.issues.active.issue.track_ids == (left,)
    # Words that are typed when the keys go elsewhere are kept as well.
    QTest.keyClicks(card.field, "It is a cyclist")
    person.canvas.setFocus()
    assert desk.issues.active.first_line == "It is a cyclist"
    pick(person, right_click(person, 440, 150), "Identity swap with", "person 1")
    assert desk.issues.active.issue.track_ids == (right, left)
    # The card hides nothing of what is to be put into words.
    assert card.isVisible()
    about = person.desk.clip.parts.canvas.rect_of(RIGHT)
    assert not card.geometry().intersects(QRectF(*about).toAlignedRect())
    pick(person, right_click(person, 300, 300), "Missing object")
    assert desk.issues.active.issue.region.center == pytest.approx((300, 300), abs=3)

    # N on what is selected: what was wrong last is wrong again, unless another kind is chosen.
    QTest.keyClick(card.field, Qt.Key.Key_Escape)
    QTest.mouseClick(person.canvas, Qt.MouseButton.LeftButton, pos=person.at(420, 200))
    person.press("N")
    assert desk.issues.active.issue.kind == QuickIssue.IDENTITY
    next(one for one in card._menu.actions() if one.text() == "Wrong position").trigger()
    person.wait_until(
        lambda: desk.issues.active.issue.kind == QuickIssue.POSITION, "for the other kind"
    )
    assert len(stored(person)) == 5
    card.undo.click()
    assert len(stored(person)) == 4
    assert person.window.problems.problems == ()
    field = person.desk.filter.field
    chosen = field.popup._issues
    chosen.setCurrentIndex(chosen.findData(IssueMark.NONE))
    chosen.activated.emit(chosen.currentIndex())
    assert field.wanted == TrackFilter(issues=frozenset({IssueMark.NONE}))
    assert person.desk.filter.shown == frozenset()
    field.clear()
    assert listed(person)[0].startswith("Missing object, f 3 · region, A bicycle, all along, Open")
    assert person.canvas._stage.scene.annotation.tracks.keys() == {left, right}


def test_an_issue_is_walked_to_answered_and_settled_without_the_mouse(person: Person) -> None:
    track = person.draw_box(LEFT)
    person.press("F7")
    person.drag((200, 100), (260, 180))
    person.press("Esc")
    person.go_to(20)
    QTest.mouseClick(person.canvas, Qt.MouseButton.LeftButton, pos=person.at(100, 140))
    person.press("N")
    person.press("Esc")
    person.go_to(30)
    issues_desk, panel = person.desk.review.issues, person.desk.review.issues.panel
    early, late = (thread.issue.id for thread in stored(person))

    person.press("F8")
    person.wait_until(lambda: person.picture_frame() == 0, "to be led on, from the start again")
    assert panel.active == early
    person.press("F8")
    person.wait_until(lambda: person.picture_frame() == 20, "for the next issue")
    assert panel.active == late
    assert person.desk.clip.editor.selection == (track,)
    person.press("Shift+F8")
    person.wait_until(lambda: person.picture_frame() == 0, "for the one before")

    person.press("Ctrl+U")
    assert panel.card(early).hasFocus()
    person.press("Down")
    assert panel.card(late).hasFocus()
    person.press("Up")
    person.press("Tab")
    thread = panel.open_thread
    assert thread.field.hasFocus()
    QTest.keyClicks(thread.field, "On second thoughts it is a shadow")
    QTest.keyClick(thread.field, Qt.Key.Key_Return)
    person.press("Tab")
    assert QApplication.focusWidget().text() == "Resolve"
    person.press("Esc")
    assert person.canvas.hasFocus()
    person.press("Ctrl+F8")
    assert panel.order == (late,)
    assert stored(person)[0].issue.state is IssueState.RESOLVED
    note = issues_desk.steps.note
    assert note.text == "Resolved: Missing object"
    # What goes away with the keys gives them to the picture, not to a list that selects its first.
    person.desk.clip.editor.select(())
    note.button.setFocus()
    note._timer.timeout.emit()
    assert not note.isVisible()
    assert person.canvas.hasFocus()
    assert person.desk.clip.editor.selection == ()
    person.press("Alt+F8")
    assert stored(person)[0].issue.state is IssueState.OPEN
    assert set(panel.order) == {early, late}
    person.press("Ctrl+F8")
    person.window.registry.action("issue.resolved").trigger()
    assert set(panel.order) == {early, late}
    assert stored(person)[0].first_line == "On second thoughts it is a shadow"


def test_a_region_is_marked_and_its_issue_reported_without_the_mouse(person: Person) -> None:
    person.press("F7")
    person.go_to(3)
    region = person.desk.review.reporting.key_region
    for leave in ("Esc", "F"):
        person.press("N")
        assert region.is_on
        assert "arrows move the cross" in person.canvas._telling.mode
        person.press("Right")
        assert person.frame == 3, "the arrows are the cross's"
        person.press(leave)
        person.wait_until(lambda: not region.is_on, "to be left")
        assert person.canvas._telling.mode.startswith("Review · draw a region")
    person.go_to(3)
    person.press("N")
    person.press("Return")
    person.press("Return")
    assert region.is_on, "that was no region yet"
    for key in ("Shift+Right", "Shift+Right", "Left", "Shift+Down", "Down"):
        person.press(key)
    person.press("Return")
    assert not region.is_on
    (thread,) = stored(person)
    assert (thread.issue.first.frame_index, thread.issue.kind) == (3, QuickIssue.MISSING)
    assert (thread.issue.region.w, thread.issue.region.h) == (19, 11)
    assert person.desk.review.reporting.card.field.hasFocus()
    person.press("Esc")
    assert person.canvas.hasFocus()


def test_pins_lie_where_the_issues_are_and_lead_to_them(person: Person) -> None:
    person.press("F7")
    for x in (200, 203, 206):
        person.drag((x, 100), (260, 180))
        person.press("Esc")
    person.go_to(25)
    person.drag((300, 200), (360, 260))
    person.press("Esc")
    person.go_to(0)
    desk = person.desk.review.issues
    person.wait_until(
        lambda: [pin.count for pin, _ in desk.layer.pins] == [3], "for the pins to be painted"
    )
    ((pin, stack),) = desk.layer.pins

    at = pin.middle.toPoint()
    QTest.mouseClick(person.canvas, Qt.MouseButton.LeftButton, pos=at)
    first = desk.panel.active
    assert first in stack
    seen = {first}
    for _ in range(2):
        turn_wheel(person, at)
        seen.add(desk.panel.active)
    assert seen == set(stack)
    zoom = person.canvas._stage.view.zoom
    turn_wheel(person, person.at(500, 300))
    assert person.canvas._stage.view.zoom != zoom, "beside the pins the wheel zooms"

    timeline = person.shell.parts.timeline
    last = desk.pins.pins()[-1][0]
    QTest.mouseClick(
        timeline,
        Qt.MouseButton.LeftButton,
        pos=last.middle.toPoint() + desk.pins.pos(),
    )
    person.wait_until(lambda: person.picture_frame() == 25, "to be led to the frame")
    assert desk.panel.active == last.issue.id

    # The lock drops what is shown, and keeps what was typed until it came.
    person.drag((400, 200), (460, 260))
    QTest.keyClicks(person.desk.review.reporting.card.field, "A second van")
    person.lock()
    assert desk.layer.pins == ()
    assert desk.panel.order == ()
    assert not person.desk.review.reporting.card.isVisible()
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: len(desk.panel.order) == 5, "to be led back to the clip")
    assert "A second van" in [thread.first_line for thread in stored(person)]


def turn_wheel(person: Person, at: QPoint) -> None:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent

    event = QWheelEvent(
        QPointF(at),
        QPointF(person.canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(person.canvas, event)
    person.breathe()
