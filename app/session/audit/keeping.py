"""How an event of the audit log is kept, and what is remembered of the log on this computer.

    the database            one entry behind this device's last
      └ the state folder    sealed, where the database takes nothing; moved over when it does
        └ nowhere           `blocked`

A database that is away is waited for; one that cannot be written, or whose log is damaged, makes
`stopped` say why, and those who listen are told once. One event at a time.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial

from app.session.audit.device import AuditParts
from crypto.errors import EncryptionError
from models.audit import events, rows
from models.audit.chain import Head
from models.audit.entry import Entry, Event, Moment
from models.audit.errors import (
    AuditDamagedError,
    AuditError,
    AuditShorterError,
    AuditUnwritableError,
)
from models.audit.evidence import endorsing_device
from models.audit.verify import still_there
from models.audit.waiting import Waiting
from models.errors import DatabaseError, DatabaseUnavailableError, ModelError

_log = logging.getLogger(__name__)


class AuditKeeping:
    """Keeps events of one open project; blocks, so none of it is for the window's thread."""

    def __init__(self, parts: AuditParts) -> None:
        self._parts = parts
        self._listeners: list[Callable[[Exception], None]] = []
        self.lock = threading.RLock()
        self.stopped: Exception | None = None
        self.blocked: AuditUnwritableError | None = None
        # What this process knows of the events that wait, should somebody put older files back.
        self._given = self._settled = 0
        self._unsettled = True
        parts.writer.on_committed = self._on_committed

    def listen(self, listener: Callable[[Exception], None]) -> None:
        """Call `listener` with why nothing may be changed any more; on whatever thread finds it."""
        self._listeners.append(listener)
        if self.stopped is not None:
            listener(self.stopped)

    def keep(self, event: Event, moment: Moment) -> None:
        """Keep an event, in the database or the state folder.

        Raises:
            AuditUnwritableError: it is kept nowhere.
            LockedError: the keyring is closed.
        """
        parts = self._parts
        with self.lock:
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
        if not self._unsettled and not parts.folder.has_waiting():
            return
        with parts.folder.waiting(given=self._given, settled=self._settled) as waiting:
            tell_committed = self._move(waiting) if waiting else None
        self._given, self._settled = max(self._given, waiting.given), waiting.given
        self._unsettled = False
        if tell_committed is not None:
            # Not before: it takes the folder's lock, too.
            tell_committed()

    def _move(self, waiting: Waiting) -> Callable[[], None]:
        """Write what waited behind this device's last entry, and how much of it was lost."""
        parts = self._parts
        told = {"waiting events altered": waiting.altered, "waiting events gone": waiting.missing}
        with parts.database.writing() as connection:
            for entry in waiting.entries:
                parts.writer.append(
                    connection, entry.event, moment=entry.moment, late=True, signer=entry.signer
                )
            for reason, count in told.items():
                if count:
                    parts.writer.append(connection, events.audit_failed(reason, count=count))
        return partial(parts.writer.committed, connection)

    def _wait(self, event: Event, moment: Moment) -> None:
        parts = self._parts
        device_id, signer = parts.writer.device.device_id, parts.writer.signer
        entry = Entry(device_id, 0, signer, moment, event=event, late=True)
        self._unsettled = True
        try:
            self._given = parts.folder.wait(entry, given=self._given)
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

    def look_back(self) -> AuditShorterError | None:
        """Compare the database with what this computer remembers; return what is wrong, or None."""
        parts = self._parts
        try:
            with parts.database.reading() as connection:
                root = endorsing_device(connection)
            known = len(parts.folder.seen().gone)
            seen = parts.folder.note(still_there=self._is_there, root=root, afresh=True)
        except (AuditError, DatabaseError) as error:
            _log.info("the audit log cannot be compared: %s", type(error).__name__)
            return None
        if len(seen.gone) <= known:
            return None
        _log.info("the audit log of device %s lost entries", seen.gone[-1].device_id.hex()[:8])
        return AuditShorterError(
            "Entries of the audit log that this computer saw are not in the database any more"
        )

    def sign(self) -> None:
        """Sign the newest entry, where that can be written."""
        parts = self._parts
        if parts.database.read_only:
            return
        try:
            with parts.database.writing() as connection:
                parts.writer.sign(connection)
            parts.writer.committed(connection)
        except (ModelError, EncryptionError) as error:
            _log.info("the audit log's newest head is not signed: %s", type(error).__name__)

    def remember_others(self) -> None:
        """Remember the newest entries of all devices."""
        parts = self._parts
        try:
            with parts.database.reading() as connection:
                newest = rows.newest_heads(connection)
            parts.folder.note(*newest, still_there=self._is_there)
        except (ModelError, EncryptionError) as error:
            _log.info("what others wrote is not remembered: %s", type(error).__name__)
