"""Appends to one device's chain, inside transactions of the caller's.

- An entry stands in the same transaction as what it tells of: both are there, or neither.
- The number and the MAC before are read anew each time, under a lock: two windows of one device
  write one chain.
- What is at the end of the chain is not believed beyond its place: altering it shows later.
"""

import json
import weakref
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from crypto.device_key import DeviceKey
from crypto.field import JSON, field_cipher
from crypto.keyring import Keyring
from models.audit import rows
from models.audit.chain import (
    FIRST,
    LARGEST_SEQ,
    MAC_SIZE,
    SIGNED_EVERY,
    ChainKeys,
    Head,
    endorsement_of,
)
from models.audit.entry import Entry, Event, Moment, Signer, form_of
from models.audit.errors import AuditDamagedError

_SEPARATORS = (",", ":")


class AuditWriter:
    """Writes in one person's name on one device. Several threads may use it.

    Args:
        keyring: seals the entries.
        device: signs the heads; the caller closes it.
        signer: who works with what.
        on_committed: told, after each transaction that wrote entries, the heads that were signed
            in it and the newest.
    """

    def __init__(
        self,
        keyring: Keyring,
        device: DeviceKey,
        signer: Signer,
        *,
        on_committed: Callable[[Sequence[Head]], object] = lambda _heads: None,
    ) -> None:
        self.device = device
        self.signer = signer
        self.on_committed = on_committed
        self._cipher = field_cipher(keyring, "audit_entries", "body")
        self._device_cipher = field_cipher(keyring, "devices", "body")
        self._keys = ChainKeys(keyring, device.device_id)
        self._heads: weakref.WeakKeyDictionary[Connection, tuple[Head, ...]] = (
            weakref.WeakKeyDictionary()
        )

    def register(self, connection: Connection, about: dict[str, Any]) -> bool:
        """Make this device known to the project, unless it is; tell whether it was new.

        The project's first device vouches for itself; a later one waits for another's word.
        """
        rows.hold_devices(connection)
        known = {bytes(row[0]) for row in rows.devices(connection)}
        own = self.device
        if own.device_id in known:
            return False
        rows.add_device(
            connection,
            device_id=own.device_id,
            public_key=own.public_key,
            body=self._device_cipher.seal_binary(JSON, json_bytes(about)),
            endorsement=None if known else endorsement_of(own, own.device_id, own.public_key),
        )
        return True

    def endorse(self, connection: Connection, device_id: bytes, public_key: bytes) -> bool:
        """Vouch for another device; tell whether the project has it."""
        word = endorsement_of(self.device, device_id, public_key)
        return rows.endorse(connection, device_id, self.device.device_id, word)

    def append(
        self,
        connection: Connection,
        event: Event,
        *,
        moment: Moment | None = None,
        late: bool = False,
        signer: Signer | None = None,
    ) -> Head:
        """Write one entry; every hundredth one's head is signed.

        `moment` and `signer` are given where the event waited, which `late` says.

        Raises:
            AuditDamagedError: the chain's end cannot be followed.
            LockedError: the keyring is closed.
        """
        own = self.device.device_id
        rows.hold(connection, own)
        seq, previous = self._end(connection)
        seq += 1
        entry = Entry(
            own, seq, signer or self.signer, moment or Moment.now(), event=event, late=late
        )
        body = self._cipher.seal_binary(JSON, json_bytes(form_of(entry)))
        mac = self._keys.mac(seq, previous, body)
        rows.add_entry(connection, own, (seq, mac, body))
        head = Head(own, seq, mac)
        if not seq % SIGNED_EVERY:
            head = head.signed_by(self.device)
            rows.add_head(connection, head)
        self._keep(connection, head)
        return head

    def sign(self, connection: Connection) -> Head | None:
        """Sign the newest entry, unless that is done; return its head, None where there is none."""
        own = self.device.device_id
        rows.hold(connection, own)
        seq, mac = self._end(connection)
        if not seq:
            return None
        head = Head(own, seq, mac).signed_by(self.device)
        if not rows.has_head(connection, own, seq):
            rows.add_head(connection, head)
        self._keep(connection, head)
        return head

    def committed(self, connection: Connection) -> None:
        """Tell that the connection's transaction is on the disk."""
        heads = self._heads.pop(connection, ())
        if heads:
            self.on_committed(heads)

    def _keep(self, connection: Connection, head: Head) -> None:
        signed = (one for one in self._heads.get(connection, ()) if one.signature)
        self._heads[connection] = (*signed, head)

    def _end(self, connection: Connection) -> tuple[int, bytes]:
        last = rows.last_of(connection, self.device.device_id)
        if last is None:
            return 0, FIRST
        seq, mac, _ = last
        if type(seq) is not int or not 0 < seq < LARGEST_SEQ or len(mac) != MAC_SIZE:
            raise AuditDamagedError("The newest entry of the audit log is not one")
        return seq, bytes(mac)


def json_bytes(form: dict[str, Any]) -> bytes:
    """Return a JSON object as an entry's body holds it."""
    return json.dumps(form, ensure_ascii=False, allow_nan=False, separators=_SEPARATORS).encode()
