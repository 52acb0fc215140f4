"""The older system's form: ``IV 16 ‖ AES-256-CBC(PKCS#7)`` under the data key itself.

It cannot see tampering: 99 % of all bit flips decrypt without an error. It is read where the read
policy allows and written only when someone asks for it. There is one error whatever the cause
("Decryption failed"), because telling bad padding from other trouble lets an attacker decrypt;
no background job may retry it, and no count of it leaves the device in clear.
"""

import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .block_reader import BLOCK_SIZE, Block, BlockReader
from .clip_header import CHUNK_SIZE
from .errors import DecryptionError, LockedError, RefusedFormatError
from .keyring import Keyring
from .policy import ReadPolicy
from .secret import BytesLike, SecretKey
from .source import CiphertextSource

AES_BLOCK = 16
MINIMUM_SIZE = 2 * AES_BLOCK
# The library's update_into wants room for one block less a byte more than it writes.
_SPARE = AES_BLOCK - 1


def encrypt(key: SecretKey | BytesLike, cleartext: BytesLike) -> bytes:
    """Return the raw form of ``cleartext`` under a fresh random IV.

    Args:
        key: the data key, 32 bytes.
        cleartext: any bytes.
    """
    iv = os.urandom(AES_BLOCK)
    clear = memoryview(cleartext)
    whole = len(clear) // AES_BLOCK * AES_BLOCK
    padding = AES_BLOCK - (len(clear) - whole)
    last = bytes(clear[whole:]) + bytes((padding,)) * padding
    # Padded by hand: the library's padder holds the GIL over the whole buffer.
    output = bytearray(AES_BLOCK + whole + AES_BLOCK + _SPARE)
    output[:AES_BLOCK] = iv
    context = Cipher(algorithms.AES(_material(key)), modes.CBC(iv)).encryptor()
    target = memoryview(output)[AES_BLOCK:]
    written = context.update_into(clear[:whole], target)
    written += context.update_into(last, target[written:])
    _refuse_wiped(key)
    return bytes(memoryview(output)[: AES_BLOCK + written])


def decrypt(key: SecretKey | BytesLike, ciphertext: BytesLike) -> bytes:
    """Return the cleartext of the raw form. It is **not** authenticated.

    Raises:
        DecryptionError: wrong key, damage, or not this form; nothing tells which.
        LockedError: the key was closed.
    """
    stored = memoryview(ciphertext)
    if not _is_raw_size(len(stored)):
        raise DecryptionError
    cleartext = _decrypt_blocks(key, bytes(stored[:AES_BLOCK]), stored[AES_BLOCK:])
    return bytes(cleartext[: len(cleartext) - _padding_length(cleartext[-AES_BLOCK:])])


