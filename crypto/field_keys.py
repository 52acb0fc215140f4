"""The cipher work of field envelopes: one column's keys, and the fast paths for small values.

Everything that is the same for each envelope of a column is done once: the MAC's two hash states
are made in advance (with A already absorbed) and copied, and values up to 1 KiB are decrypted
through one ECB context that each thread keeps, chained by hand. A new CBC context costs more than
all the rest of opening a 200-byte field.
"""

import hashlib
import threading
from hmac import compare_digest

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from .errors import AlteredError, LockedError
from .kdf import expand
from .secret import BytesLike, SecretKey

FIELD_INFO = b"safelight/field/v1\0"
_SUITE_BYTE = b"\x12"
_PREFIX_SIZE = 9
_BODY_OFFSET = 25
_TAG_SIZE = 32
_FAST_LIMIT = 1024
_SHA512_BLOCK = 128
_INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))
_PADDINGS = tuple(bytes((length,)) * length for length in range(17))


class FieldKeys:
    """MAC and cipher of one column under one field root. Safe to use from several threads."""

    __slots__ = ("__weakref__", "_bits", "_encryption_key", "_inner", "_local", "_outer", "_prefix")

    def __init__(self, keys: SecretKey, prefix: bytes, associated: bytes) -> None:
        """Prepare from MAC 32 ‖ ENC 32.

        Args:
            keys: 64 bytes; copied, and the caller closes them.
            prefix: the 9 bytes in front of every envelope.
            associated: A, which the tag covers.
        """
        material = keys.view()
        self._prefix = prefix
        self._bits = (8 * len(associated)).to_bytes(8, "big")
        self._encryption_key = SecretKey(material[32:])
        padded = bytearray(_SHA512_BLOCK)
        padded[:32] = material[:32]
        self._inner = hashlib.sha512(padded.translate(_INNER_PAD) + associated)
        self._outer = hashlib.sha512(padded.translate(_OUTER_PAD))
        padded[:] = bytes(_SHA512_BLOCK)
        self._local = threading.local()

    def seal(self, type_byte: int, cleartext: BytesLike, *, iv: bytes) -> bytes:
        """Return the binary envelope. ``iv`` is 16 bytes that nobody could foretell."""
        cipher = Cipher(algorithms.AES(self._encryption_key.view()), modes.CBC(iv)).encryptor()
        padding = _PADDINGS[16 - (len(cleartext) + 1) % 16]
        body = iv + cipher.update(bytes((type_byte,)) + cleartext + padding)
        envelope = self._prefix + body + self._tag(body)
        if self._encryption_key.closed:
            # Another thread locked meanwhile: the key may have been zeros when it was used.
            raise LockedError
        return envelope

    def open(self, envelope: bytes) -> tuple[int, bytes]:
        """Check the tag and return the type byte and the cleartext.

        The caller has checked the length and that the prefix is this column's root.

        Raises:
            AlteredError: the tag does not match.
            LockedError: closed.
        """
        body = envelope[_PREFIX_SIZE:-_TAG_SIZE]
        if not compare_digest(self._tag(body), envelope[-_TAG_SIZE:]):
            raise LockedError if self._encryption_key.closed else AlteredError
        padded = self._decrypt(body)
        if self._encryption_key.closed:
            raise LockedError
        # The tag vouches for what seal() wrote; this refuses what another program padded wrongly.
        length = padded[-1]
        if not 1 <= length <= 16 or padded[-length:] != _PADDINGS[length] or length == len(padded):
            raise AlteredError
        return padded[0], padded[1:-length]

    def open_alike(self, envelopes: bytes, size: int, stride: int) -> bytes:
        """Check the tags of envelopes of one length, and only if all match decrypt them.

        The caller has checked the length and that each prefix is this column's root.

        Args:
            envelopes: one in every ``stride`` bytes.
            size: of each, in bytes from the stride's start on.
            stride: in bytes; what is left of it is not looked at.

        Returns:
            For each the type byte, the cleartext and the padding, which has not been checked.

        Raises:
            AlteredError: a tag does not match.
            LockedError: closed.
        """
        starts = range(0, len(envelopes), stride)
        bodies = [envelopes[at + _PREFIX_SIZE : at + size - _TAG_SIZE] for at in starts]
        untrusted_tags = b"".join([envelopes[at + size - _TAG_SIZE : at + size] for at in starts])
        if not compare_digest(b"".join(map(self._tag, bodies)), untrusted_tags):
            raise LockedError if self._encryption_key.closed else AlteredError
        blocks = self._block_function().update(b"".join([body[16:] for body in bodies]))
        chained = b"".join([body[:-16] for body in bodies])
        padded = int.from_bytes(blocks, "big") ^ int.from_bytes(chained, "big")
        if self._encryption_key.closed:
            raise LockedError
        return padded.to_bytes(len(blocks), "big")

    def close(self) -> None:
        """Drop the keys; other threads' cipher contexts go with their threads' references."""
        self._encryption_key.close()
        self._local = threading.local()
        # Fresh, empty states: a tag made after this matches nothing.
        self._inner = hashlib.sha512()
        self._outer = hashlib.sha512()

    def _tag(self, body: bytes) -> bytes:
        inner = self._inner.copy()
        inner.update(body + self._bits)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()[:_TAG_SIZE]

    def _decrypt(self, body: bytes) -> bytes:
        size = len(body) - 16
        if size > _FAST_LIMIT:
            key = algorithms.AES(self._encryption_key.view())
            return Cipher(key, modes.CBC(body[:16])).decryptor().update(body[16:])
        blocks = int.from_bytes(self._block_function().update(body[16:]), "big")
        return (blocks ^ int.from_bytes(body[:-16], "big")).to_bytes(size, "big")

    def _block_function(self) -> CipherContext:
        context: CipherContext | None = getattr(self._local, "ecb", None)
        if context is None:
            # ECB here is only CBC's block function: the chaining XOR follows.
            key = algorithms.AES(self._encryption_key.view())
            context = Cipher(key, modes.ECB()).decryptor()  # noqa: S305 - see above
            self._local.ecb = context
        return context


def derive_field_keys(root: SecretKey, root_id: bytes, *, table: str, column: str) -> FieldKeys:
    """Derive a column's keys from a field root whose id starts with ``root_id`` (8 bytes)."""
    place = table.encode("ascii") + b"\0" + column.encode("ascii")
    prefix = _SUITE_BYTE + root_id
    with expand(root, FIELD_INFO + place, 64) as keys:
        return FieldKeys(keys, prefix, FIELD_INFO + prefix + place)
