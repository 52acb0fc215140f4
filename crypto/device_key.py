r"""The key of one device: Ed25519 (RFC 8032), made there, and there alone.

===========  ==================================================================================
device id    X(public key, "safelight/key-id/v1", 16), so no other key can take the id's place
sealed       a field envelope of the 32-byte seed, table ``_device``, column ``key``; for a
             device whose key lies in no keyring file
===========  ==================================================================================

Keys that are shared by all who read a project prove nothing against one of them; a device's own
key does. Messages that are signed start with a name of their use, which ends in a zero byte.
"""

import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .errors import AlteredError, InvalidKeyFormatError, LockedError, RefusedFormatError
from .field import field_cipher
from .kdf import key_id
from .keyring import Keyring
from .secret import SecretKey

SEED_SIZE = 32
PUBLIC_KEY_SIZE = 32
SIGNATURE_SIZE = 64
_PLACE = ("_device", "key")


class DeviceKey:
    """One device's private key; it is wiped on close, and signs nothing after."""

    __slots__ = ("__weakref__", "_seed", "device_id", "public_key")

    def __init__(self, seed: SecretKey) -> None:
        """Take a seed of 32 bytes over; it becomes this key's own.

        Raises:
            InvalidKeyFormatError: it has another length.
            LockedError: it was closed.
        """
        if len(seed) != SEED_SIZE:
            raise InvalidKeyFormatError("A device key is 32 bytes long")
        self._seed = seed
        self.public_key = public_key_of(seed)
        self.device_id = device_id_of(self.public_key)

    @classmethod
    def generate(cls) -> "DeviceKey":
        """Return a new random key."""
        return cls(SecretKey.taking(bytearray(secrets.token_bytes(SEED_SIZE))))

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature under a message.

        Raises:
            LockedError: closed.
        """
        return _private(self._seed).sign(message)

    def seed_copy(self) -> SecretKey:
        """Return a copy of the seed, which the caller closes; only keyring files need it."""
        return SecretKey(self._seed.view())

    def close(self) -> None:
        """Wipe the seed. Closing twice is fine."""
        self._seed.close()

    def __repr__(self) -> str:
        return f"<DeviceKey {self.device_id.hex()[:8]}>"


def public_key_of(seed: SecretKey) -> bytes:
    """Return the 32 bytes of the public key that belongs to a seed."""
    return _private(seed).public_key().public_bytes_raw()


def device_id_of(public_key: bytes) -> bytes:
    """Return the 16-byte id of the device with this public key."""
    return key_id(public_key)


def check_signature(public_key: bytes, message: bytes, signature: bytes) -> None:
    """Make sure that a device signed a message.

    Raises:
        AlteredError: it did not.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise AlteredError from error


def seal_device_key(key: DeviceKey, keyring: Keyring) -> str:
    """Return the key sealed under the project's keys, for a file of the device's own."""
    with key.seed_copy() as seed:
        return field_cipher(keyring, *_PLACE).seal_bytes(seed.view())


def open_device_key(sealed: str, keyring: Keyring) -> DeviceKey:
    """Open what `seal_device_key` returned.

    Raises:
        AlteredError, RefusedFormatError: it was altered, or is something else.
        UnknownKeyError: it was sealed under another project's keys.
        LockedError: the keyring is closed.
    """
    seed = bytearray(field_cipher(keyring, *_PLACE).open_bytes(sealed))
    if len(seed) != SEED_SIZE:
        raise RefusedFormatError
    return DeviceKey(SecretKey.taking(seed))


def _private(seed: SecretKey) -> Ed25519PrivateKey:
    # Made for each use and dropped: the object would keep a copy that nobody can wipe.
    key = Ed25519PrivateKey.from_private_bytes(seed.view())
    if seed.closed:
        raise LockedError
    return key
