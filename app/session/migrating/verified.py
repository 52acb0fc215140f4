"""A note of which successors were verified whole, for clips that no row tells of.

For a clip with a row the row says so. The note holds clip ids, which are random, and nothing else.
It saves work and decides nothing that matters: without it they are verified again.
"""

import os
import threading
from pathlib import Path

_ID_DIGITS = 32


class VerifiedSuccessors:
    """The note in the project's state folder. Threads may share it."""

    def __init__(self, state_folder: Path) -> None:
        self._path = state_folder / "migration-verified.txt"
        self._lock = threading.Lock()
        self._known = self._read()

    def __contains__(self, clip_id: object) -> bool:
        return clip_id in self._known

    def add(self, clip_id: bytes) -> None:
        """Note a successor that was read whole and holds what the old object holds."""
        with self._lock:
            self._known.add(clip_id)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
            file = os.open(self._path, flags, 0o600)
            try:
                # In one go, and behind whatever a crash cut off.
                os.write(file, f"\n{clip_id.hex()}\n".encode("ascii"))
            finally:
                os.close(file)

    def _read(self) -> set[bytes]:
        try:
            lines = self._path.read_text("ascii").split()
        except (FileNotFoundError, UnicodeDecodeError):
            return set()
        return {bytes.fromhex(line) for line in lines if _is_id(line)}


def _is_id(line: str) -> bool:
    return len(line) == _ID_DIGITS and all(digit in "0123456789abcdef" for digit in line)
