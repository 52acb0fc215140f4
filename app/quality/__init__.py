"""How far two annotations of one clip agree: figures, and the places where they do not.

Pure computing: no Qt, no database, no keys, no disk. What it returns holds labels and boxes in the
clear; whoever writes a report to a file does so because a person asked for it.
"""

from app.quality.compare import compare
from app.quality.disagreements import Disagreement, DisagreementKind
from app.quality.errors import CompareCancelledError, QualityError
from app.quality.report import Report
from app.quality.settings import CompareSettings

__all__ = [
    "CompareCancelledError",
    "CompareSettings",
    "Disagreement",
    "DisagreementKind",
    "QualityError",
    "Report",
    "compare",
]
