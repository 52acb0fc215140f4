"""What can end a comparison.

QualityError
└── CompareCancelledError   whoever asked no longer wants to know; never shown
"""


class QualityError(Exception):
    """Root of these errors."""


class CompareCancelledError(QualityError):
    """`cancelled` said so."""
