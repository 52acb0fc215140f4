"""One try at a passphrase at a time on a computer: those at once count like any others."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.settings.paths import Paths


@contextmanager
def unlock_turn(paths: Paths, project_id: str) -> Iterator[None]:
    """Wait for those who are trying, and keep others waiting until this try is counted.

    Who has to wait after wrong tries is asked inside it. Where the state folder takes no file there
    are no turns: a disk shall shut nobody out.
    """
    descriptor = _opened(paths, project_id)
    try:
        if descriptor is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _opened(paths: Paths, project_id: str) -> int | None:
    folder = paths.project_state(project_id)
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(folder / "unlock.lock", flags, 0o600)
    except OSError:
        return None
