"""What can go wrong while the sample clips are made.

DemoError
└── RenderCancelledError   the person cancelled; nothing of the clip is kept
"""


class DemoError(Exception):
    """Anything that stops a sample clip from being made."""


class RenderCancelledError(DemoError):
    """The person cancelled while a sample clip was being rendered."""
