"""Read a sealed clip at random: nothing is released before its tag is checked.

Opening checks, in this order, and each failure has its meaning:

1. the header's form                 ``RefusedFormatError``, ``TruncatedError``
2. the record of what should lie here ``AlteredError``, before any key look-up
3. the key                           ``UnknownKeyError``: a wrong key, not damage
4. the commitment                    ``AlteredError``: header altered, or another clip's body
5. the size rule                     ``TruncatedError``
6. the last chunk                    ``TruncatedError``: cut, extended or damaged there

Then each chunk when it is read: ``DamagedChunkError``, and the rest can still be read.

A chunk whose tag is wrong is asked for once more where the source says that other bytes may come:
a copy of it may be damaged while the stored object is not.
"""

from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING

from .block_reader import BLOCK_SIZE, CHUNKS_PER_BLOCK, Block, BlockReader
from .chunk_cipher import ChunkCipher
from .clip_header import (
    BODY_OFFSET,
    CHUNK_SIZE,
    HEADER_SIZE,
    SALT_SIZE,
    ClipHeader,
    Kind,
    chunk_count,
    cleartext_size,
)
from .errors import (
    DECRYPTION_FAILED,
    AlteredError,
    DecryptionError,
    RefusedFormatError,
    TruncatedError,
)
from .keyring import Keyring
from .source import CiphertextSource
from .stored_chunks import CUT_OR_EXTENDED, SealedBlock, SparseBlock, StoredChunks

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_NOT_AS_RECORDED = f"{DECRYPTION_FAILED}: this is not the object that was recorded"
_ALTERED = f"{DECRYPTION_FAILED}: altered, or another clip's body"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a verified row says should lie in the store."""

    clip_id: bytes
    key_id: bytes
    scope_id: bytes
    commitment: bytes
    stored_size: int


class SeekableReader(BlockReader):
    """A clip's cleartext as a binary stream, fetched 16 chunks at a time or as the source likes.

    Belongs to one thread at a time; open one for each that reads. Locking the keyring from any
    thread makes the next read raise ``LockedError``.

    Args:
        source: becomes the reader's own when opening succeeds, and is closed with it.
        keyring: knows the clip's key.
        kind: what the object must say it holds.
        expected: what the clip's row says lies here.

    Raises:
        EncryptionError: as listed in the module's docstring.
    """

    def __init__(
        self,
        source: CiphertextSource,
        keyring: Keyring,
        *,
        kind: Kind = Kind.CLIP,
        expected: Expected | None = None,
    ) -> None:
        self._chunks: StoredChunks | None = None
        stored_size = source.size
        start = source.read_at(0, min(BODY_OFFSET, stored_size))
        self._header = _checked_header(start, stored_size, kind=kind, expected=expected)
        clip_key = keyring.clip_key(self._header.key_id, self._header.scope_id)
        if len(start) < BODY_OFFSET:
            raise TruncatedError(CUT_OR_EXTENDED)
        salt = start[HEADER_SIZE : HEADER_SIZE + SALT_SIZE]
        cipher = ChunkCipher(clip_key, start[:HEADER_SIZE], salt)
        self._commitment = start[HEADER_SIZE + SALT_SIZE :]
        if not compare_digest(cipher.commitment, self._commitment):
            raise AlteredError(_ALTERED)
        try:
            size = cleartext_size(stored_size)
        except TruncatedError as error:
            raise TruncatedError(CUT_OR_EXTENDED) from error
        chunks = StoredChunks(source, cipher, size)
        chunks.check_last()
        super().__init__(keyring, size)
        keyring.close_with(cipher)
        self._bytes_read_before = len(start)
        self._fetches_ahead = source.fetches_ahead
        self._chunks = chunks

    @property
    def header(self) -> ClipHeader:
        """The clip's header; authentic, because the commitment binds it."""
        return self._header

    @property
    def commitment(self) -> bytes:
        """The 32 bytes that bind key and header."""
        return self._commitment

    @property
    def bytes_read(self) -> int:
        """How many stored bytes were fetched so far, for diagnostics."""
        return self._bytes_read_before + (0 if self._chunks is None else self._chunks.bytes_read)

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill ``buffer`` as far as it goes, and return how much of it is cleartext.

        What lies behind that is undefined, but was never anything that is not authentic.
        """
        target = memoryview(buffer).cast("B")
        # What cannot be opened so may still be damaged in its copy only, which is known there.
        return self._open_run(target) or super().readinto(target)

    @property
    def is_near(self) -> bool:
        """Whether no read has to wait for a network."""
        return not self._fetches_ahead

    def close(self) -> None:
        """Close the source and drop the key and all cached cleartext."""
        if self._chunks is not None:
            self._bytes_read_before += self._chunks.bytes_read
            self._chunks.close()
            self._chunks = None
        super().close()

    def _open_run(self, target: memoryview) -> int:
        """Open whole chunks right into ``target``, if it takes a block of them from here on."""
        chunks, start = self._chunks, self._position
        size = min(len(target), self.cleartext_size - start)
        if chunks is None or size < BLOCK_SIZE or start % CHUNK_SIZE:
            return 0
        self._require_readable()
        if start + size < self.cleartext_size:
            size -= size % CHUNK_SIZE
        opened = chunks.open_run(start // CHUNK_SIZE, target[:size])
        self._position += opened
        return opened

    def _fetch_block(self, index: int) -> Block:
        chunks = self._chunks
        if chunks is None:
            raise ValueError("the reader is closed")
        first = index * CHUNKS_PER_BLOCK
        size = min(CHUNKS_PER_BLOCK * CHUNK_SIZE, self.cleartext_size - first * CHUNK_SIZE)
        if self._fetches_ahead:
            return SparseBlock(chunks, first, cleartext_size=size)
        count = min(CHUNKS_PER_BLOCK, chunk_count(self.cleartext_size) - first)
        sealed = chunks.fetch(first, count)
        return SealedBlock(chunks, first, sealed=sealed, cleartext_size=size)

    def _fetch_chunks(self, block: Block, chunks: range) -> None:
        if isinstance(block, SparseBlock):
            block.fetch(chunks)


def _checked_header(
    untrusted_start: bytes, stored_size: int, *, kind: Kind, expected: Expected | None
) -> ClipHeader:
    try:
        header = ClipHeader.parse(untrusted_start[:HEADER_SIZE])
    except DecryptionError as error:
        if expected is not None:
            raise AlteredError(_NOT_AS_RECORDED) from error
        raise
    if expected is not None and expected != Expected(
        clip_id=header.clip_id,
        key_id=header.key_id,
        scope_id=header.scope_id,
        commitment=untrusted_start[HEADER_SIZE + SALT_SIZE :],
        stored_size=stored_size,
    ):
        raise AlteredError(_NOT_AS_RECORDED)
    if header.kind is not kind:
        raise RefusedFormatError(f"{DECRYPTION_FAILED}: it holds something else than asked for")
    return header
