"""Which labels are private is a rule: who may edit labels may not change it all the same."""

from pathlib import Path
from uuid import UUID

import pytest

from app.session.project import Project
from app.ui.desk.project.private_labels import settle_private, why_not_private
from app.ui.dialogs.labels.private_change import PrivateChange
from models.review.person import Role
from models.review.rights import NotAllowedError, Right
from tests.support.desk import PERSON, Desk
from tests.support.people import as_colleague

FACE = UUID(int=9)


def test_a_reviewer_edits_labels_and_is_told_who_says_which_are_private(
    desk: Desk, project: Project, tmp_path: Path
) -> None:
    assert why_not_private(project) == ""
    settle_private(project, PrivateChange(made=frozenset({PERSON.id})))
    # What another admin has settled meanwhile stays.
    settle_private(project, PrivateChange(made=frozenset({FACE})))
    assert project.people.rules.private_labels == {PERSON.id, FACE}
    settle_private(project, PrivateChange(unmade=frozenset({PERSON.id})))
    assert project.people.rules.private_labels == {FACE}
    with as_colleague(desk, tmp_path, "rea", role=Role.REVIEWER) as rea:
        assert rea.rights.may(Right.EDIT_LABELS)
        assert "Ask an admin of the project" in why_not_private(rea)
        settle_private(rea, PrivateChange())
        with pytest.raises(NotAllowedError) as refused:
            settle_private(rea, PrivateChange(unmade=frozenset({FACE})))
        assert refused.value.right is Right.CHANGE_RULES
        rea.people.rules_known = False
        assert "cannot be read" in why_not_private(rea)
    assert project.people.rules.private_labels == {FACE}
