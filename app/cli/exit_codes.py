"""What the exit code tells a script.

| code | means                                                                        |
| ---- | ---------------------------------------------------------------------------- |
| 0    | done                                                                         |
| 1    | not done, for any reason without a number of its own                         |
| 2    | the command was not understood                                               |
| 3    | the key: not configured, malformed, wrong, or its keyring cannot be unlocked |
| 4    | there is no such clip, frame or project                                      |
| 5    | footage or annotations are altered, damaged, or not allowed to be read       |
| 6    | the store, the database or the disk is not there, full, read-only or refuses |
| 130  | interrupted; nothing half-done is left                                       |
"""

from enum import IntEnum

from app.cli.errors import UsageError
from app.media.errors import NoSuchFrameError
from app.session.errors import CancelledError, ClipMissingError, UnlockWaitError
from app.settings.errors import ProjectNotFoundError
from crypto.errors import DecryptionError, EncryptionError, InvalidReadPolicyError
from models.audit.errors import AuditDamagedError, AuditUnwritableError
from models.errors import DatabaseError, JournalError, RowAlteredError, RowMissingError
from storage.errors import (
    ClipNotFoundError,
    StorageAccessError,
    StorageFullError,
    StorageUnavailableError,
)


class ExitCode(IntEnum):
    """See the module's table."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    KEY = 3
    NOT_FOUND = 4
    REFUSED = 5
    UNAVAILABLE = 6
    INTERRUPTED = 130


# Of an error's ancestors the most special one counts.
_CODES: dict[type, ExitCode] = {
    UsageError: ExitCode.USAGE,
    EncryptionError: ExitCode.KEY,
    UnlockWaitError: ExitCode.KEY,
    InvalidReadPolicyError: ExitCode.FAILED,
    DecryptionError: ExitCode.REFUSED,
    RowAlteredError: ExitCode.REFUSED,
    ClipMissingError: ExitCode.NOT_FOUND,
    ClipNotFoundError: ExitCode.NOT_FOUND,
    NoSuchFrameError: ExitCode.NOT_FOUND,
    ProjectNotFoundError: ExitCode.NOT_FOUND,
    RowMissingError: ExitCode.NOT_FOUND,
    StorageFullError: ExitCode.UNAVAILABLE,
    StorageUnavailableError: ExitCode.UNAVAILABLE,
    StorageAccessError: ExitCode.UNAVAILABLE,
    DatabaseError: ExitCode.UNAVAILABLE,
    JournalError: ExitCode.UNAVAILABLE,
    AuditUnwritableError: ExitCode.UNAVAILABLE,
    AuditDamagedError: ExitCode.REFUSED,
    CancelledError: ExitCode.INTERRUPTED,
    KeyboardInterrupt: ExitCode.INTERRUPTED,
}


def exit_code_of(error: BaseException) -> ExitCode:
    """Return the exit code for what was raised."""
    kinds = (kind for kind in type(error).__mro__ if kind in _CODES)
    return next((_CODES[kind] for kind in kinds), ExitCode.FAILED)
