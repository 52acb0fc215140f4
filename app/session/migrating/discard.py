"""Take away old objects that a container stands for, each after one more look at the container.

The container is opened whole. Where the old object can still be opened under the read policy, the
two must hold the same. Where it cannot, the clip's row (or our note) says that they did.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.session.migrating.errors import OtherFootageError
from app.session.migrating.plan import LeftOver
from app.session.migrating.watch import MigrationWatch
from app.session.migrating.whole import cleartext_sha256, stored_sha256
from app.session.project import Project
from crypto.errors import AlteredError, DecryptionError, RefusedFormatError, UnknownKeyError
from storage.errors import ClipNotFoundError

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class DiscardReport:
    """What was discarded, in objects and stored bytes; by event id, what was kept and why."""

    discarded: int = 0
    discarded_bytes: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)
    cancelled: bool = False


def discard_old(
    project: Project, left_over: Sequence[LeftOver], watch: MigrationWatch
) -> DiscardReport:
    """Discard the old objects one after the other.

    Raises:
        StorageUnavailableError, StorageAccessError, LockedError: the rest was left.
    """
    report = DiscardReport()
    for one in left_over:
        if watch.is_cancelled():
            report.cancelled = True
            break
        try:
            _require_same(project, one, watch)
        except (DecryptionError, UnknownKeyError, OtherFootageError, ClipNotFoundError) as error:
            report.kept.append((one.event_id, str(error)))
            continue
        project.storage.discard(one.event_id, [one.old.name])
        report.discarded += 1
        report.discarded_bytes += one.old.stored_size
        watch.add(one.old.stored_size)
    _log.info("discarded %d old objects, kept %d", report.discarded, len(report.kept))
    return report


def _require_same(project: Project, one: LeftOver, watch: MigrationWatch) -> None:
    storage, keyring = project.storage, project.keyring
    new_hash, _ = cleartext_sha256(storage, keyring, one.event_id, one.successor, watch=watch)
    recorded = one.successor.stored_sha256
    if recorded is not None:
        found = stored_sha256(storage, one.event_id, one.successor.name, watch=watch)
        if found != recorded:
            raise AlteredError
    try:
        old_hash, _ = cleartext_sha256(storage, keyring, one.event_id, one.old, watch=watch)
    except RefusedFormatError:
        return
    if old_hash != new_hash:
        raise OtherFootageError
