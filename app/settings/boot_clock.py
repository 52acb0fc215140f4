"""How long this computer has been running: a clock that nobody can set back or forward.

It goes on while the computer sleeps, where the system has such a clock; elsewhere it stands still
meanwhile, so that a wait is never shorter than it should be.
"""

import time
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
COUNTS_SLEEP = hasattr(time, "CLOCK_BOOTTIME")
"""Whether the clock goes on while the computer sleeps."""


def now_s() -> float:
    """Return the seconds since the computer was started."""
    if COUNTS_SLEEP:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def boot_id() -> str:
    """Return a random name of this run of the computer, "" where the system gives none."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
