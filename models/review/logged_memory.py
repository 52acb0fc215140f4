"""What this computer has read of the audit log about roles and rules, sealed in its state folder.

A log grows by thousands of entries a day: who opens a project reads what came since the last time.
A note that is gone or does not open is made anew. An older one that is put back costs a longer
reading and hides nothing, for the log is read on from there.
"""

import json
import logging
import os
from pathlib import Path

from crypto.errors import DecryptionError, UnknownKeyError
from crypto.field import field_cipher
from crypto.keyring import Keyring
from models.access import StoreAccess
from models.review.logged_roles import Logged, logged_of, read_logged

_log = logging.getLogger(__name__)


class LoggedMemory:
    """The note of one project; every method blocks.

    Args:
        path: the file; its folder is made.
    """

    def __init__(self, path: Path, keyring: Keyring) -> None:
        self._path = path
        self._cipher = field_cipher(keyring, "audit_entries", "logged")

    def read(self, access: StoreAccess) -> Logged:
        """Return what the log tells now, and keep it.

        Raises:
            LockedError, DatabaseError: see `AuditReader`.
        """
        known = self._kept()
        before = dict(known.places)
        found = read_logged(access, known)
        if found.places != before:
            self._keep(found)
        return found

    def _kept(self) -> Logged:
        try:
            told = self._cipher.open_json(self._path.read_text(encoding="ascii"))
            return logged_of(told if isinstance(told, dict) else {})
        except FileNotFoundError:
            return Logged()
        except (
            *(OSError, UnicodeDecodeError, json.JSONDecodeError),
            *(DecryptionError, UnknownKeyError),
            *(ValueError, KeyError, TypeError, AttributeError),
        ) as error:
            _log.info("the audit log is read from its start: %s", type(error).__name__)
            return Logged()

    def _keep(self, found: Logged) -> None:
        part = self._path.with_name(self._path.name + ".part")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            with os.fdopen(os.open(part, flags, 0o600), "w", encoding="ascii") as file:
                file.write(self._cipher.seal_json(found.to_json()))
            part.replace(self._path)
        except OSError as error:
            # It is read once more the next time.
            _log.info("what was read of the audit log is not kept: %s", type(error).__name__)
