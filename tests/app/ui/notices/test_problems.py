import pytest
from PySide6.QtGui import QGuiApplication

from app.failures import Problem
from app.media.errors import DecoderCrashedError, NotAVideoError
from app.ui.notices.problems import ProblemBar
from models.errors import DatabaseUnavailableError

FULL = Problem("The store is full", "Nothing was kept.", "Free some room.")


@pytest.fixture
def bar(qtbot) -> ProblemBar:
    bar = ProblemBar()
    qtbot.addWidget(bar)
    bar.show_problem(FULL)
    return bar


def test_a_problem_stays_until_it_is_closed(bar: ProblemBar, qtbot) -> None:
    assert bar.isVisibleTo(None)
    with qtbot.waitSignal(bar.closed):
        bar._close.click()
    assert not bar.isVisibleTo(None)
    assert bar.problems == ()


def test_the_same_problem_again_shows_once_and_is_counted(bar: ProblemBar) -> None:
    bar.show_problem(FULL)
    bar.show_problem(FULL)
    assert bar.problems == (FULL,)
    assert bar._more.text() == "3 times"


def test_closing_the_newest_problem_shows_the_one_before(bar: ProblemBar) -> None:
    bar.show_error(DatabaseUnavailableError("no answer"))
    assert bar._title.text() == "The database cannot be reached"
    bar._close.click()
    assert bar._title.text() == FULL.title


def test_what_is_said_of_a_file_is_closed_when_it_is_over_with(bar: ProblemBar) -> None:
    bar.show_problem(FULL, subject="gate.mp4")
    bar.show_problem(FULL, subject="quay.mp4")
    bar.settle("gate.mp4")
    assert bar._title.text() == f"quay.mp4: {FULL.title}"
    bar.settle("quay.mp4")
    assert bar._title.text() == FULL.title


def test_one_thing_that_is_over_with_leaves_the_others_of_its_file(bar: ProblemBar) -> None:
    other = Problem("The decoder of this clip stopped", "", "")
    bar.show_problem(FULL, subject="gate.mp4")
    bar.show_problem(other, subject="gate.mp4")
    bar.settle("gate.mp4", problem=other)
    assert bar.problems == (FULL, FULL)


def test_a_decoder_that_broke_down_may_have_been_ended_from_outside(bar: ProblemBar) -> None:
    bar.show_error(DecoderCrashedError("the decoder of this clip broke down"), details="frame 7")
    assert bar._title.text() == "The decoder of this clip stopped"
    assert "ended from outside" in bar._text.text()
    assert bar._details.toPlainText() == "frame 7\nDecoderCrashedError"
    bar.show_error(DecoderCrashedError("the decoder of this clip hung and was ended"))
    assert "no headway" in bar._text.text()


def test_details_name_kinds_and_places_but_no_values(bar: ProblemBar) -> None:
    secret = "person 14 at 687, 183"
    try:
        raise DatabaseUnavailableError(secret) from ValueError(secret)
    except DatabaseUnavailableError as error:
        bar.show_error(error)
    details = bar._details.toPlainText()
    assert "DatabaseUnavailableError" in details
    assert "ValueError" in details
    assert "test_problems.py" in details
    assert secret not in details


def test_copy_puts_the_problem_on_the_clipboard(bar: ProblemBar) -> None:
    bar._copy.click()
    assert FULL.title in QGuiApplication.clipboard().text()


def test_a_bug_goes_into_the_log_and_is_called_one(bar: ProblemBar, caplog) -> None:
    bar.show_error(RuntimeError("unexpected"))
    assert not bar.problems[-1].known
    assert [record.message for record in caplog.records] == ["unexpected RuntimeError"]


def test_a_problem_names_its_file_on_the_screen_but_not_in_what_is_copied(bar, caplog) -> None:
    bar.show_error(NotAVideoError("no container"), subject="gate 3.mp4")
    assert bar._title.text() == "gate 3.mp4: Not a video"
    assert "gate 3.mp4" in bar.accessibleDescription()
    bar._copy.click()
    assert "gate" not in QGuiApplication.clipboard().text()
    assert "gate" not in bar._details.toPlainText()
    assert "gate" not in caplog.text
    bar.show_error(NotAVideoError("no container"), subject="quay.mp4")
    assert bar._title.text() == "quay.mp4: Not a video"
    bar.close_all()
    assert bar._title.text() == ""
    assert bar.accessibleDescription() == ""


def test_locking_closes_every_problem(bar: ProblemBar) -> None:
    bar.close_all()
    assert bar.problems == ()
