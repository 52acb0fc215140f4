"""A clip's way with two people at one project, and what each may do, by the keys at the window."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from app.session.review.workflow import Step
from app.ui.people.assign_dialog import AssignDialog
from app.ui.people.removal import RemovalDialog
from models.access import StoreAccess
from models.annotation import gestures
from models.annotation.geometry import Box
from models.records import ClipState
from models.review.clip_events import ClipEventStore
from models.review.people import PeopleStore
from models.review.person import Role
from models.review.rules import Rules
from models.review.workflow import Taker, transition
from tests.support.desk import PERSON
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import hired
from tests.support.person import Person

REA, BO = UUID(int=0xEA), UUID(int=0xB0)


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    with hired(tmp_path, clip=make_clip(pts=even_pts(40), size=(640, 360))) as person:
        yield person


def the_clip(person: Person):
    return person.desk.projects.project.store.clip(person.desk.clip.clip.id)


def access_of(person: Person, who: UUID) -> StoreAccess:
    mine = person.desk.projects.project.store.access
    return StoreAccess(mine.database, mine.keyring, who)


def draw(person: Person) -> None:
    editor = person.desk.clip.editor
    editor.perform(
        lambda a: gestures.draw_track(
            a, Box(40, 40, 40, 40), frame_index=0, pts=editor.pts_of(0), label_id=PERSON.id
        )
    )


def rea_says(person: Person, step: Step, *reasons: str) -> None:
    """Let Rea, at her own computer, judge the clip."""
    clip_id = person.desk.clip.clip.id
    store = ClipEventStore(access_of(person, REA))
    at = the_clip(person).created_at
    taker = Taker(REA, Role.REVIEWER, Rules(), at)
    store.take(clip_id, lambda c, h: transition(c, step, taker, history=h, reasons=reasons))
    person.desk.watch.look()


def in_dialog(act, kind: type[QDialog] = QDialog) -> None:
    """Call `act` with the next dialog of a kind once it is there; it has to close it."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            try:
                act(dialog)
            finally:
                # Whoever waits for its answer must not wait for ever where a check fails.
                if dialog.isVisible():
                    dialog.reject()
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def test_a_clip_goes_its_way_by_keys_and_is_closed_to_edits_on_it(person: Person) -> None:
    PeopleStore(access_of(person, REA)).join("Rea Lind")
    person.desk.people.people.refresh()
    draw(person)
    person.wait_until(lambda: the_clip(person).state is ClipState.IN_PROGRESS, "to begin")
    note = person.desk.people.workflow.note
    assert not note.isVisible()
    person.press("Ctrl+Return")
    panel = person.desk.queue.panel
    person.wait_until(lambda: panel.is_open, "for what there is to check")
    person.desk.queue._submit.click()
    person.wait_until(lambda: "Handed in by" in note.text, "for the card")
    assert note.step.text() == "Take back"
    take_back = person.window.registry.action("clip.take_back")
    assert take_back.isEnabled()
    # Nothing is changed by hand, by key or by undo, and the person is told why.
    tracks = len(person.annotation.tracks)
    draw(person)
    assert "handed in" in person.window.toast.text
    person.press("Ctrl+Z")
    assert len(person.annotation.tracks) == tracks
    assert not person.desk.clip.editor.editable
    rea_says(person, Step.REJECT, "A car is missing")
    person.wait_until(lambda: "A car is missing" in note.text, "for the rejection")
    assert "Rejected by Rea Lind" in note.text
    assert not take_back.isEnabled()
    assert "has been rejected already" in take_back.toolTip()
    assert person.desk.clip.editor.editable
    draw(person)
    person.wait_until(lambda: the_clip(person).state is ClipState.IN_PROGRESS, "to begin again")
    # What is to be mended stays in sight until it is put away.
    person.wait_until(lambda: note.step.text() == "Close", "for the card to offer to go")
    assert "A car is missing" in note.text
    note.step.click()
    assert not note.isVisible()
    assert person.canvas.hasFocus()
    person.wait_until(lambda: person.desk.clip.session.pending == 0, "for the track to be saved")
    person.desk.queue._hand_in()
    person.wait_until(lambda: "Handed in" in note.text, "for the second round")
    # In Review the card makes room, and one's own work is not what is next to review.
    person.press("F7")
    assert not note.isVisible()
    person.press("Ctrl+PgDown")
    person.wait_until(
        lambda: "no clip left to review" in person.window.toast.text, "for the next to review"
    )
    person.press("F7")
    assert "Handed in" in note.text
    person.press("Ctrl+Shift+R")
    person.wait_until(lambda: the_clip(person).state is ClipState.IN_PROGRESS, "to be reopened")
    person.wait_until(lambda: person.desk.clip.editor.editable, "to go on")

    seen: list[list[str]] = []

    def read(dialog: QDialog) -> None:
        model = dialog.table.model()
        seen.extend(
            [model.index(row, column).data() for column in (1, 2)]
            for row in range(model.rowCount())
        )
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    in_dialog(read)
    person.press("Ctrl+Shift+H")
    person.wait_until(lambda: bool(seen), "for the history")
    me = person.desk.people.people.book.me.name
    assert seen == [
        [me, "Reopened it"],
        [me, "Handed it in, round 2"],
        [me, "Began to work on it"],
        ["Rea Lind", "Rejected it: A car is missing"],
        [me, "Handed it in, round 1"],
        [me, "Began to work on it"],
    ]


