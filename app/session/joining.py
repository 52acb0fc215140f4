"""Join a project: begin its audit log, and learn who works here and what they may.

Neither does without the other: the log tells nothing to those who may not read it, and notes what
people asked for in vain.
"""

from app.session.audit.auditing import AuditLog
from app.session.people.people import PeopleBook
from app.session.project_parts import ProjectParts
from models.review.errors import HasLeftError
from models.review.logged_memory import LoggedMemory
from models.review.rights import Right


def join(parts: ProjectParts) -> tuple[AuditLog, PeopleBook]:
    """Note that the project was opened, then join its people; return the log and the people.

    Raises:
        AuditUnwritableError: that it was opened can be noted nowhere.
        HasLeftError, DatabaseError: see `PeopleBook`.
    """
    audit = AuditLog(parts.audit)
    audit.begin()
    try:
        people = PeopleBook(
            parts.store.access,
            read_only=parts.read_only is not None,
            denied=audit.denied,
            memory=LoggedMemory(parts.audit.folder.path / "people.sealed", parts.keyring),
        )
    except HasLeftError:
        # Whoever is turned away leaves a log that ends as every other.
        audit.close()
        raise
    audit.guard = lambda: people.require(Right.SEE_AUDIT)

    def may_vouch() -> None:
        # Nobody takes it back: so it is asked of what is stored, not of what was known last.
        people.refresh()
        people.require(Right.MANAGE_PEOPLE)

    audit.voucher_guard = may_vouch
    return audit, people
