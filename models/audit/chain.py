r"""What binds an entry to its place, and what a device's signature stands under.

==========  ==================================================================================
AK          X(FR, "safelight/audit-key/v1\0" ‖ device id, 32); FR is the project's field root
            that sealed the entry's body, which the body names
MAC         HMAC-SHA-256(AK, "safelight/audit/v1\0" ‖ device id 16 ‖ u64 seq ‖ the MAC before, 32
            ‖ u32 length of body ‖ body); before the first entry stand zeros
head        Ed25519 over "safelight/audit-head/v1\0" ‖ device id 16 ‖ u64 seq ‖ MAC 32
endorsement Ed25519 over "safelight/audit-device/v1\0" ‖ device id 16 ‖ public key 32
==========  ==================================================================================

The MACs stop whoever can write the database but has no key. Who has the project's keys can compute
them; a head that was signed, or seen on another computer, shows that such a one rewrote the past.
"""

import hmac
from dataclasses import dataclass

from crypto.device_key import DeviceKey, check_signature
from crypto.errors import AlteredError, LockedError, UnknownKeyError
from crypto.kdf import expand
from crypto.keyring import Keyring
from crypto.scopes import PROJECT_SCOPE
from crypto.secret import SecretKey

MAC_SIZE = 32
FIRST = bytes(MAC_SIZE)
LARGEST_SEQ = (1 << 63) - 1
SIGNED_EVERY = 100
_ENTRY = b"safelight/audit/v1\0"
_KEY = b"safelight/audit-key/v1\0"
_HEAD = b"safelight/audit-head/v1\0"
_DEVICE = b"safelight/audit-device/v1\0"
# A field envelope: its suite, then 8 bytes that name the root, at least one block in all.
_SUITE, _ROOT, _LEAST_BODY = 0x12, slice(1, 9), 73


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a device at some moment; `signature` where the device vouched for it."""

    device_id: bytes
    seq: int
    mac: bytes
    signature: bytes = b""

    def message(self) -> bytes:
        """Return what the device signs."""
        return _HEAD + self.device_id + self.seq.to_bytes(8, "big") + self.mac

    def signed_by(self, key: DeviceKey) -> "Head":
        """Return the head with the device's signature."""
        return Head(self.device_id, self.seq, self.mac, key.sign(self.message()))

    def check(self, public_key: bytes) -> None:
        """Make sure that the device signed it.

        Raises:
            AlteredError: it did not.
        """
        check_signature(public_key, self.message(), self.signature)


def endorsement_of(key: DeviceKey, device_id: bytes, public_key: bytes) -> bytes:
    """Return one device's word that another belongs to the project."""
    return key.sign(_DEVICE + device_id + public_key)


def check_endorsement(
    endorser_key: bytes, device_id: bytes, public_key: bytes, endorsement: bytes
) -> None:
    """Make sure that a device vouched for another.

    Raises:
        AlteredError: it did not.
    """
    check_signature(endorser_key, _DEVICE + device_id + public_key, endorsement)


class ChainKeys:
    """The MAC keys of one device's chain, one for each field root that sealed a part of it.

    Wiped with the keyring; after that every call raises ``LockedError``.
    """

    def __init__(self, keyring: Keyring, device_id: bytes) -> None:
        self._keyring = keyring
        self.device_id = device_id
        self._by_root: dict[bytes, SecretKey] = {}
        keyring.close_with(self)

    def mac(self, seq: int, previous: bytes, body: bytes) -> bytes:
        """Return the MAC of an entry that follows the one with the MAC `previous`.

        Raises:
            AlteredError: the body is no envelope under a key that is here.
            LockedError: the keyring is closed.
        """
        if len(body) < _LEAST_BODY or body[0] != _SUITE:
            raise AlteredError
        root_id = body[_ROOT]
        key = self._by_root.get(root_id) or self._derive(root_id)
        place = _ENTRY + self.device_id + seq.to_bytes(8, "big") + previous
        made = hmac.digest(key.view(), place + len(body).to_bytes(4, "big") + body, "sha256")
        if key.closed:
            # Another thread locked meanwhile: the key may have been zeros when it was used.
            raise LockedError
        return made

    def close(self) -> None:
        """Wipe the keys."""
        for key in self._by_root.values():
            key.close()

    def _derive(self, root_id: bytes) -> SecretKey:
        try:
            root = self._keyring.field_root(PROJECT_SCOPE, root_id=root_id)
        except UnknownKeyError as error:
            raise AlteredError from error
        key = expand(root, _KEY + self.device_id, 32)
        self._by_root[root_id] = key
        return key