def test_a_role_that_may_not_says_so_in_tooltips_and_people_are_given_roles_and_clips(
    person: Person,
) -> None:
    boss = PeopleStore(access_of(person, REA))
    boss.join("Rea Lind")
    PeopleStore(access_of(person, BO)).join("Bo Berg")
    people, registry = person.desk.people.people, person.window.registry
    people.refresh()
    person.wait_until(lambda: people.name_of(BO) == "Bo Berg", "for the people")
    people.show()
    person.wait_until(lambda: people.dialog is not None, "for the dialog")
    page = people.dialog.people
    QTest.keyClicks(page.name, "Kim Sand")
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    person.wait_until(lambda: people.book.me.name == "Kim Sand", "for the name")
    # The last admin stays one.
    page.roles._buttons["annotator"].click()
    person.wait_until(lambda: "stay admin" in people.dialog._note.text(), "for the refusal")
    assert page.roles.current == "admin"
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.current.name == "Rea Lind"
    page.roles._buttons["admin"].click()
    person.wait_until(lambda: "Rea Lind is Admin" in people.dialog._note.text(), "for the role")
    people.dialog.accept()

    def assign(dialog: AssignDialog, *, which: int = -1, to: UUID = BO) -> None:
        dialog.which.setCurrentIndex(which % dialog.which.count())
        dialog.who.tick([to])
        told = f"1 clip will be assigned to {people.name_of(to)}."
        person.wait_until(lambda: dialog._told.text() == told, "for the plan")
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    in_dialog(assign, AssignDialog)
    person.wait_until(person.window.isActiveWindow, "for the keys to come back")
    person.press("Ctrl+Shift+A")
    note = person.desk.people.assigning.note
    person.wait_until(lambda: "1 clip assigned" in note.text, "for it to be assigned")
    person.wait_until(
        lambda: person.window.clip_list.clips[0].assigned_to == BO, "for the list to follow"
    )
    note.button.click()
    person.wait_until(
        lambda: person.window.clip_list.clips[0].assigned_to is None, "for it to be taken back"
    )
    in_dialog(assign, AssignDialog)
    person.wait_until(person.window.isActiveWindow, "for the keys to come back")
    person.press("Ctrl+Shift+A")
    person.wait_until(
        lambda: person.window.clip_list.clips[0].assigned_to == BO, "for it to be his again"
    )

    # Who is removed keeps their name, and gives what was theirs to others.
    people.show()
    page = people.dialog.people
    page.table.setCurrentIndex(page.table.model().index(0, 0))
    assert page.current.id == people.book.me.id
    assert not page.remove.isEnabled(), "nobody removes themselves"
    page.table.setCurrentIndex(page.table.model().index(2, 0))
    in_dialog(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Return), RemovalDialog)
    page.remove.click()
    assert not page.current.has_left, "the answer that changes nothing comes first"
    in_dialog(lambda dialog: dialog.accept(), RemovalDialog)
    page.remove.click()
    person.wait_until(lambda: page.current.has_left, "for him to be gone")
    person.wait_until(page.hand_on.isVisible, "for what was his")
    assert page.hand_on.text() == "Reassign 1 clip…"
    assert not page.roles.isEnabled()

    def hand_on(dialog: AssignDialog) -> None:
        assert BO not in dialog.who.ids
        assert dialog.which.currentText() == "What Bo Berg has"
        assign(dialog, which=0, to=REA)

    in_dialog(hand_on, AssignDialog)
    page.hand_on.click()
    person.wait_until(lambda: the_clip(person).assigned_to == REA, "for it to be hers")
    people.show()
    page = people.dialog.people
    page.table.setCurrentIndex(page.table.model().index(2, 0))
    page.take_back.click()
    person.wait_until(lambda: not page.current.has_left, "for him to be back")
    people.dialog.accept()

    boss.give_role(people.book.me, Role.ANNOTATOR)
    person.desk.watch.look()
    export = registry.action("project.export_clip")
    person.wait_until(lambda: not export.isEnabled(), "for the role to be felt")
    assert "Ask a reviewer or an admin of the project: Rea Lind" in export.toolTip()
    assert not registry.action("people.assign").isEnabled()
    assert registry.action("queue.submit").isEnabled()

    # Who is removed while they are at it sees no more of the project, whatever row was altered.
    with person.desk.projects.project.store.database.engine.begin() as connection:
        altered = "UPDATE people SET joined_at_us = joined_at_us + 1 WHERE id = ?"
        connection.exec_driver_sql(altered, (BO.bytes,))
    people.refresh()
    person.wait_until(lambda: bool(person.window.problems.problems), "for what is wrong")
    boss.remove(people.book.me.id)
    person.desk.watch.look()
    person.wait_until(lambda: person.desk.projects.project is None, "for the project to be closed")
    assert person.desk.clip.clip is None
    told = person.window.problems.problems
    assert any("An admin has removed you" in one.text for one in told)
