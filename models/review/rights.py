"""Which role may do what: one table, asked by the session before anything is done.

A role binds who works through Safelight. It does not bind who holds the database file and the key:
against them stand the database's own roles and the audit log.
"""

from enum import StrEnum

from models.review.person import Role


class Right(StrEnum):
    """Something that a role may or may not do."""

    VIEW = "view"
    ANNOTATE = "annotate"
    HAND_IN = "hand_in"
    ANSWER_ISSUES = "answer_issues"
    REPORT_ISSUES = "report_issues"
    JUDGE = "judge"
    REOPEN = "reopen"
    ASSIGN = "assign"
    SEE_QUALITY = "see_quality"
    SEE_OTHERS_TIME = "see_others_time"
    EDIT_LABELS = "edit_labels"
    IMPORT_CLIPS = "import_clips"
    DELETE_CLIPS = "delete_clips"
    EXPORT = "export"
    LIFT_MASKS = "lift_masks"
    SEE_AUDIT = "see_audit"
    MANAGE_PEOPLE = "manage_people"
    CHANGE_RULES = "change_rules"


# Field staff are annotators who bring their own clips.
_ANNOTATOR = frozenset(
    {Right.VIEW, Right.ANNOTATE, Right.HAND_IN, Right.ANSWER_ISSUES, Right.IMPORT_CLIPS}
)
# Who reviews may also annotate: in the other workspace, and without judging it themselves.
_REVIEWER = _ANNOTATOR | {
    Right.REPORT_ISSUES,
    Right.JUDGE,
    Right.REOPEN,
    Right.ASSIGN,
    Right.SEE_QUALITY,
    Right.EDIT_LABELS,
    Right.EXPORT,
    Right.LIFT_MASKS,
}
_RIGHTS = {
    Role.ANNOTATOR: _ANNOTATOR,
    Role.REVIEWER: _REVIEWER,
    Role.ADMIN: frozenset(Right),
}


class NotAllowedError(Exception):
    """The person's role does not allow it; `right` is what it would have taken.

    ask: the names of people whose role does, never in the message.
    """

    def __init__(self, role: Role, right: Right, *, ask: tuple[str, ...] = ()) -> None:
        super().__init__(f"not allowed as {role}: {right}")
        self.role, self.right, self.ask = role, right, ask


def may(role: Role, right: Right) -> bool:
    """Tell whether a role has a right."""
    return right in _RIGHTS[role]


def require(role: Role, right: Right) -> None:
    """Make sure that a role has a right.

    Raises:
        NotAllowedError: it has not.
    """
    if not may(role, right):
        raise NotAllowedError(role, right)
