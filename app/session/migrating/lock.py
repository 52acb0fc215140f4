"""One migration at a time on a project, as far as this computer knows.

Two computers are kept apart by the rows' revisions: the second to finish a clip takes its own
container away again.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.session.migrating.errors import MigrationRunningError


@contextmanager
def only_migration(state_folder: Path) -> Iterator[None]:
    """Hold the lock; it goes with the process, however that ends.

    Raises:
        MigrationRunningError
    """
    state_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    file = os.open(state_folder / "migration.lock", flags, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise MigrationRunningError from error
        yield
    finally:
        os.close(file)
