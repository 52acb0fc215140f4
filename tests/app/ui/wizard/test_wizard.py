from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from app.failures import Problem
from app.session.labels.templates import labels_of
from app.ui.wizard import NewProject, ProjectWizard
from app.ui.wizard.leave_dialog import LeaveDialog
from app.ui.wizard.strength import Strength, estimated_bits, strength

GOOD = "plum orbit canvas seven"
CODE = "ABCD-EFGH-2345-KLMN"


@pytest.fixture
def wizard(qtbot) -> ProjectWizard:
    wizard = ProjectWizard(environment_key=True)
    qtbot.addWidget(wizard)
    wizard.show()
    return wizard


def to_key_page(wizard: ProjectWizard, qtbot) -> None:
    qtbot.keyClicks(wizard._place._name, "Harbour 2026")
    wizard._next.click()


def to_creation(wizard: ProjectWizard, qtbot) -> NewProject:
    to_key_page(wizard, qtbot)
    qtbot.keyClicks(wizard._key._first, GOOD)
    qtbot.keyClicks(wizard._key._second, GOOD)
    with qtbot.waitSignal(wizard.create_requested) as told:
        wizard._next.click()
    return told.args[0]


def test_a_project_needs_a_name_only(wizard: ProjectWizard, qtbot) -> None:
    assert not wizard._next.isEnabled()
    assert to_creation(wizard, qtbot) == NewProject("Harbour 2026", passphrase=GOOD)


def test_other_places_are_handed_out(wizard: ProjectWizard, qtbot) -> None:
    wizard._place._folder.setText("/srv/clips")
    wizard._place._server.setChecked(True)
    assert not wizard._next.isEnabled()
    wizard._place._url.setText("postgresql+psycopg://me@server/harbour")
    made = to_creation(wizard, qtbot)
    assert made.clips_folder == Path("/srv/clips")
    assert made.database_url == "postgresql+psycopg://me@server/harbour"


def test_a_project_begins_with_the_labels_that_are_chosen(wizard: ProjectWizard, qtbot) -> None:
    wizard._place._labels.setCurrentIndex(2)
    made = to_creation(wizard, qtbot)
    assert made.labels == "vehicles"
    assert [label.name for label in labels_of(made.labels)][:2] == ["car", "van"]


def test_the_passphrase_stands_in_no_text_of_the_answer(wizard: ProjectWizard, qtbot) -> None:
    assert GOOD not in repr(to_creation(wizard, qtbot))


def test_two_different_passphrases_are_not_taken(wizard: ProjectWizard, qtbot) -> None:
    to_key_page(wizard, qtbot)
    qtbot.keyClicks(wizard._key._first, GOOD)
    qtbot.keyClicks(wizard._key._second, GOOD[:-1] + "x")
    assert not wizard._next.isEnabled()
    assert wizard._key._hint.text() == "The two are different."


def test_a_second_passphrase_that_is_cut_short_is_said_to_be(wizard, qtbot) -> None:
    to_key_page(wizard, qtbot)
    qtbot.keyClicks(wizard._key._first, GOOD)
    assert wizard._key._hint.text() == "Strong. Now type it once more."
    qtbot.keyClicks(wizard._key._second, GOOD[:-1])
    assert not wizard._next.isEnabled()
    assert "not the same yet" in wizard._key._hint.text()
    qtbot.keyClicks(wizard._key._second, GOOD[-1])
    assert wizard._key._hint.text() == "Strong."


def test_the_environments_key_needs_no_passphrase(wizard: ProjectWizard, qtbot) -> None:
    to_key_page(wizard, qtbot)
    wizard._key._environment.setChecked(True)
    with qtbot.waitSignal(wizard.create_requested) as told:
        wizard._next.click()
    assert told.args[0].passphrase is None
    wizard.finish()
    assert wizard.result() == ProjectWizard.DialogCode.Accepted


def test_a_key_that_is_not_in_the_environment_cannot_be_taken(qtbot) -> None:
    wizard = ProjectWizard(environment_key=False)
    qtbot.addWidget(wizard)
    assert not wizard._key._environment.isEnabled()


def test_the_recovery_code_has_to_be_typed_back(wizard: ProjectWizard, qtbot) -> None:
    to_creation(wizard, qtbot)
    wizard.show_recovery_code(CODE)
    typed = wizard._recovery._typed
    assert not wizard._next.isEnabled()
    qtbot.keyClicks(typed, "abcd efgh 2345 klm")
    assert not wizard._next.isEnabled()
    qtbot.keyClicks(typed, "n")
    wizard._next.click()
    assert wizard.result() == ProjectWizard.DialogCode.Accepted


