r"""What of the audit log lies in the state folder, apart from the database that it speaks of.

===================  =======================================================================
``heads.json``       the newest head seen of each device, and those that the database bore once
                     and bears no more; then a line with FR id[0:8] and HMAC-SHA-256 of the first
                     line under X(FR, "safelight/audit-note/v1\0", 32), in hex
``signed.jsonl``     heads that this device signed, one a line
``waiting.…``        events that the database did not take, and their count: see `waiting`
``device.key``       this device's key, sealed, where it lies in no keyring file
===================  =======================================================================

Heads are never lowered: a database that was cut, put back or rewritten no longer fits them. All
processes of one profile share the folder, and take turns by a lock.
"""

import fcntl
import hmac
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from crypto.device_key import DeviceKey, open_device_key, seal_device_key
from crypto.errors import UnknownKeyError
from crypto.kdf import expand
from crypto.keyring import Keyring
from crypto.scopes import PROJECT_SCOPE
from models.audit.chain import Head
from models.audit.entry import Entry
from models.audit.errors import AuditDamagedError, AuditUnwritableError
from models.audit.seen import SeenHeads, head_form, head_of
from models.audit.waiting import Waiting, WaitingEvents

_NOTE = b"safelight/audit-note/v1\0"
_NO_FOLLOW = os.O_NOFOLLOW | os.O_CLOEXEC


