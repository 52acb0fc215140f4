"""Truths, test clips and second annotators, from the window's actions."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.quality import CompareSettings
from app.session.review.comparing import OtherKind, others_of
from app.session.review.honeypots import Bar, bar_of
from app.session.review.workflow import hand_in
from app.ui.review.comparison.choose_dialog import ChooseDialog
from app.ui.review.comparison.delete_set_dialog import DeleteSetDialog
from models.annotation.geometry import Box
from models.review.sets import SetKind
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import hired
from tests.support.person import Person


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    with hired(tmp_path, clip=make_clip(pts=even_pts(20), size=(640, 360))) as person:
        yield person


def test_a_test_clip_is_made_given_away_and_answers_at_handing_in(
    person: Person, tmp_path: Path
) -> None:
    desk, project = person.desk.review.sets, person.desk.projects.project
    clip_id, toast = person.desk.clip.clip.id, person.window.toast
    desk.mark(project, clip_id, Bar())
    person.wait_until(lambda: "no truth" in toast.text, "to be told what is missing")

    found = tmp_path / "found.txt"
    found.write_text("".join(f"{frame},1,100,80,120,90,1,-1,-1,-1\n" for frame in range(1, 21)))
    desk.read(found)
    person.wait_until(lambda: "found.txt" in toast.text, "for the file")
    person.draw_box(Box(100, 80, 120, 90))
    person.wait_saved()
    desk.keep(SetKind.TRUTH, "mine")
    person.wait_until(
        lambda: "mine" in {one.name for one in others_of(project, clip_id)}, "for the truth"
    )
    desk.mark(project, clip_id, Bar(0.7))
    person.wait_until(lambda: bar_of(project, clip_id) == Bar(0.7), "for the mark")

    desk.give(clip_id, None)
    person.wait_until(lambda: "whoever takes it" in toast.text, "for the second clip")
    person.wait_until(lambda: person.window.clip_list.total == 2, "for it to be listed")

    hand_in(project, clip_id)
    card = desk.card
    person.wait_until(lambda: "F1 1.00" in card.text, "for the score")
    assert "mine" not in card.text
    # It waits to be read, whatever else is said meanwhile, and takes no keys.
    toast.show_note("something else")
    assert card.isVisible()
    assert card.accessibleName() in card.text
    assert person.canvas.hasFocus()
    card.read.setFocus(Qt.FocusReason.TabFocusReason)
    card.read.click()
    assert (card.isVisible(), card.text) == (False, "")
    assert person.canvas.hasFocus()
    assert person.window.problems.problems == ()


def test_what_was_kept_is_deleted_from_the_window_after_a_question(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, project = person.desk.review, person.desk.projects.project
    clip_id = person.desk.clip.clip.id
    person.draw_box(Box(100, 80, 120, 90))
    person.wait_saved()
    review.sets.keep(SetKind.TRUTH, "night shift")
    person.wait_until(lambda: len(others_of(project, clip_id)) == 2, "for the truth")
    others = others_of(project, clip_id)
    review.comparison.begin(others[0])

    dialog = ChooseDialog(others, project.people.name_of, CompareSettings(), person.window)
    dialog.delete_requested.connect(partial(review.comparison.choice.delete, dialog))
    dialog.which.setCurrentIndex(1)
    assert not dialog.delete.isEnabled(), "suggestions are no set"
    assert "Only what was kept" in dialog.delete.accessibleName()
    dialog.which.setCurrentIndex(0)

    asked: list[str] = []
    answers = [ChooseDialog.DialogCode.Rejected, ChooseDialog.DialogCode.Accepted]

    def answer(question: DeleteSetDialog) -> ChooseDialog.DialogCode:
        asked.append(question.accessibleDescription())
        return answers.pop(0)

    monkeypatch.setattr(DeleteSetDialog, "exec", answer)
    dialog.delete.click()
    assert len(others_of(project, clip_id)) == 2, "who says no keeps it"
    dialog.delete.click()
    person.wait_until(lambda: dialog.which.count() == 1, "for it to be gone")
    assert "night shift" in asked[0]
    assert [one.kind for one in others_of(project, clip_id)] == [OtherKind.SUGGESTIONS]
    assert not review.comparison.panel.is_open, "nothing is compared with what is gone"
    assert dialog.other.kind is OtherKind.SUGGESTIONS
    assert person.window.problems.problems == ()
