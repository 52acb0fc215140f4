"""How often a project could not be unlocked on this machine, until somebody could.

Before a project is unlocked there is no key to seal anything with: a number and two times stand in
the state folder in clear, until they can go into the audit log.
"""

import time
from dataclasses import dataclass

from app.settings import toml_file
from app.settings.paths import Paths


@dataclass(frozen=True, slots=True)
class FailedUnlocks:
    """So many tries with a wrong passphrase or code, the first and the last in µs UTC."""

    count: int
    first_us: int
    last_us: int


def failed_unlocks(paths: Paths, project_id: str) -> FailedUnlocks | None:
    """Return what was noted, None where nothing was.

    Raises:
        SettingsFileError: the note cannot be read.
    """
    noted = toml_file.read(paths.project_state(project_id) / "unlocks.toml")
    told = [noted.get(name) for name in ("count", "first_us", "last_us")]
    match told:
        case [int(count), int(first_us), int(last_us)] if count > 0:
            return FailedUnlocks(count, first_us, last_us)
        case _:
            return None


def note_failed_unlock(paths: Paths, project_id: str) -> None:
    """Count one more.

    Raises:
        SettingsFileError: the note cannot be read or written.
    """
    now_us = time.time_ns() // 1000
    before = failed_unlocks(paths, project_id) or FailedUnlocks(0, now_us, now_us)
    table = {"count": before.count + 1, "first_us": before.first_us, "last_us": now_us}
    toml_file.write(paths.project_state(project_id) / "unlocks.toml", table)


def forget_failed_unlocks(paths: Paths, project_id: str) -> None:
    """Begin anew: they stand in the audit log now.

    Raises:
        OSError
    """
    (paths.project_state(project_id) / "unlocks.toml").unlink(missing_ok=True)
