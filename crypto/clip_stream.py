"""Seal a clip while it streams by; reading it is :mod:`crypto.clip_reader`, re-exported here.

Cleartext goes through one buffer of 16 chunks that is wiped at the end; nothing is written but
ciphertext.
"""

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from .block_reader import BLOCK_SIZE, CHUNKS_PER_BLOCK
from .chunk_cipher import ChunkCipher
from .clip_header import CHUNK_SIZE, SALT_SIZE, SEALED_CHUNK_SIZE, TAG_SIZE, ClipHeader, Kind
from .clip_reader import Expected, SeekableReader
from .keyring import Keyring
from .scopes import PROJECT_SCOPE
from .secret import BytesLike, wipe

__all__ = ["Expected", "SealReceipt", "SeekableReader", "seal_bytes", "seal_stream"]


@dataclass(frozen=True, slots=True)
class SealReceipt:
    """What was sealed: enough to fill the clip's row, and to check the object later."""

    clip_id: bytes
    key_id: bytes
    scope_id: bytes
    commitment: bytes
    cleartext_size: int
    stored_size: int
    stored_sha256: bytes
    cleartext_sha256: bytes

    def expected(self) -> Expected:
        """Return what a reader of this object should find."""
        return Expected(
            clip_id=self.clip_id,
            key_id=self.key_id,
            scope_id=self.scope_id,
            commitment=self.commitment,
            stored_size=self.stored_size,
        )


def seal_stream(
    cleartext: BinaryIO | io.RawIOBase,
    write: Callable[[BytesLike], Any],
    *,
    keyring: Keyring,
    kind: Kind = Kind.CLIP,
    clip_id: bytes | None = None,
    scope_id: bytes = PROJECT_SCOPE,
    progress: Callable[[int], None] | None = None,
) -> SealReceipt:
    """Seal everything that ``cleartext`` still has to give.

    Args:
        cleartext: is read to its end; short reads are fine.
        write: takes each piece whole; the piece is its own to keep.
        keyring: its primary key seals.
        kind: what the object holds.
        clip_id: 16 bytes; random by default, the clip's for derived data.
        scope_id: 16 bytes.
        progress: is told how many bytes of cleartext are done; what it raises stops the sealing.

    Raises:
        LockedError: the keyring is, or was meanwhile, closed.
        OSError: from ``cleartext`` or ``write``.
    """
    header = ClipHeader(
        kind,
        clip_id=os.urandom(16) if clip_id is None else clip_id,
        key_id=keyring.primary_id,
        scope_id=scope_id,
    )
    salt = os.urandom(SALT_SIZE)
    clip_key = keyring.clip_key(header.key_id, scope_id)
    cipher = ChunkCipher(clip_key, header.to_bytes(), salt)
    keyring.close_with(cipher)
    cleartext_hash, stored_hash = hashlib.sha256(), hashlib.sha256()
    stored_size = done = 0
    buffer = bytearray(BLOCK_SIZE)
    try:
        piece: BytesLike = header.to_bytes() + salt + cipher.commitment
        block_index = 0
        while True:
            write(piece)
            stored_hash.update(piece)
            stored_size += len(piece)
            if progress is not None and block_index:
                progress(done)
            # A block that is not full ends with the short last chunk, and nothing follows it.
            if done < block_index * BLOCK_SIZE:
                break
            filled = _fill(cleartext, buffer)
            clear = memoryview(buffer)[:filled]
            cleartext_hash.update(clear)
            piece = _seal_block(cipher, block_index * CHUNKS_PER_BLOCK, clear)
            done += filled
            block_index += 1
    finally:
        cipher.close()
        wipe(buffer)
    return SealReceipt(
        clip_id=header.clip_id,
        key_id=header.key_id,
        scope_id=scope_id,
        commitment=cipher.commitment,
        cleartext_size=done,
        stored_size=stored_size,
        stored_sha256=stored_hash.digest(),
        cleartext_sha256=cleartext_hash.digest(),
    )


def seal_bytes(
    cleartext: BytesLike,
    *,
    keyring: Keyring,
    kind: Kind = Kind.CLIP,
    clip_id: bytes | None = None,
    scope_id: bytes = PROJECT_SCOPE,
) -> tuple[bytes, SealReceipt]:
    """Seal bytes in memory; arguments and errors as :func:`seal_stream`."""
    pieces: list[BytesLike] = []
    receipt = seal_stream(
        io.BytesIO(cleartext),
        pieces.append,
        keyring=keyring,
        kind=kind,
        clip_id=clip_id,
        scope_id=scope_id,
    )
    return b"".join(pieces), receipt


def _fill(cleartext: BinaryIO | io.RawIOBase, buffer: bytearray) -> int:
    """Read until the buffer is full or the stream ends; return how many bytes are in it."""
    filled = 0
    while filled < len(buffer):
        piece = cleartext.read(len(buffer) - filled)
        if not piece:
            break
        buffer[filled : filled + len(piece)] = piece
        filled += len(piece)
    return filled


def _seal_block(cipher: ChunkCipher, first_chunk: int, cleartext: memoryview) -> bytearray:
    """Seal up to 16 chunks; fewer bytes than a full block end with the short last chunk."""
    whole, rest = divmod(len(cleartext), CHUNK_SIZE)
    chunks = whole if whole == CHUNKS_PER_BLOCK and not rest else whole + 1
    sealed = bytearray(len(cleartext) + chunks * TAG_SIZE)
    output = memoryview(sealed)
    for chunk in range(chunks):
        clear = cleartext[chunk * CHUNK_SIZE : (chunk + 1) * CHUNK_SIZE]
        start = chunk * SEALED_CHUNK_SIZE
        cipher.seal_into(first_chunk + chunk, clear, output[start : start + len(clear) + TAG_SIZE])
    return sealed
