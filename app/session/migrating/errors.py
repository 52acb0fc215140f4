"""What stands in the way of a migration.

MigrationError
├── MigrationRunningError     another one is at work on this project
├── OtherFootageError         a container lies beside the clip that holds something else
└── UnprovenContainerError    a container lies beside the clip that cannot be shown to be ours
"""

from app.session.errors import SessionError


class MigrationError(SessionError):
    """Root of what only a migration refuses."""


class MigrationRunningError(MigrationError):
    """Another migration is at work on this project on this computer."""

    def __init__(self) -> None:
        super().__init__("another migration is at work on this project")


class OtherFootageError(MigrationError):
    """A container that opens lies beside the old object, and its footage is another."""

    def __init__(self) -> None:
        super().__init__("a container with other footage lies beside it")


class UnprovenContainerError(MigrationError):
    """A container lies beside the old object that was not made with a key of this project."""

    def __init__(self) -> None:
        super().__init__("a container that was not sealed by this project lies beside it")
