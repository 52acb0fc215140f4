"""What can go wrong where clips lie.

StorageError
├── ClipNotFoundError          nothing lies under this event id
├── ClipExistsError            something lies there already; nothing was changed
├── StorageFullError           the disk or a quota is full; nothing was left behind
├── StorageUnavailableError    the store cannot be reached at the moment: try again
│   └── StorageReadOnlyError   the store can be read but not written
├── StorageAccessError         the store answers and refuses: credentials, permission, bucket, clock
├── ReadInterruptedError       whoever waited for the bytes no longer wants them; no trouble at all
├── StorageConfigurationError  the settings name no store that this version can open
└── InvalidEventIdError        an event id that cannot name anything

What is wrong with the *content* of a stored thing (altered, truncated, wrong key) is told by
`crypto.errors`, whoever stored it.
"""

from storage.fault import Fault


class StorageError(Exception):
    """Root of the errors of clip stores."""


class ClipNotFoundError(StorageError):
    """Nothing lies under this event id."""


class ClipExistsError(StorageError):
    """Something lies under this name already; nothing was changed."""


class StorageFullError(StorageError):
    """The disk or a quota is full; nothing of the failed write was left behind."""


class StorageUnavailableError(StorageError):
    """The store cannot be reached at the moment; the same call may succeed later.

    Attributes:
        fault: what is wrong on the way, where that is known.
    """

    def __init__(self, message: str, fault: Fault | None = None) -> None:
        super().__init__(message)
        self.fault = fault


class StorageReadOnlyError(StorageUnavailableError):
    """The store can be read but not written."""


class StorageAccessError(StorageError):
    """The store answers and refuses; to try again changes nothing until somebody mends it.

    Attributes:
        fault: what it refuses for.
    """

    def __init__(self, message: str, fault: Fault) -> None:
        super().__init__(message)
        self.fault = fault


class ReadInterruptedError(StorageError):
    """Whoever waited for these bytes no longer wants them."""


class StorageConfigurationError(StorageError):
    """The settings name no store that this version can open."""


class InvalidEventIdError(StorageError):
    """This event id cannot name anything: it is empty or not valid Unicode."""
