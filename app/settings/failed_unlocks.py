"""How often a project could not be unlocked on this machine, until somebody could.

Before a project is unlocked there is no key to seal anything with: a number and two times stand in
the state folder in clear, until they can go into the audit log.

The note is there before it is needed, and has room: where a full disk takes no new file, it is
written over where it lies.
"""

import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from app.settings import boot_clock, toml_file
from app.settings.errors import SettingsFileError
from app.settings.paths import Paths

# More than a note ever has, in characters.
_ROOM = " " * 400


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
    noted = toml_file.read(_note(paths, project_id))
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
    """Count one more; of a note that cannot be read, begin anew.

    Raises:
        SettingsFileError: the note cannot be written.
    """
    try:
        before = failed_unlocks(paths, project_id)
    except SettingsFileError:
        before = None
    _keep(paths, project_id, one_more(before))


def one_more(before: FailedUnlocks | None, *, at_least: int = 1) -> FailedUnlocks:
    """Return the count after one more failed try now."""
    now_us = time.time_ns() // 1000
    before = before or FailedUnlocks(0, now_us, now_us)
    return FailedUnlocks(
        max(before.count + 1, at_least),
        before.first_us,
        now_us,
        running_s=boot_clock.now_s(),
        boot=boot_clock.boot_id(),
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


def make_room_for_note(paths: Paths, project_id: str) -> None:
    """Put a note there that says nothing yet, unless there is one.

    Raises:
        SettingsFileError: it cannot be written.
    """
    if not _note(paths, project_id).exists():
        _keep(paths, project_id, FailedUnlocks(0, 0, 0))


def forget_failed_unlocks(paths: Paths, project_id: str) -> None:
    """Begin anew: they stand in the audit log now. The note stays, to be written over.

    Raises:
        OSError
    """
    try:
        _keep(paths, project_id, FailedUnlocks(0, 0, 0))
    except SettingsFileError:
        _note(paths, project_id).unlink(missing_ok=True)


def _note(paths: Paths, project_id: str) -> Path:
    return paths.project_state(project_id) / "unlocks.toml"


def _keep(paths: Paths, project_id: str, failed: FailedUnlocks) -> None:
    path = _note(paths, project_id)
    try:
        toml_file.write(path, {**asdict(failed), "room": _ROOM})
    except SettingsFileError:
        if not _written_over(path, failed):
            raise


def _written_over(path: Path, failed: FailedUnlocks) -> bool:
    """Write over a note that is there, which takes no room on the disk; tell whether it went."""
    text = toml_file.text_of(asdict(failed)).encode()
    try:
        with path.open("r+b", buffering=0) as file:
            room = os.fstat(file.fileno()).st_size
            if len(text) > room:
                return False
            file.write(text.ljust(room, b"\n"))
            os.fsync(file.fileno())
    except OSError:
        return False
    return True
