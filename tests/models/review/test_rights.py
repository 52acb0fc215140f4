import pytest

from models.review.person import Role
from models.review.rights import NotAllowedError, Right, may, require

ANNOTATOR = {"view", "annotate", "hand_in", "answer_issues", "import_clips"}
REVIEWER = ANNOTATOR | {
    "report_issues",
    "judge",
    "reopen",
    "assign",
    "see_quality",
    "edit_labels",
    "export",
    "lift_masks",
}
ADMIN = REVIEWER | {
    "see_others_time",
    "delete_clips",
    "see_audit",
    "manage_people",
    "change_rules",
}


@pytest.mark.parametrize("right", Right, ids=str)
@pytest.mark.parametrize(
    ("role", "rights"),
    [(Role.ANNOTATOR, ANNOTATOR), (Role.REVIEWER, REVIEWER), (Role.ADMIN, ADMIN)],
    ids=["annotator", "reviewer", "admin"],
)
def test_each_role_has_exactly_these_rights(role: Role, rights: set[str], right: Right) -> None:
    assert may(role, right) == (str(right) in rights)
    if str(right) in rights:
        require(role, right)
    else:
        with pytest.raises(NotAllowedError) as refused:
            require(role, right)
        assert (refused.value.role, refused.value.right) == (role, right)


def test_every_right_belongs_to_somebody() -> None:
    assert {str(right) for right in Right} == ADMIN
