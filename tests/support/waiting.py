"""Waiting for what nothing announces: it is looked for again and again."""

import time
from collections.abc import Callable
from pathlib import Path

# Only what never comes takes so long; a busy machine may take long for what does.
PATIENCE_S = 120.0
_LOOK_EVERY_S = 0.005


def wait_until(holds: Callable[[], bool], what: str = "it") -> None:
    """Wait until this holds; fail if it never does."""
    until_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until_s, f"waited in vain for {what}"
        time.sleep(_LOOK_EVERY_S)


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended; whoever adopts it may not have reaped it yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in {"Z", "X"}
