"""Cobblestone-256: the key schedule and the chunks of C2SP chunked-encryption, at random access.

HKDF-Expand-SHA-512(input key, label ‖ salt ‖ context, 76) gives an AES-256-GCM key, a 12-byte base
nonce and the 32-byte commitment. Chunk k is sealed under base nonce XOR k with no associated data.
Why that is safe: key and base nonce are fresh for each clip, because the salt is, and no two
chunks of a clip share a k. The commitment ties the bytes to one key, which GCM by itself does not.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .clip_header import CHUNK_SIZE, COMMITMENT_SIZE, SEALED_CHUNK_SIZE
from .errors import LockedError
from .kdf import expand_bytes
from .secret import SecretKey, wipe

_LABEL = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"
_CONTEXT = b"safelight/clip/v1\0"
_NONCE_SIZE = 12


def clip_context(header: bytes) -> bytes:
    """Return the context that binds the 64 header bytes to the body."""
    return _CONTEXT + header


class ChunkCipher:
    """Seals and opens single chunks of one clip. Holds a key until it is closed."""

    __slots__ = ("__weakref__", "_aead", "_base_nonce", "commitment")

    def __init__(self, clip_key: SecretKey, header: bytes, salt: bytes) -> None:
        """Derive the clip's keys.

        Args:
            clip_key: the scope's clip key, 32 bytes.
            header: the 64 header bytes.
            salt: the 24 bytes after them.
        """
        derived = expand_bytes(clip_key, _LABEL + salt + clip_context(header), 76)
        self._aead: AESGCM | None = AESGCM(memoryview(derived)[:32])
        self._base_nonce = int.from_bytes(derived[32:44], "big")
        self.commitment = bytes(derived[44 : 44 + COMMITMENT_SIZE])
        wipe(derived)

    def seal_into(self, chunk_index: int, cleartext: memoryview, output: memoryview) -> None:
        """Seal one chunk into ``output``, which is 16 bytes longer."""
        nonce = self._nonce(chunk_index)
        self._open_aead().encrypt_into(nonce, cleartext, None, output)

    def open_into(self, chunk_index: int, sealed: memoryview, output: memoryview) -> bool:
        """Open one chunk into ``output``, which is 16 bytes shorter.

        Returns:
            Whether the tag matched. If not, ``output`` is zeros: the cipher writes before it
            compares, and what it wrote is not authentic.
        """
        nonce = self._nonce(chunk_index)
        try:
            self._open_aead().decrypt_into(nonce, sealed, None, output)
        except InvalidTag:
            output[:] = bytes(len(output))
            return False
        return True

    def open_run(self, first_chunk: int, sealed: memoryview, output: memoryview) -> int:
        """Open neighbouring chunks into ``output``, and return how many of its bytes that gave.

        Args:
            first_chunk: its number.
            sealed: the chunks, all of them whole; the clip's last one may be shorter.
            output: 16 bytes shorter for each chunk. It ends with zeros where a tag did not match.
        """
        base_nonce = self._base_nonce
        decrypt_into = self._open_aead().decrypt_into
        opened = at = 0
        # One plain loop: a call of its own for each chunk takes longer than its cipher.
        for number in range(first_chunk, first_chunk + -(-len(output) // CHUNK_SIZE)):
            target = output[opened : opened + CHUNK_SIZE]
            try:
                decrypt_into(
                    (base_nonce ^ number).to_bytes(_NONCE_SIZE, "big"),
                    sealed[at : at + SEALED_CHUNK_SIZE],
                    None,
                    target,
                )
            except InvalidTag:
                target[:] = bytes(len(target))
                break
            opened += len(target)
            at += SEALED_CHUNK_SIZE
        return opened

    def close(self) -> None:
        """Drop the key; from then on every call raises ``LockedError``."""
        # In this order, and looked at in the other one: who still finds the key had the nonce.
        self._aead = None
        self._base_nonce = 0

    def _open_aead(self) -> AESGCM:
        aead = self._aead
        if aead is None:
            raise LockedError
        return aead

    def _nonce(self, chunk_index: int) -> bytes:
        return (self._base_nonce ^ chunk_index).to_bytes(_NONCE_SIZE, "big")
