"""What is refused for who somebody is: names of people are shown, never logged."""

from app.failures.problem import Problem, own_words
from models.review import errors as review
from models.review.person import Role
from models.review.rights import NotAllowedError, Right, may

_REMOVED = "An admin has removed you from it. What you did before is kept under your name"


def not_allowed(error: BaseException) -> Problem:
    """Say what the role lacks, and whom to turn to: names of people are shown, never logged."""
    assert isinstance(error, NotAllowedError)  # noqa: S101 - the type checker's sake
    text = f"{_ROLES[error.role]} {_RIGHTS[error.right]}."
    who = "a reviewer or an admin" if may(Role.REVIEWER, error.right) else "an admin"
    remedy = f"Ask {who} of the project."
    if error.ask:
        remedy = f"Ask {who} of the project: {', '.join(error.ask)}."
    return Problem("Not allowed", text, remedy)


def has_left(error: BaseException) -> Problem:
    """Say that the person is not of the project any more, and who can change that."""
    assert isinstance(error, review.HasLeftError)  # noqa: S101 - the type checker's sake
    if not error.me:
        return Problem("Not of the project", f"{error}.", "")
    names = f": {', '.join(error.ask)}" if error.ask else ""
    remedy = f"If that is wrong, ask an admin of the project{names}."
    return Problem("You are not of this project any more", f"{_REMOVED}.", remedy)


def whose_work(error: BaseException) -> Problem:
    """Say whose work it is, and whom to turn to: names of people are shown, never logged."""
    own = own_words("Not done", "")(error)
    names = ", ".join(getattr(error, "ask", ()))
    if isinstance(error, review.OwnWorkError):
        remedy = "Ask a reviewer or an admin of the project"
        return Problem("Your own work", own.text, f"{remedy}: {names}." if names else f"{remedy}.")
    text = f"This clip is {names}'s work." if names else own.text
    remedy = "Whose it is hands it in, or somebody who may assign clips."
    return Problem("Not yours to hand in", text, remedy)


_ROLES = {
    Role.ANNOTATOR: "As an annotator you cannot",
    Role.REVIEWER: "As a reviewer you cannot",
    Role.ADMIN: "As an admin you cannot",
}
_RIGHTS = {
    Right.VIEW: "look at this",
    Right.ANNOTATE: "change annotations",
    Right.HAND_IN: "hand in clips",
    Right.ANSWER_ISSUES: "answer issues",
    Right.REPORT_ISSUES: "report or resolve issues",
    Right.JUDGE: "accept or reject work",
    Right.REOPEN: "reopen a clip",
    Right.ASSIGN: "assign clips to people",
    Right.SEE_QUALITY: "see how well others work",
    Right.SEE_OTHERS_TIME: "see how long others work",
    Right.EDIT_LABELS: "change the labels of the project",
    Right.IMPORT_CLIPS: "import clips",
    Right.DELETE_CLIPS: "delete clips",
    Right.EXPORT: "write anything in clear",
    Right.LIFT_MASKS: "look behind a privacy mask",
    Right.SEE_AUDIT: "read the audit log",
    Right.MANAGE_PEOPLE: "change people and their roles",
    Right.CHANGE_RULES: "change the rules of the project",
}
