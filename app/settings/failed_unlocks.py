"""How often a project could not be unlocked on this machine, until somebody could.

Before a project is unlocked there is no key to seal anything with: a number and two times stand in
the state folder in clear, until they can go into the audit log.
"""

import time
from dataclasses import asdict, dataclass, replace

from app.settings import boot_clock, toml_file
from app.settings.paths import Paths


@dataclass(frozen=True, slots=True)
class FailedUnlocks:
    """So many tries with a wrong passphrase or code, the first and the last in µs UTC.

    `running_s` is how long the computer had been running at the last, in the run named `boot`.
    """

    count: int
    first_us: int
    last_us: int
    running_s: float = 0.0
    boot: str = ""


def failed_unlocks(paths: Paths, project_id: str) -> FailedUnlocks | None:
    """Return what was noted, None where nothing was.

    Raises:
        SettingsFileError: the note cannot be read.
    """
    noted = toml_file.read(paths.project_state(project_id) / "unlocks.toml")
    told = [noted.get(name) for name in ("count", "first_us", "last_us")]
    match told:
        case [int(count), int(first_us), int(last_us)] if count > 0:
            running_s, boot = noted.get("running_s"), noted.get("boot")
            return FailedUnlocks(
                count,
                first_us,
                last_us,
                running_s=running_s if isinstance(running_s, float) else 0.0,
                boot=boot if isinstance(boot, str) else "",
            )
        case _:
            return None


def note_failed_unlock(paths: Paths, project_id: str) -> None:
    """Count one more.

    Raises:
        SettingsFileError: the note cannot be read or written.
    """
    now_us = time.time_ns() // 1000
    before = failed_unlocks(paths, project_id) or FailedUnlocks(0, now_us, now_us)
    _keep(
        paths,
        project_id,
        FailedUnlocks(
            before.count + 1,
            before.first_us,
            now_us,
            running_s=boot_clock.now_s(),
            boot=boot_clock.boot_id(),
        ),
    )


def seconds_since(paths: Paths, project_id: str, failed: FailedUnlocks) -> float:
    """Return how long ago the last try was, at least: by no clock that can be set.

    Of a computer that was started meanwhile, so long as it has been running.

    Raises:
        SettingsFileError: the note cannot be written.
    """
    now_s, boot = boot_clock.now_s(), boot_clock.boot_id()
    if failed.boot != boot or failed.running_s > now_s:
        # From its start on, which is noted: else the wait would begin anew later on.
        failed = replace(failed, running_s=0.0, boot=boot)
        _keep(paths, project_id, failed)
    return now_s - failed.running_s


def forget_failed_unlocks(paths: Paths, project_id: str) -> None:
    """Begin anew: they stand in the audit log now.

    Raises:
        OSError
    """
    (paths.project_state(project_id) / "unlocks.toml").unlink(missing_ok=True)


def _keep(paths: Paths, project_id: str, failed: FailedUnlocks) -> None:
    toml_file.write(paths.project_state(project_id) / "unlocks.toml", asdict(failed))
