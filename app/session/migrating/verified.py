"""A note of which successors were verified whole, for clips that no row tells of.

For a clip with a row the row says so. The note holds a hash of each successor's whole name, event
id and clip id: a container that was copied beside another clip is not the one that was verified.
Without the note they are verified again.
"""

import hashlib
import os
import threading
from pathlib import Path

_MARK_DIGITS = 64


class VerifiedSuccessors:
    """The note in the project's state folder. Threads may share it."""

    def __init__(self, state_folder: Path) -> None:
        self._path = state_folder / "migration-verified.txt"
        self._lock = threading.Lock()
        self._known = self._read()

    def __contains__(self, name: str) -> bool:
        return _mark(name) in self._known

    def add(self, name: str) -> None:
        """Note a successor that was read whole and holds what the old object holds."""
        mark = _mark(name)
        with self._lock:
            self._known.add(mark)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
            file = os.open(self._path, flags, 0o600)
            try:
                # In one go, and behind whatever a crash cut off.
                os.write(file, f"\n{mark}\n".encode("ascii"))
            finally:
                os.close(file)

    def _read(self) -> set[str]:
        try:
            lines = self._path.read_text("ascii").split()
        except (FileNotFoundError, UnicodeDecodeError):
            return set()
        return {line for line in lines if _is_mark(line)}


def _mark(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _is_mark(line: str) -> bool:
    return len(line) == _MARK_DIGITS and all(digit in "0123456789abcdef" for digit in line)