class AuditFolder:
    """The folder of one project on this computer.

    Raises (from every method that writes):
        AuditUnwritableError: the disk refuses.
    """

    def __init__(self, path: Path, keyring: Keyring) -> None:
        self.path = path
        self._keyring = keyring
        self._events = WaitingEvents(path, keyring)

    def seen(self) -> SeenHeads:
        """Return what is remembered; nothing on a computer that never saw the log.

        Raises:
            AuditDamagedError: the note was altered.
        """
        with self._locked():
            return self._read_seen()

    def note(
        self,
        *heads: Head,
        still_there: Callable[[Head], bool],
        root: bytes | None = None,
        afresh: bool = False,
    ) -> SeenHeads:
        """Remember heads that are on the database's disk; return all that is remembered now.

        `afresh` looks for every head that is remembered. A note that was altered is put aside.
        """
        with self._locked():
            try:
                seen = self._read_seen()
            except AuditDamagedError:
                (self.path / "heads.json").replace(self.path / "heads-altered.json")
                seen = SeenHeads()
            raised = seen.without_lost(still_there) if afresh else seen
            for head in heads:
                raised = raised.with_head(head, still_there=still_there)
            if raised.root is None:
                raised = replace(raised, root=root)
            if raised != seen:
                self._write_seen(raised)
            signed = [head for head in heads if head.signature]
            if signed:
                self._append("signed.jsonl", [json.dumps(head_form(head)) for head in signed])
            return raised

    @property
    def was_altered(self) -> bool:
        """Whether a note was put aside because it was altered."""
        return (self.path / "heads-altered.json").exists()

    def signed(self) -> list[Head]:
        """Return the heads that this device signed; lines that are none are left out."""
        heads = []
        for line in self._lines("signed.jsonl"):
            try:
                heads.append(head_of(json.loads(line)))
            except (ValueError, KeyError, TypeError):
                continue
        return heads

    def reserve(self) -> None:
        """Make room for events that may have to wait when the disk is full."""
        with self._locked(), self._writing():
            seen = self._known()
            self._events.reserve(counted=seen is None or seen.counted)
            if seen is not None and not seen.counted:
                self._write_seen(replace(seen, counted=True))

    def wait(self, entry: Entry, *, given: int = 0) -> int:
        """Keep an event until the database takes it; return its number among those that waited.

        That is above `given`, a number that the caller remembers.
        """
        with self._locked(), self._writing():
            return self._events.add(entry, given=given)

    @contextmanager
    def waiting(self, *, given: int = 0, settled: int = 0) -> Iterator[Waiting]:
        """Give the events that wait, in order; they are forgotten when the block ends well.

        `given` and `settled` are what the caller remembers, should the files tell less.
        """
        with self._locked(), self._writing():
            seen = self._known()
            counted = seen is not None and seen.counted
            with self._events.taking(counted=counted, given=given, settled=settled) as waiting:
                yield waiting

    def has_waiting(self) -> bool:
        """Tell whether events wait."""
        return self._events.any()

    def device_key(self) -> DeviceKey | None:
        """Return the device's key that lies here, None where there is none.

        Raises:
            DecryptionError, UnknownKeyError: it was altered, or is another project's.
        """
        lines = self._lines("device.key")
        return open_device_key(lines[0], self._keyring) if lines else None

    def keep_device_key(self, key: DeviceKey) -> DeviceKey:
        """Keep a new key here, and return it; or the one that another process was faster with."""
        with self._locked():
            known = self.device_key()
            if known is not None:
                key.close()
                return known
            with self._writing():
                self._replace("device.key", seal_device_key(key, self._keyring) + "\n", sync=True)
            return key

    def put_device_key_aside(self) -> None:
        """Keep a key that does not open under another name."""
        with self._locked(), self._writing():
            (self.path / "device.key").replace(self.path / "device-altered.key")

    def _read_seen(self) -> SeenHeads:
        try:
            content = (self.path / "heads.json").read_bytes()
        except FileNotFoundError:
            return SeenHeads()
        # A file that is empty is one that a power failure left, not one that somebody changed.
        if not content:
            return SeenHeads()
        form, _, proof = content.partition(b"\n")
        try:
            root_id, mac = (bytes.fromhex(part) for part in proof.decode("ascii").split())
            true = hmac.compare_digest(self._mac(form, root_id), mac)
        except (ValueError, UnknownKeyError):
            true = False
        if not true:
            raise AuditDamagedError("What this computer remembers of the audit log was altered")
        told = json.loads(form)
        newest = [head_of(one) for one in told["newest"]]
        return SeenHeads(
            newest={head.device_id: head for head in newest},
            gone=tuple(head_of(one) for one in told["gone"]),
            root=bytes.fromhex(told["root"]) if told["root"] else None,
            counted=bool(told.get("counted", False)),
        )

    def _known(self) -> SeenHeads | None:
        """Return what is remembered, None where that was altered: `note` puts it aside then."""
        try:
            return self._read_seen()
        except AuditDamagedError:
            return None

    def _write_seen(self, seen: SeenHeads) -> None:
        told = {
            "newest": [head_form(head) for head in seen.newest.values()],
            "gone": [head_form(head) for head in seen.gone],
            "root": "" if seen.root is None else seen.root.hex(),
            "counted": seen.counted,
        }
        form, root_id = json.dumps(told, separators=(",", ":")), self._keyring.root_id()
        mac = self._mac(form.encode(), root_id)
        with self._writing():
            self._replace("heads.json", f"{form}\n{root_id.hex()} {mac.hex()}\n")

    def _mac(self, form: bytes, root_id: bytes) -> bytes:
        root = self._keyring.field_root(PROJECT_SCOPE, root_id=root_id)
        with expand(root, _NOTE, 32) as key:
            return hmac.digest(key.view(), form, "sha256")

    def _lines(self, name: str) -> list[str]:
        try:
            text = (self.path / name).read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return []
        # A line without its end was being written when the power failed.
        return [line for line in text.split("\n")[:-1] if line]

    def _append(self, name: str, lines: list[str]) -> None:
        with self._writing():
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | _NO_FOLLOW
            descriptor = os.open(self.path / name, flags, 0o600)
            with os.fdopen(descriptor, "rb+", buffering=0) as file:
                size = file.seek(0, os.SEEK_END)
                torn = size > 0 and os.pread(file.fileno(), 1, size - 1) != b"\n"
                text = ("\n" if torn else "") + "".join(f"{line}\n" for line in lines)
                if file.write(text.encode("ascii")) != len(text):
                    raise AuditUnwritableError("There is no room for the audit log")
                os.fsync(file.fileno())

    def _replace(self, name: str, text: str, *, sync: bool = False) -> None:
        part = self.path / f"{name}.part"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_FOLLOW
        with os.fdopen(os.open(part, flags, 0o600), "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            if sync:
                os.fsync(file.fileno())
        part.replace(self.path / name)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise AuditUnwritableError("The state folder cannot be written") from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._writing():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | _NO_FOLLOW
            descriptor = os.open(self.path / "audit.lock", flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
