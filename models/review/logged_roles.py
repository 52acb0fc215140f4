"""Which roles the audit log says that people were given, and which rules were settled.

The rows of people say who may do what, and a row that is deleted by whoever can write the database
is not missed by any tag. The log is: so where no admin is left, it is asked before one is made.
"""

from dataclasses import dataclass, field, fields
from uuid import UUID

from models.access import StoreAccess
from models.audit.entry import Entry, Kind
from models.audit.reading import AuditReader
from models.review.person import Role
from models.review.rules import Rules

_RULES = frozenset(one.name for one in fields(Rules))


@dataclass(slots=True)
class Logged:
    """What the log tells.

    Attributes:
        roles: the one that each person was given last.
        rules: the names of those that were settled.
        left: who was removed from the project, and not taken back.
    """

    roles: dict[UUID, Role] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    left: set[UUID] = field(default_factory=set)


def read_logged(access: StoreAccess) -> Logged:
    """Return what the log tells of roles and rules; reads the whole of it, and blocks.

    What does not open is left out.

    Raises:
        LockedError, DatabaseError: see `AuditReader`.
    """
    reader = AuditReader(access.database.reading, access.keyring)
    found = Logged()
    for entry in reader.oldest_first():
        if not isinstance(entry, Entry):
            continue
        told = entry.event.detail
        if entry.event.kind is Kind.SETTINGS_CHANGED:
            found.rules |= _RULES & set(map(str, told.get("settings", ())))
        elif entry.event.kind is Kind.ROLE_CHANGED:
            try:
                person = UUID(str(told.get("person")))
                if told.get("to") == "":
                    found.left.add(person)
                    continue
                found.roles[person] = Role(str(told.get("to")))
            except ValueError:
                continue
            found.left.discard(person)
    return found
