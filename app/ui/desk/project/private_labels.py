"""What the editor of labels has to do with the rules: which labels are private."""

from PySide6.QtCore import QCoreApplication

from app.failures import explain
from app.session.project import Project
from app.ui.dialogs.labels.private_change import PrivateChange
from models.review.rights import NotAllowedError, Right

# The translators' tool knows this name.
translate = QCoreApplication.translate


def why_not_private(project: Project) -> str:
    """Say why the person may not say which labels are private; "" where they may."""
    people = project.people
    if not people.rules_known:
        return translate("Labels", "The rules of this project cannot be read.")
    if people.rights.may(Right.CHANGE_RULES):
        return ""
    asked = people.who_may(Right.CHANGE_RULES)
    problem = explain(NotAllowedError(people.rights.role, Right.CHANGE_RULES, ask=asked))
    return f"{problem.text} {problem.remedy}"


def settle_private(project: Project, change: PrivateChange) -> None:
    """Settle which labels are private, if that changes; blocks.

    Raises:
        NotAllowedError: only admins do.
        DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    if not change.changes_nothing:
        rules = project.people.rules
        project.people.settle(change.applied_to(rules), seen=rules)
