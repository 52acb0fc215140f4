"""Importing one file, as a job of the queue."""

from pathlib import Path

from app.session.importing import ClipDetails, ImportReport, ImportWatch
from app.session.project import Project
from app.session.transfers.control import TransferControl
from app.session.transfers.transfer import TransferJob, TransferKind


def import_job(project: Project, path: Path, details: ClipDetails) -> TransferJob:
    """Return the job that imports the plain video at `path`; its result is an ImportReport.

    Its bytes are those of the file: what the steps of an import take is counted together.
    """

    def work(control: TransferControl) -> ImportReport:
        size = max(path.stat().st_size, 1) if path.is_file() else 1
        watch = ImportWatch(
            lambda share: control.report(round(share * size), size), control.is_cancelled
        )
        return project.import_clip(path, details, watch)

    return TransferJob(TransferKind.IMPORT, path.name, work)