def test_escape_does_not_lose_the_recovery_code(wizard: ProjectWizard, qtbot) -> None:
    to_creation(wizard, qtbot)
    wizard.show_recovery_code(CODE)
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.isVisible()


def test_closing_the_window_asks_before_the_recovery_code_is_lost(wizard, qtbot) -> None:
    to_creation(wizard, qtbot)
    wizard.show_recovery_code(CODE)
    wizard.close()
    question = wizard.findChild(LeaveDialog)
    assert question.isVisible()
    assert wizard.isVisible()
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert not question.isVisible()
    assert wizard.isVisible()
    assert wizard._recovery._code


def test_somebody_who_has_kept_the_code_elsewhere_may_go_on(wizard, qtbot) -> None:
    to_creation(wizard, qtbot)
    wizard.show_recovery_code(CODE)
    wizard.close()
    question = wizard.findChild(LeaveDialog)
    next(b for b in question.findChildren(QPushButton) if "kept" in b.text()).click()
    assert wizard.result() == ProjectWizard.DialogCode.Accepted


def test_a_code_that_was_typed_back_is_not_asked_about_again(wizard, qtbot) -> None:
    to_creation(wizard, qtbot)
    wizard.show_recovery_code(CODE)
    qtbot.keyClicks(wizard._recovery._typed, CODE)
    wizard.close()
    assert wizard.result() == ProjectWizard.DialogCode.Accepted


def test_a_wrong_code_is_said_to_be_wrong_and_where(wizard: ProjectWizard, qtbot) -> None:
    to_creation(wizard, qtbot)
    wizard.show_recovery_code(CODE)
    verdict = wizard._recovery._verdict
    qtbot.keyClicks(wizard._recovery._typed, "abcd ef")
    assert verdict.text() == ""
    qtbot.keyClicks(wizard._recovery._typed, "x")
    assert verdict.text() == "This is not the code: look at group 2 again."
    wizard._recovery._typed.setText(CODE + "A")
    assert verdict.text() == "There is more in it than in the code."
    wizard._recovery._typed.setText(CODE)
    assert verdict.text() == "That is the code."


def test_nothing_can_be_changed_while_the_project_is_made(wizard: ProjectWizard, qtbot) -> None:
    to_creation(wizard, qtbot)
    wizard.close()
    assert wizard.isVisible()
    assert not wizard._next.isEnabled()


def test_after_a_failure_the_answers_can_be_changed(wizard: ProjectWizard, qtbot) -> None:
    to_creation(wizard, qtbot)
    wizard.show_failure(Problem("The disk is full", "Nothing was made.", "Free some room."))
    assert wizard._failure.isVisible()
    wizard._back.click()
    assert wizard._place.isVisible()


def test_what_was_typed_is_forgotten_at_the_end(wizard: ProjectWizard, qtbot) -> None:
    to_creation(wizard, qtbot)
    wizard.show_recovery_code(CODE)
    wizard.done(0)
    assert wizard._key._first.text() == ""
    assert wizard._recovery._code == ""
    assert wizard._recovery._shown.text() == ""


@pytest.mark.parametrize(
    ("passphrase", "level"),
    [
        ("short", Strength.TOO_SHORT),
        ("passwordpassword", Strength.WEAK),
        ("aaaaaaaaaaaaaaaa", Strength.WEAK),
        ("abcdefghijklmnop", Strength.WEAK),
        ("Qwertz12345678", Strength.WEAK),
        (GOOD, Strength.STRONG),
        ("k7#Vq!9zRw2@mX4&", Strength.STRONG),
    ],
)
def test_what_everybody_takes_is_weak(passphrase: str, level: Strength) -> None:
    assert strength(passphrase) is level


@given(st.text(min_size=1, max_size=60))
def test_an_estimate_is_never_negative(passphrase: str) -> None:
    assert estimated_bits(passphrase) >= 0


@pytest.mark.promise
def test_a_copied_recovery_code_is_marked_as_none_for_a_clipboard_history(
    wizard: ProjectWizard, qtbot
) -> None:
    wizard.show_recovery_code(CODE)
    (copy,) = [b for b in wizard._recovery.findChildren(QPushButton) if "Copy" in b.text()]
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().mimeData()
    assert copied.text() == CODE.replace("-", "")
    assert bytes(copied.data("x-kde-passwordManagerHint").data()) == b"secret"
    QGuiApplication.clipboard().clear()
