"""Which roles the audit log says that people were given.

The rows of people say who may do what, and a row that is deleted by whoever can write the database
is not missed by any tag. The log is: so where no admin is left, it is asked before one is made.
"""

from uuid import UUID

from models.access import StoreAccess
from models.audit.entry import Entry, Kind
from models.audit.reading import AuditReader
from models.review.person import Role


def logged_roles(access: StoreAccess) -> dict[UUID, Role]:
    """Return the role that each person was given last; reads the whole log, and blocks.

    What does not open is left out.

    Raises:
        LockedError, DatabaseError: see `AuditReader`.
    """
    reader = AuditReader(access.database.reading, access.keyring)
    found: dict[UUID, Role] = {}
    for entry in reader.oldest_first():
        if isinstance(entry, Entry) and entry.event.kind is Kind.ROLE_CHANGED:
            told = entry.event.detail
            try:
                found[UUID(str(told.get("person")))] = Role(str(told.get("to")))
            except ValueError:
                continue
    return found
