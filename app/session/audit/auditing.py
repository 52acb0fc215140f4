"""What an open project notes of itself, and what becomes of that when it cannot be noted.

    a write of annotations     the store notes it, in the same transaction
    `keep(event)`              blocks until it is kept; raises where it cannot be
    `note(event)`              returns at once; the database's worker keeps it

Where it is kept, see `audit_keeping`.

Rules:
- A database that is away is waited for. One that cannot be written, or whose log is damaged, turns
  the project read-only: `stopped` says why, and whoever listens is told once.
- Nothing can be seen of a clip, and nothing written in clear, unless the event is kept first.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from app.session.audit.denials import Denials
from app.session.audit.device import AuditParts
from app.session.audit.keeping import AuditKeeping
from app.session.audit.viewing import Viewing
from app.session.editing.write_worker import WriteWorker
from crypto.errors import EncryptionError, LockedError
from models.audit import events
from models.audit.chain import Head
from models.audit.entry import Event, Moment, Outcome
from models.audit.errors import (
    AuditError,
    AuditShorterError,
    AuditUnwritableError,
)
from models.audit.findings import Report
from models.audit.reading import AuditReader
from models.audit.verify import verify
from models.errors import RowAlteredError
from models.review.rights import Right

_log = logging.getLogger(__name__)
_SAME_FAILURE_S = 60.0
_MOST_FAILURES = 500


class AuditLog:
    """The audit log of an open project. Threads may share it.

    guard: raises where the person must not read the log. voucher_guard: where they must not vouch.
    shorter: entries were found missing when the project was opened; it goes on all the same.
    """

    def __init__(self, parts: AuditParts, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._parts = parts
        self._clock = clock
        self._worker: WriteWorker | None = None
        self._keeping = AuditKeeping(parts)
        self._failures: dict[tuple[UUID | None, str], float] = {}
        # Not the one of keeping, which is held while the disk works: the window asks for this one.
        self._failures_lock = threading.Lock()
        self._keys_seen: set[bytes] = set()
        self._noted: deque[tuple[Event, Moment]] = deque()
        self._denials = Denials(self.note, clock=clock)
        self.guard: Callable[[], object] = lambda: None
        self.voucher_guard: Callable[[], object] = lambda: None
        self.shorter: AuditShorterError | None = None

    @property
    def device_id(self) -> bytes:
        """The id of this device."""
        return self._parts.writer.device.device_id

    @property
    def stopped(self) -> Exception | None:
        """Why nothing may be changed any more, or None."""
        return self._keeping.stopped

    @property
    def blocked(self) -> AuditUnwritableError | None:
        """Why nothing may be shown or written in clear for now, or None."""
        return self._keeping.blocked

    def begin(self) -> None:
        """Note that the project was unlocked and opened, and look whether the log was cut.

        Raises:
            AuditUnwritableError: it can be kept nowhere, so the project stays closed.
        """
        parts = self._parts
        if not parts.database.read_only:
            with suppress(AuditUnwritableError):
                parts.folder.reserve()
            self.shorter = self._keeping.look_back()
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
        self._keeping.listen(listener)

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
        with self._keeping.lock:
            # What was noted before happened before.
            self._keep_noted()
            self._keeping.keep(event, moment)

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

    @contextmanager
    def opening(self, clip_id: UUID) -> Iterator[None]:
        """Note what cannot be opened of a clip."""
        try:
            yield
        except (EncryptionError, RowAlteredError) as error:
            self.failed_to_open(error, clip_id)
            raise

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

    def denied(self, right: Right) -> None:
        """Note that a right was asked for in vain: each at once, then once a minute at most."""
        self._denials.denied(right)

    def sign_soon(self) -> None:
        """Sign the newest entry, on the worker."""
        if self._worker is None:
            self._keeping.sign()
            return
        with suppress(RuntimeError):
            self._worker.submit(self._keeping.sign)

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

    def first_device(self) -> bytes | None:
        """Return the device that vouched for itself when this computer first looked, or None."""
        try:
            return self._parts.folder.seen().root
        except AuditError:
            return None

    def endorse(self, device_id: bytes) -> bool:
        """Vouch for another device; tell whether the project has it.

        Raises:
            NotAllowedError: the person's role does not allow it.
            AuditError: its row was altered: the key there is not the device's.
            DatabaseError
        """
        self.voucher_guard()
        reader = AuditReader(self._parts.database.reading, self._parts.keyring)
        device = reader.devices().get(device_id)
        if device is None:
            return False
        if device.is_altered:
            raise AuditError("This device's row was altered: the key in it is not the device's")
        writer = self._parts.writer
        with self._parts.database.writing() as connection:
            done = writer.endorse(connection, device_id, device.public_key)
            writer.append(connection, events.device_endorsed(device_id))
        writer.committed(connection)
        return done

    def close(self) -> None:
        """Note that the project is locked, sign the newest entry, remember what others wrote."""
        self._denials.flush()
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
        with self._keeping.lock:
            while self._noted:
                event, moment = self._noted.popleft()
                try:
                    self._keeping.keep(event, moment)
                except (AuditError, LockedError) as error:
                    kind = type(error).__name__
                    _log.info("an event of kind %s is not kept: %s", event.kind, kind)

    def _end(self) -> None:
        self._noted.append((events.locked(), Moment.now()))
        self._keep_noted()
        self._keeping.sign()
        self._keeping.remember_others()
