r"""Events that the database did not take, and the count that tells whether some are gone.

=================  =========================================================================
``waiting.jsonl``  a sealed event a line; each tells its number, which is never given twice. Then
                   zero bytes: room for some also when the disk is full
``waiting.count``  how many numbers were given, and how many of them are settled: their events are
                   in the database, or it was noted that they are gone. Then FR id[0:8] and
                   HMAC-SHA-256 of that under X(FR, "safelight/audit-waiting/v1\0", 32), in hex,
                   and blanks. Always as long, and written in place: that needs no room either
=================  =========================================================================

A line that is deleted leaves its number out; so does the whole file, as long as the count is there.
Who puts an older count and older lines back *together*, while nothing of Safelight runs, is not
found out: nothing else on this computer knows better.
"""

import hmac
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from crypto.errors import DecryptionError, UnknownKeyError
from crypto.field import field_cipher
from crypto.kdf import expand
from crypto.keyring import Keyring
from crypto.scopes import PROJECT_SCOPE
from models.audit.entry import Entry, entry_of, form_of
from models.audit.errors import AuditFormatError, AuditUnwritableError

_log = logging.getLogger(__name__)
_COUNT = b"safelight/audit-waiting/v1\0"
_COUNT_SIZE = 256
_RESERVE = 64 * 1024
_NO_FOLLOW = os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits.

    Attributes:
        entries: in the order in which they came.
        altered: lines that do not open or stand there twice, and the count if it was changed.
        missing: numbers that were given to events which are not there.
        given: the highest number.
    """

    entries: tuple[Entry, ...] = ()
    altered: int = 0
    missing: int = 0
    given: int = 0

    def __bool__(self) -> bool:
        """Tell whether there is anything to bring into the database."""
        return bool(self.entries or self.altered or self.missing)


@dataclass(frozen=True, slots=True)
class _Count:
    given: int = 0
    settled: int = 0
    altered: bool = False


class WaitingEvents:
    """The two files in the folder `path`; whoever calls holds the folder's lock.

    Raises (from what writes):
        OSError, AuditUnwritableError
    """

    def __init__(self, path: Path, keyring: Keyring) -> None:
        self._path = path
        self._keyring = keyring
        self._cipher = field_cipher(keyring, "_audit", "waiting")

    def reserve(self, *, counted: bool) -> None:
        """Make room for events and, unless there must be one already, for their count."""
        if not counted and self._count(expected=False) == _Count():
            self._write_count(_Count())
        with self._file() as file:
            missing = _RESERVE - file.seek(0, os.SEEK_END)
            if missing > 0:
                file.write(bytes(missing))
                os.fsync(file.fileno())

    def add(self, entry: Entry, *, given: int) -> int:
        """Keep an event; return its number, which is above `given`, what the caller remembers."""
        count = self._count(expected=False)
        number = max(count.given, given, self._highest()) + 1
        sealed = self._cipher.seal_json(form_of(entry) | {"waits": number})
        line = sealed.encode("ascii") + b"\n"
        with self._file() as file:
            used = file.read().rstrip(b"\0")
            if used and not used.endswith(b"\n"):
                line = b"\n" + line
            file.seek(len(used))
            if file.write(line) != len(line):
                raise AuditUnwritableError("There is no room for the audit log")
            os.fsync(file.fileno())
        # A count that was altered stays: bringing the events into the database tells of it.
        if not count.altered:
            try:
                self._write_count(_Count(number, count.settled))
            except OSError as error:
                _log.info("waiting events are not counted: %s", type(error).__name__)
        return number

    @contextmanager
    def taking(self, *, counted: bool, given: int, settled: int) -> Iterator[Waiting]:
        """Give what waits; it is settled when the block ends well, unless there was nothing.

        There must be a count where `counted`; `given` and `settled` are what the caller remembers,
        should the count tell less.
        """
        count = self._count(expected=counted)
        settled = max(count.settled, settled)
        entries, numbers, altered = list[Entry](), set[int](), 0
        for line in self._lines():
            entry, number = self._opened(line)
            if entry is None or number in numbers:
                altered += 1
            elif number is None or number > settled:
                entries.append(entry)
                numbers |= {number} if number is not None else set()
        highest = max(count.given, given, settled, *numbers)
        if count.altered and not given:
            # Nobody knows how many were settled: what is before the first line is nobody's loss.
            settled = max(settled, min(numbers, default=highest + 1) - 1)
        # A line that does not open has a number, too.
        missing = max(highest - settled - len(numbers) - altered, 0)
        waiting = Waiting(tuple(entries), altered + count.altered, missing, highest)
        yield waiting
        if waiting:
            self._settle(highest)

    def any(self) -> bool:
        """Tell whether the file has a line; costs one read."""
        try:
            with (self._path / "waiting.jsonl").open("rb") as file:
                return file.read(1) not in (b"", b"\0")
        except OSError:
            return False

    def _settle(self, highest: int) -> None:
        """Forget what waited. Either file is enough for that, so one may refuse."""
        refused: OSError | None = None
        try:
            # The count first: lines that are left by a power failure are settled ones then.
            self._write_count(_Count(highest, highest), sync=True)
        except OSError as error:
            refused = error
        try:
            with self._file() as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(0)
                file.write(bytes(size))
                file.truncate(min(size, _RESERVE))
                os.fsync(file.fileno())
        except OSError as error:
            if refused is not None:
                raise
            refused = error
        if refused is not None:
            _log.info("waiting events are settled in one file: %s", type(refused).__name__)

    def _opened(self, line: str) -> tuple[Entry | None, int | None]:
        try:
            form = self._cipher.open_json(line)
            number = form.get("waits") if isinstance(form, dict) else None
            return entry_of(form), number if type(number) is int else None
        except (DecryptionError, UnknownKeyError, AuditFormatError):
            return None, None

    def _highest(self) -> int:
        """Return the highest number in the file's last line: its count may not be written yet."""
        lines = self._lines()
        return (self._opened(lines[-1])[1] or 0) if lines else 0

    def _lines(self) -> list[str]:
        try:
            text = (self._path / "waiting.jsonl").read_text(encoding="ascii", errors="replace")
        except OSError:
            return []
        # A line without its end was being written when the power failed.
        return [line for line in text.rstrip("\0").split("\n")[:-1] if line]

    def _count(self, *, expected: bool) -> _Count:
        try:
            content = (self._path / "waiting.count").read_bytes()
        except FileNotFoundError:
            return _Count(altered=expected)
        except OSError:
            return _Count(altered=True)
        form, _, proof = content.partition(b"\n")
        try:
            root_id, mac = (bytes.fromhex(part) for part in proof.decode("ascii").split())
            if not hmac.compare_digest(self._mac(form, root_id), mac):
                return _Count(altered=True)
        except (ValueError, UnknownKeyError):
            return _Count(altered=True)
        told = json.loads(form)
        return _Count(told["given"], told["settled"])

    def _write_count(self, count: _Count, *, sync: bool = False) -> None:
        form = json.dumps({"given": count.given, "settled": count.settled}).encode()
        root_id = self._keyring.root_id()
        proof = f"\n{root_id.hex()} {self._mac(form, root_id).hex()}".encode()
        flags = os.O_WRONLY | os.O_CREAT | _NO_FOLLOW
        descriptor = os.open(self._path / "waiting.count", flags, 0o600)
        try:
            os.pwrite(descriptor, (form + proof).ljust(_COUNT_SIZE), 0)
            if sync:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _mac(self, form: bytes, root_id: bytes) -> bytes:
        root = self._keyring.field_root(PROJECT_SCOPE, root_id=root_id)
        with expand(root, _COUNT, 32) as key:
            return hmac.digest(key.view(), form, "sha256")

    @contextmanager
    def _file(self) -> Iterator[FileIO]:
        flags = os.O_RDWR | os.O_CREAT | _NO_FOLLOW
        descriptor = os.open(self._path / "waiting.jsonl", flags, 0o600)
        with FileIO(descriptor, "r+") as file:
            yield file
