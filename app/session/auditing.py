"""What an open project notes of itself, and what becomes of that when it cannot be noted.

    a write of annotations     the store notes it, in the same transaction
    `keep(event)`              blocks until it is kept; raises where it cannot be
    `note(event)`              returns at once; the database's worker keeps it
      └ the database           one entry behind this device's last
        └ the state folder     sealed, where the database takes nothing; moved over when it does
          └ nowhere            `blocked`: nothing more is opened or written in clear

Rules:
- A database that is away is waited for. One that cannot be written, or whose log is damaged, turns
  the project read-only: `stopped` says why, and whoever listens is told once.
- Nothing can be seen of a clip, and nothing written in clear, unless the event is kept first.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from uuid import UUID

from app.session.audit_device import AuditParts
from app.session.viewing import Viewing
from app.session.write_worker import WriteWorker
from crypto.errors import EncryptionError, LockedError
from models.audit import events, rows
from models.audit.chain import Head
from models.audit.entry import Entry, Event, Moment, Outcome
from models.audit.errors import (
    AuditDamagedError,
    AuditError,
    AuditShorterError,
    AuditUnwritableError,
)
from models.audit.findings import Report
from models.audit.reading import AuditReader
from models.audit.verify import endorsing_device, still_there, verify
from models.errors import DatabaseError, DatabaseUnavailableError, ModelError

_log = logging.getLogger(__name__)
_SAME_FAILURE_S = 60.0
_MOST_FAILURES = 500


class AuditLog:
    """The audit log of an open project. Threads may share it.

    guard: raises where the person must not read the log.
    shorter: entries were found missing when the project was opened; it goes on all the same.
    """

    def __init__(self, parts: AuditParts, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._parts = parts
        self._clock = clock
        self._worker: WriteWorker | None = None
        self._lock = threading.RLock()
        self._listeners: list[Callable[[Exception], None]] = []
        self._failures: dict[tuple[UUID | None, str], float] = {}
        # One of its own: the window asks for it, and the other is held while the disk works.
        self._failures_lock = threading.Lock()
        self._keys_seen: set[bytes] = set()
        self._noted: deque[tuple[Event, Moment]] = deque()
        self.guard: Callable[[], object] = lambda: None
        self.stopped: Exception | None = None
        self.blocked: AuditUnwritableError | None = None
        self.shorter: AuditShorterError | None = None
        parts.writer.on_committed = self._on_committed

    @property
    def device_id(self) -> bytes:
        """The id of this device."""
        return self._parts.writer.device.device_id

    def begin(self) -> None:
        """Note that the project was unlocked and opened, and look whether the log was cut.

        Raises:
            AuditUnwritableError: it can be kept nowhere, so the project stays closed.
        """
        parts = self._parts
        if not parts.database.read_only:
            with suppress(AuditUnwritableError):
                parts.folder.reserve()
            self._look_back()
        if parts.failed is not None:
            count, first_us, last_us = parts.failed
            self.keep(events.unlock_failed(count, first_us=first_us, last_us=last_us))
            parts.forget_failed()
        self.keep(events.unlocked(parts.keyring.ids()))
        if self.shorter is not None:
            self.keep(events.audit_failed("shorter than it was"))
        self.keep(events.project_opened(read_only=parts.database.read_only))

    def attach(self, worker: WriteWorker) -> None:
        """Let `note` go through the database's worker from now on."""
        self._worker = worker

    def listen(self, listener: Callable[[Exception], None]) -> None:
        """Call `listener` with why nothing may be changed any more; on whatever thread finds it."""
        self._listeners.append(listener)
        if self.stopped is not None:
            listener(self.stopped)

    def note(self, event: Event) -> None:
        """Keep an event soon; returns at once."""
        self._noted.append((event, Moment.now()))
        if self._worker is None:
            self._keep_noted()
            return
        try:
            self._worker.submit(self._keep_noted)
        except RuntimeError:
            _log.info("an event of kind %s came after the project was closed", event.kind)

    def keep(self, event: Event) -> None:
        """Keep an event now.

        Raises:
            AuditUnwritableError: it is kept nowhere, so what it tells of must not happen.
            LockedError: the project was closed.
        """
        moment = Moment.now()
        with self._lock:
            # What was noted before happened before.
            self._keep_noted()
            self._keep(event, moment)

    @contextmanager
    def exporting(self, event_for: Callable[[Outcome], Event]) -> Iterator[None]:
        """Note that something is written in clear before it is, and how that ended.

        Raises:
            AuditUnwritableError: nothing may be written in clear.
        """
        self.keep(event_for(Outcome.BEGUN))
        try:
            yield
        except BaseException:
            self.note(event_for(Outcome.FAILED))
            raise
        self.note(event_for(Outcome.DONE))
        self.sign_soon()

    def viewing(self, clip_id: UUID) -> Viewing:
        """Return what gathers the frames of a clip that are on the screen."""
        return Viewing(lambda frames: self.note(events.viewed(clip_id, frames)), self._later)

    def keys_used(self, key_ids: set[bytes], clip_id: UUID) -> None:
        """Note the data keys that open a clip, once each."""
        if fresh := key_ids - self._keys_seen:
            self._keys_seen |= fresh
            self.note(events.key_used(fresh, clip_id))

    def failed_to_open(self, error: BaseException, clip_id: UUID | None) -> None:
        """Note that something could not be opened: of one kind in one clip, once a minute."""
        now_s, what = self._clock(), (clip_id, type(error).__name__)
        with self._failures_lock:
            if now_s - self._failures.get(what, -_SAME_FAILURE_S) < _SAME_FAILURE_S:
                return
            if len(self._failures) >= _MOST_FAILURES:
                self._failures.clear()
            self._failures[what] = now_s
        self.note(events.decryption_failed(error, clip_id))

    def sign_soon(self) -> None:
        """Sign the newest entry, on the worker."""
        if self._worker is None:
            self._sign()
            return
        with suppress(RuntimeError):
            self._worker.submit(self._sign)

    def flush(self) -> None:
        """Wait until all is kept that was noted."""
        if self._worker is not None:
            self._worker.flush()

    def signed(self) -> list[Head]:
        """Return the heads that this device signed."""
        return self._parts.folder.signed()

    def reader(self) -> AuditReader:
        """Return what reads the entries.

        Raises:
            NotAllowedError: the person's role does not allow it.
        """
        self.guard()
        return AuditReader(self._parts.database.reading, self._parts.keyring)

    def verify(
        self,
        *,
        progress: Callable[[int, int], object] = lambda _done, _all: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Report:
        """Find and name what was done to the log from outside; blocks, see `models.audit.verify`.

        Raises:
            NotAllowedError: the person's role does not allow it.
            DatabaseError, LockedError
        """
        self.guard()
        parts = self._parts
        with parts.database.reading() as connection:
            return verify(
                connection, parts.keyring, parts.folder, progress=progress, cancelled=cancelled
            )

    def endorse(self, device_id: bytes) -> bool:
        """Vouch for another device; tell whether the project has it. Who may is the caller's.

        Raises:
            DatabaseError, AuditError
        """
        reader = AuditReader(self._parts.database.reading, self._parts.keyring)
        device = reader.devices().get(device_id)
        if device is None:
            return False
        writer = self._parts.writer
        with self._parts.database.writing() as connection:
            done = writer.endorse(connection, device_id, device.public_key)
            writer.append(connection, events.device_endorsed(device_id))
        writer.committed(connection)
        return done

    def close(self) -> None:
        """Note that the project is locked, sign the newest entry, remember what others wrote."""
        if self._worker is None:
            self._end()
            return
        with suppress(RuntimeError):
            self._worker.submit(self._end)

    def _later(self, job: Callable[[], None], delay_s: float) -> None:
        if self._worker is not None:
            with suppress(RuntimeError):
                self._worker.submit(job, delay_s=delay_s)

    def _keep_noted(self) -> None:
        """Keep what was noted. Whoever listens is told what is wrong; nobody waits for it here."""
        with self._lock:
            while self._noted:
                event, moment = self._noted.popleft()
                try:
                    self._keep(event, moment)
                except (AuditError, LockedError) as error:
                    kind = type(error).__name__
                    _log.info("an event of kind %s is not kept: %s", event.kind, kind)

    def _keep(self, event: Event, moment: Moment) -> None:
        parts = self._parts
        with self._lock:
            try:
                if parts.database.read_only:
                    self._wait(event, moment)
                else:
                    self._move_waiting()
                    self._append(event, moment)
            except DatabaseUnavailableError:
                self._wait(event, moment)
            except (DatabaseError, AuditDamagedError) as error:
                self._wait(event, moment)
                self._stop(error)
            self.blocked = None

    def _append(self, event: Event, moment: Moment) -> None:
        writer = self._parts.writer
        with self._parts.database.writing() as connection:
            writer.append(connection, event, moment=moment)
        writer.committed(connection)

    def _move_waiting(self) -> None:
        """Bring into the database what waits in the state folder."""
        parts = self._parts
        if not parts.folder.has_waiting():
            return
        with parts.folder.waiting() as entries, parts.database.writing() as connection:
            for entry in entries:
                parts.writer.append(
                    connection, entry.event, moment=entry.moment, late=True, signer=entry.signer
                )
        parts.writer.committed(connection)

    def _wait(self, event: Event, moment: Moment) -> None:
        parts = self._parts
        entry = Entry(self.device_id, 0, parts.writer.signer, moment, event=event, late=True)
        try:
            parts.folder.wait(entry)
        except AuditUnwritableError as error:
            self.blocked = error
            self._stop(error)
            raise

    def _stop(self, error: Exception) -> None:
        if self.stopped is not None:
            return
        self.stopped = error
        _log.info("the audit log cannot be written: %s", type(error).__name__)
        for listener in tuple(self._listeners):
            listener(error)

    def _on_committed(self, heads: Sequence[Head]) -> None:
        """Remember how long the chain is; that it is written does not depend on that."""
        try:
            self._parts.folder.note(*heads, still_there=self._is_there)
        except (AuditError, DatabaseError) as error:
            _log.info("the audit log's newest head is not noted: %s", type(error).__name__)

    def _is_there(self, head: Head) -> bool:
        with self._parts.database.reading() as connection:
            return still_there(connection, [head])[head]

    def _look_back(self) -> None:
        """Compare the database with what this computer remembers of it."""
        parts = self._parts
        try:
            with parts.database.reading() as connection:
                root = endorsing_device(connection)
            known = len(parts.folder.seen().gone)
            seen = parts.folder.note(still_there=self._is_there, root=root, afresh=True)
        except (AuditError, DatabaseError) as error:
            _log.info("the audit log cannot be compared: %s", type(error).__name__)
            return
        if len(seen.gone) > known:
            lost = seen.gone[-1]
            _log.info("the audit log of device %s lost entries", lost.device_id.hex()[:8])
            self.shorter = AuditShorterError(
                "Entries of the audit log that this computer saw are not in the database any more"
            )

    def _sign(self) -> None:
        parts = self._parts
        if parts.database.read_only:
            return
        try:
            with parts.database.writing() as connection:
                parts.writer.sign(connection)
            parts.writer.committed(connection)
        except (ModelError, EncryptionError) as error:
            _log.info("the audit log's newest head is not signed: %s", type(error).__name__)

    def _end(self) -> None:
        self._noted.append((events.locked(), Moment.now()))
        self._keep_noted()
        self._sign()
        parts = self._parts
        try:
            with parts.database.reading() as connection:
                newest = rows.newest_heads(connection)
            parts.folder.note(*newest, still_there=self._is_there)
        except (ModelError, EncryptionError) as error:
            _log.info("what others wrote is not remembered: %s", type(error).__name__)
