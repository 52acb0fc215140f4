"""The dialog that assigns clips says what its button does."""

from datetime import UTC, datetime
from uuid import UUID

from app.ui.people.assign_dialog import AssignDialog
from models.review.assigning import plan
from models.review.person import Person
from models.review.rights import Role
from models.review.rules import Rules
from tests.support.databases import a_clip

ANA, SINCE = UUID(int=2), datetime(2026, 3, 1, tzinfo=UTC)


def test_the_button_says_that_clips_are_taken_away_where_nobody_is_ticked(qtbot: object) -> None:
    dialog = AssignDialog(("The open clip",), (Person(ANA, "Ana", Role.ANNOTATOR, SINCE),))
    qtbot.addWidget(dialog)  # type: ignore[attr-defined]
    hers, nobodys = a_clip(assigned_to=ANA), a_clip()
    dialog.show_plan(plan([hers], dialog.wanted, Rules()))
    assert (dialog.ok.text(), dialog.ok.isEnabled()) == ("Take 1 clip away", True)
    dialog.show_plan(plan([nobodys], dialog.wanted, Rules()))
    assert dialog._told.text() == "Choose who gets them."
    assert not dialog.ok.isEnabled()
    dialog.who.tick({ANA})
    dialog.show_plan(plan([nobodys], dialog.wanted, Rules()))
    assert (dialog.ok.text(), dialog.ok.isEnabled()) == ("Assign 1 clip", True)
