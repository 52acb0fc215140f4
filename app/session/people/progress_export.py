"""Writes a table of the progress window to a file in clear, because a person said so."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from app.session.exporting import new_file
from app.session.project import Project
from models.audit import events
from models.audit.entry import Event, Outcome
from models.csv_cells import csv_text
from models.review.rights import Right


def export_progress(
    project: Project, rows: Sequence[Sequence[str]], target: Path, *, overwrite: bool = False
) -> int:
    """Write rows, the first of which are the titles, as CSV; return how many follow the titles.

    That it is done stands in the audit log.

    Raises:
        NotAllowedError: the person's role does not allow it.
        ExportTargetError: the target exists or cannot be written.
        AuditUnwritableError: that it is done can be noted nowhere.
    """
    project.rights.require(Right.EXPORT)
    with (
        project.audit.exporting(partial(_exported, target)),
        new_file(target, overwrite=overwrite) as file,
    ):
        file.write(csv_text(rows).encode("utf-8"))
    return max(len(rows) - 1, 0)


def _exported(target: Path, outcome: Outcome) -> Event:
    return events.exported("progress", target, outcome=outcome)
