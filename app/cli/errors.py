"""What the command line itself refuses.

CommandError
└── UsageError    the command asks for something that does not go together
"""


class CommandError(Exception):
    """Root of the command line's own errors; the message is shown as it is."""


class UsageError(CommandError):
    """The command asks for something that does not go together."""
