"""Derive keys and public ids: HKDF-Expand with SHA-512 (RFC 5869 §2.3), written X(key, info, n).

Every use has its own ``info`` string, so no two uses share a key. Input keys are uniform 32-byte
secrets already, which is why the extract step is not needed.
"""

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from .errors import LockedError
from .secret import BytesLike, SecretKey, wipe

KEY_ID_INFO = b"safelight/key-id/v1"


def expand(key: SecretKey | BytesLike, info: bytes, length: int) -> SecretKey:
    """Return X(key, info, length) as a secret that the caller closes.

    Args:
        key: 32 uniform bytes.
        info: names the use.
        length: 1 to 16320 bytes.

    Raises:
        LockedError: ``key`` was closed.
    """
    return SecretKey.taking(expand_bytes(key, info, length))


def expand_bytes(key: SecretKey | BytesLike, info: bytes, length: int) -> bytearray:
    """Return X(key, info, length) in a buffer that the caller wipes if it is secret."""
    material = key.view() if isinstance(key, SecretKey) else key
    output = bytearray(length)
    HKDFExpand(SHA512(), length, info).derive_into(material, output)
    if isinstance(key, SecretKey) and key.closed:
        # Closed by another thread meanwhile: this may have been derived from zeros.
        wipe(output)
        raise LockedError
    return output


def key_id(key: SecretKey | BytesLike) -> bytes:
    """Return the 16-byte public id of a key: it names the key and tells nothing about it."""
    return bytes(expand_bytes(key, KEY_ID_INFO, 16))
