"""Which device this is: its key, and what it tells the project of itself.

- A key that lies in the state folder is this profile's.
- Else one of the keyring file's is taken, unless the project knows it as another profile's: a
  keyring file that was copied does not make two devices one.
- Else a new one is made in the state folder, sealed under the project's keys. Without a keyring
  file, as with a key in the environment, that is where it lies.
"""

import getpass
import logging
import platform
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from crypto.device_key import DeviceKey
from crypto.errors import DecryptionError, UnknownKeyError
from crypto.keyring import Keyring
from crypto.secret import SecretKey
from models.audit.entry import Signer
from models.audit.folder import AuditFolder
from models.audit.reading import AuditReader, KnownDevice
from models.audit.writer import AuditWriter
from models.engine import Database
from models.errors import DatabaseError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AuditParts:
    """What the audit log of an open project is made of.

    failed: tells how often somebody was not let in before, as count, first and last µs; or None.
    forget_failed: is called once that stands in the log.
    """

    database: Database
    keyring: Keyring
    folder: AuditFolder
    writer: AuditWriter
    failed: tuple[int, int, int] | None = None
    forget_failed: Callable[[], None] = lambda: None


def open_audit(
    database: Database,
    keyring: Keyring,
    state_folder: Path,
    signer: Signer,
    *,
    failed: tuple[int, int, int] | None = None,
    forget_failed: Callable[[], None] = lambda: None,
) -> AuditParts:
    """Find out which device this is, and make it known to the project if it can be written.

    Raises:
        AuditUnwritableError: the device has no key yet, and the state folder takes none.
        DatabaseError
    """
    folder = AuditFolder(state_folder / "audit", keyring)
    known = _known_devices(database, keyring)
    device = _device_of(folder, keyring, known, signer.person)
    keyring.close_with(device)
    writer = AuditWriter(keyring, device, signer)
    if not database.read_only and device.device_id not in known:
        with database.writing() as connection:
            writer.register(connection, _about(signer.person))
    return AuditParts(database, keyring, folder, writer, failed=failed, forget_failed=forget_failed)


def _device_of(
    folder: AuditFolder, keyring: Keyring, known: dict[bytes, KnownDevice], person: UUID
) -> DeviceKey:
    try:
        own = folder.device_key()
    except (DecryptionError, UnknownKeyError):
        _log.info("this device's key in the state folder does not open, a new one is made")
        folder.put_device_key_aside()
        own = None
    if own is not None:
        return own
    for seed in keyring.device_seeds():
        key = DeviceKey(SecretKey(seed.view()))
        owner = known.get(key.device_id)
        if owner is None or owner.person == person.hex:
            return key
        key.close()
    return folder.keep_device_key(DeviceKey.generate())


def _about(person: UUID) -> dict[str, Any]:
    user = ""
    with suppress(OSError, KeyError, ImportError):
        user = getpass.getuser()
    return {"person": person.hex, "computer": platform.node(), "user": user}


def _known_devices(database: Database, keyring: Keyring) -> dict[bytes, KnownDevice]:
    try:
        return AuditReader(database.reading, keyring).devices()
    except DatabaseError:
        # A damaged database that is opened for what can still be read of it.
        if database.read_only:
            return {}
        raise
