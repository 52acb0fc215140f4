"""What can go wrong with the audit log.

AuditError
├── AuditUnwritableError     an event can be kept nowhere: nothing more may be done or seen
├── AuditDamagedError        the end of this device's chain cannot be read, so nothing follows it
├── AuditShorterError        entries that this computer saw are not in the database any more
└── AuditFormatError         an entry that opens is not one: of a later version, or a bug
"""

from models.errors import ModelError


class AuditError(ModelError):
    """The audit log does not do what is asked of it."""


class AuditUnwritableError(AuditError):
    """An event can be kept neither in the database nor in the state folder."""


class AuditDamagedError(AuditError):
    """The end of this device's chain is not one, so nothing can be put behind it."""


class AuditShorterError(AuditError):
    """Entries that this computer saw are not there: cut off, or an older state was put back."""


class AuditFormatError(AuditError):
    """What an entry holds is not an event of this version."""
