"""A whole migration of an open project: rows first, because they name the clips; then the clips.

Clips are converted several at a time: sealing is I/O and ciphers, which leave other threads alone.
A clip that fails does not stop the others; a store, database or key that is gone stops all. To go
on after a cancel, a kill or trouble is to run it again.
"""

import logging
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from app.session.errors import CancelledError
from app.session.migrating.convert import ClipConverter
from app.session.migrating.discard import DiscardReport
from app.session.migrating.discard import discard_old as _discard
from app.session.migrating.errors import MigrationError
from app.session.migrating.lock import only_migration
from app.session.migrating.plan import MigrationPlan, WaitingClip, make_plan
from app.session.migrating.report import MigrationReport
from app.session.migrating.verified import VerifiedSuccessors
from app.session.migrating.watch import MigrationWatch
from app.session.project import Project
from crypto.errors import DecryptionError, EncryptionError, UnknownKeyError
from models.errors import ModelError, RowAlteredError, RowMissingError, StaleRevisionError
from models.field_migration import FieldMigration, FieldReport
from models.review.rights import Right
from storage.errors import ClipExistsError, ClipNotFoundError, StorageError

_log = logging.getLogger(__name__)

# What is wrong with one clip says nothing of the others.
_OF_ONE_CLIP = (
    DecryptionError,
    UnknownKeyError,
    MigrationError,
    ClipNotFoundError,
    ClipExistsError,
    StaleRevisionError,
    RowMissingError,
    RowAlteredError,
)
_OF_ALL = (StorageError, ModelError, EncryptionError, OSError)
# Ahead of those that work, so that none waits for work.
_QUEUED = 2


def migrate(
    project: Project,
    state_folder: Path,
    watch: MigrationWatch | None = None,
    *,
    jobs: int = 2,
    dry_run: bool = False,
) -> MigrationReport:
    """Migrate what is below "authenticated"; a dry run only counts it.

    `state_folder` is the project's (`Paths.project_state`). What ends the run early stands in the
    report, as long as there is one to give.

    Raises:
        NotAllowedError: only who may change the project's rules migrates it.
        MigrationRunningError
        StorageError, ModelError, EncryptionError: not even a plan could be made.
    """
    project.rights.require(Right.CHANGE_RULES)
    watch = watch or MigrationWatch()
    with only_migration(state_folder):
        report = MigrationReport(_fields(project, watch, dry_run=dry_run), dry_run=dry_run)
        verified = VerifiedSuccessors(state_folder)
        before = make_plan(project, verified)
        report.set_before(before)
        if report.fields.cancelled:
            report.cancelled = True
        if dry_run or report.cancelled:
            return report
        converter = ClipConverter(project, verified, watch)
        _convert_all(converter, before, watch, report, jobs=max(1, jobs))
        try:
            report.set_after(before, make_plan(project, verified))
        except _OF_ALL as error:
            report.stopped = report.stopped or error
        _log.info(
            "migrated %d clips, %d failed",
            sum(count.clips for count in report.converted.values()),
            len(report.failed),
        )
        return report


def discard_old(
    project: Project, state_folder: Path, watch: MigrationWatch | None = None
) -> DiscardReport:
    """Discard all old objects that containers stand for; see `discard`.

    Raises:
        NotAllowedError: only who may delete clips discards what they were made of.
        MigrationRunningError, StorageError, ModelError, EncryptionError
    """
    project.rights.require(Right.DELETE_CLIPS)
    with only_migration(state_folder):
        plan = make_plan(project, VerifiedSuccessors(state_folder))
        return _discard(project, plan.left_over, watch or MigrationWatch())


def look(project: Project, state_folder: Path) -> MigrationPlan:
    """Return what there is to migrate and to discard, beside a migration that may be at work.

    Raises:
        StorageError, ModelError, EncryptionError
    """
    return make_plan(project, VerifiedSuccessors(state_folder))


def _fields(project: Project, watch: MigrationWatch, *, dry_run: bool) -> FieldReport:
    store = project.store
    fields = FieldMigration(store.database, project.keyring, author=store.author)
    return fields.run(dry_run=dry_run, progress=watch.on_rows, cancelled=watch.is_cancelled)


def _convert_all(
    converter: ClipConverter,
    plan: MigrationPlan,
    watch: MigrationWatch,
    report: MigrationReport,
    *,
    jobs: int,
) -> None:
    waiting = iter(plan.waiting)
    running: dict[Future[None], WaitingClip] = {}
    with ThreadPoolExecutor(jobs, thread_name_prefix="safelight-migrate") as pool:
        while True:
            if not watch.is_cancelled() and report.stopped is None:
                for clip in _next(waiting, jobs * _QUEUED - len(running)):
                    running[pool.submit(converter.convert, clip)] = clip
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                _take(future, running.pop(future), watch, report)
    report.cancelled = watch.is_cancelled() and report.stopped is None


def _next(waiting: Iterator[WaitingClip], count: int) -> Iterator[WaitingClip]:
    for _, clip in zip(range(count), waiting, strict=False):
        yield clip


def _take(
    future: Future[None], clip: WaitingClip, watch: MigrationWatch, report: MigrationReport
) -> None:
    try:
        future.result()
    except CancelledError:
        pass
    except _OF_ONE_CLIP as error:
        report.failed.append((clip.event_id, str(error)))
    except _OF_ALL as error:
        report.stopped = report.stopped or error
        watch.cancel()
