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


def test_clips_are_taken_away_only_where_that_is_asked_for(qtbot: object) -> None:
    ana = Person(ANA, "Ana", Role.ANNOTATOR, SINCE)
    dialog = AssignDialog(("The open clip",), (ana,), me=ANA)
    qtbot.addWidget(dialog)  # type: ignore[attr-defined]
    assert dialog.who.model().index(0, 0).data() == "Ana (you)"
    hers, nobodys = a_clip(assigned_to=ANA), a_clip()
    # Nobody is ticked at first, and Enter must not take hers away.
    dialog.show_plan(plan([hers], dialog.wanted, Rules()))
    assert (dialog.ok.text(), dialog.ok.isEnabled()) == ("Assign", False)
    assert dialog._told.text() == "Choose who gets them."
    dialog.who.tick({ANA})
    dialog.nobody.setChecked(True)
    assert (dialog.who.ticked, dialog.who.isEnabled()) == ((), False)
    dialog.show_plan(plan([hers], dialog.wanted, Rules()))
    assert (dialog.ok.text(), dialog.ok.isEnabled()) == ("Take 1 clip away", True)
    dialog.show_plan(plan([nobodys], dialog.wanted, Rules()))
    assert not dialog.ok.isEnabled()
    dialog.nobody.setChecked(False)
    dialog.who.tick({ANA})
    dialog.show_plan(plan([nobodys], dialog.wanted, Rules()))
    assert (dialog.ok.text(), dialog.ok.isEnabled()) == ("Assign 1 clip", True)