class RawCbcReader(BlockReader):
    """The cleartext of a raw CBC object as a seekable stream. It is **not** authenticated.

    Belongs to one thread at a time.

    Args:
        source: becomes the reader's own when opening succeeds, and is closed with it.
        keyring: its read policy must allow raw CBC.
        key_id: which data key, the primary by default; the form itself does not say.

    Raises:
        RefusedFormatError: the read policy does not allow the form.
        DecryptionError: wrong key, damage, or not this form; nothing tells which.
        UnknownKeyError: ``key_id`` is not in the keyring.
        LockedError: the keyring is closed.
    """

    def __init__(
        self, source: CiphertextSource, keyring: Keyring, *, key_id: bytes | None = None
    ) -> None:
        self._source: CiphertextSource | None = None
        keyring.require_open()
        if not keyring.read_policy.allows(ReadPolicy.RAW_CBC):
            raise RefusedFormatError
        self._key = keyring.raw_key(key_id)
        self._stored_size = source.size
        self._bytes_read = MINIMUM_SIZE
        if not _is_raw_size(self._stored_size):
            raise DecryptionError
        tail = source.read_at(self._stored_size - MINIMUM_SIZE, MINIMUM_SIZE)
        if len(tail) != MINIMUM_SIZE:
            raise DecryptionError
        last = _decrypt_blocks(self._key, tail[:AES_BLOCK], memoryview(tail)[AES_BLOCK:])
        super().__init__(keyring, self._stored_size - AES_BLOCK - _padding_length(last))
        self._source = source

    @property
    def bytes_read(self) -> int:
        """How many stored bytes were fetched so far, for diagnostics."""
        return self._bytes_read

    def close(self) -> None:
        """Close the source and drop all cached cleartext."""
        if self._source is not None:
            self._source.close()
            self._source = None
        super().close()

    def _fetch_block(self, index: int) -> Block:
        start = index * BLOCK_SIZE
        if self._source is not None and self._source.fetches_ahead:
            return _SparseBlock(start, min(BLOCK_SIZE, self.cleartext_size - start))
        size = min(BLOCK_SIZE, self._stored_size - AES_BLOCK - start)
        return _OpenedBlock(self._opened(start, size)[: self.cleartext_size - start].toreadonly())

    def _fetch_chunks(self, block: Block, chunks: range) -> None:
        if not isinstance(block, _SparseBlock):
            return
        missing = [chunk for chunk in chunks if chunk not in block.opened]
        if missing:
            at = missing[0] * CHUNK_SIZE
            # Only whole AES blocks can be decrypted; behind the last cleartext there is padding.
            end = min((missing[-1] + 1) * CHUNK_SIZE, self._stored_size - AES_BLOCK - block.start)
            block.put(at, self._opened(block.start + at, end - at))
            block.opened.update(range(missing[0], missing[-1] + 1))

    def _opened(self, start: int, size: int) -> memoryview:
        """Return the cleartext from ``start``, padding and all; both are whole AES blocks."""
        if self._source is None:
            raise ValueError("the reader is closed")
        # Cleartext block n is stored at n + 1, because of the IV, and needs the one before it.
        stored = self._source.read_at(start, AES_BLOCK + size)
        self._bytes_read += len(stored)
        if len(stored) != AES_BLOCK + size:
            raise DecryptionError
        return _decrypt_blocks(self._key, stored[:AES_BLOCK], memoryview(stored)[AES_BLOCK:])


@dataclass(frozen=True, slots=True)
class _OpenedBlock:
    """CBC decrypts a block in one call, and nothing in it can be seen to be damaged."""

    cleartext: memoryview

    def open_chunk(self, _chunk: int) -> bool:
        return True


class _SparseBlock:
    """A block that is decrypted by chunks, as they are fetched."""

    __slots__ = ("_target", "cleartext", "opened", "start")

    def __init__(self, start: int, size: int) -> None:
        self.start = start
        self.opened: set[int] = set()
        self._target = memoryview(bytearray(size))
        self.cleartext = self._target.toreadonly()

    def put(self, at: int, cleartext: memoryview) -> None:
        size = min(len(cleartext), len(self._target) - at)
        self._target[at : at + size] = cleartext[:size]

    def open_chunk(self, chunk: int) -> bool:
        return chunk in self.opened


def _is_raw_size(size: int) -> bool:
    return size >= MINIMUM_SIZE and size % AES_BLOCK == 0


def _decrypt_blocks(key: SecretKey | BytesLike, iv: bytes, blocks: memoryview) -> memoryview:
    output = bytearray(len(blocks) + _SPARE)
    context = Cipher(algorithms.AES(_material(key)), modes.CBC(iv)).decryptor()
    written = context.update_into(blocks, output)
    _refuse_wiped(key)
    return memoryview(output)[:written]


def _padding_length(last_block: memoryview) -> int:
    length = last_block[-1]
    if not 1 <= length <= AES_BLOCK or bytes(last_block[-length:]) != bytes((length,)) * length:
        raise DecryptionError
    return length


def _material(key: SecretKey | BytesLike) -> BytesLike:
    return key.view() if isinstance(key, SecretKey) else key


def _refuse_wiped(key: SecretKey | BytesLike) -> None:
    # Closed by another thread meanwhile: the cipher may have been made with zeros.
    if isinstance(key, SecretKey) and key.closed:
        raise LockedError
