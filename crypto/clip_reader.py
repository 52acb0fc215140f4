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

from .block_reader import CHUNKS_PER_BLOCK, Block, BlockReader
from .chunk_cipher import ChunkCipher
from .clip_header import (
    BODY_OFFSET,
    CHUNK_SIZE,
    HEADER_SIZE,
    SALT_SIZE,
    SEALED_CHUNK_SIZE,
    TAG_SIZE,
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

_CUT_OR_EXTENDED = f"{DECRYPTION_FAILED}: truncated, extended or damaged at the end"
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
        self._chunks: _StoredChunks | None = None
        stored_size = source.size
        start = source.read_at(0, min(BODY_OFFSET, stored_size))
        self._header = _checked_header(start, stored_size, kind=kind, expected=expected)
        clip_key = keyring.clip_key(self._header.key_id, self._header.scope_id)
        if len(start) < BODY_OFFSET:
            raise TruncatedError(_CUT_OR_EXTENDED)
        salt = start[HEADER_SIZE : HEADER_SIZE + SALT_SIZE]
        cipher = ChunkCipher(clip_key, start[:HEADER_SIZE], salt)
        self._commitment = start[HEADER_SIZE + SALT_SIZE :]
        if not compare_digest(cipher.commitment, self._commitment):
            raise AlteredError(_ALTERED)
        try:
            size = cleartext_size(stored_size)
        except TruncatedError as error:
            raise TruncatedError(_CUT_OR_EXTENDED) from error
        chunks = _StoredChunks(source, cipher, size)
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

    def close(self) -> None:
        """Close the source and drop the key and all cached cleartext."""
        if self._chunks is not None:
            self._bytes_read_before += self._chunks.bytes_read
            self._chunks.close()
            self._chunks = None
        super().close()

    def _fetch_block(self, index: int) -> Block:
        chunks = self._chunks
        if chunks is None:
            raise ValueError("the reader is closed")
        first = index * CHUNKS_PER_BLOCK
        size = min(CHUNKS_PER_BLOCK * CHUNK_SIZE, self.cleartext_size - first * CHUNK_SIZE)
        if self._fetches_ahead:
            return _SparseBlock(chunks, first, cleartext_size=size)
        count = min(CHUNKS_PER_BLOCK, chunk_count(self.cleartext_size) - first)
        sealed = chunks.fetch(first, count)
        return _SealedBlock(chunks, first, sealed=sealed, cleartext_size=size)

    def _fetch_chunks(self, block: Block, chunks: range) -> None:
        if isinstance(block, _SparseBlock):
            block.fetch(chunks)


class _StoredChunks:
    """The sealed chunks of one source, with the cipher that opens them."""

    __slots__ = ("_cleartext_size", "_source", "bytes_read", "cipher")

    def __init__(self, source: CiphertextSource, cipher: ChunkCipher, cleartext_size: int) -> None:
        self._source = source
        self.cipher = cipher
        self._cleartext_size = cleartext_size
        self.bytes_read = 0

    def fetch(self, first: int, count: int) -> bytes:
        """Return ``count`` sealed chunks.

        Raises:
            TruncatedError: the object ends before them, though its size said otherwise.
        """
        sealed = self._read(first, count)
        if len(sealed) != self._sealed_size(first, count):
            raise TruncatedError(_CUT_OR_EXTENDED)
        return sealed

    def open_again(self, chunk_index: int, sealed: memoryview, output: memoryview) -> bool:
        """Fetch a damaged chunk anew where that may help; tell whether it is undamaged then."""
        offset = BODY_OFFSET + chunk_index * SEALED_CHUNK_SIZE
        if not self._source.forget(offset, len(sealed)):
            return False
        again = self._read(chunk_index, 1)
        return len(again) == len(sealed) and self.cipher.open_into(
            chunk_index, memoryview(again), output
        )

    def check_last(self) -> None:
        """Open the last chunk.

        Raises:
            TruncatedError: cut, extended or damaged there.
        """
        last = chunk_count(self._cleartext_size) - 1
        sealed = self.fetch(last, 1)
        scratch = memoryview(bytearray(len(sealed) - TAG_SIZE))
        view = memoryview(sealed)
        intact = self.cipher.open_into(last, view, scratch) or self.open_again(last, view, scratch)
        if not intact:
            raise TruncatedError(_CUT_OR_EXTENDED)

    def close(self) -> None:
        self._source.close()
        self.cipher.close()

    def _read(self, first: int, count: int) -> bytes:
        offset = BODY_OFFSET + first * SEALED_CHUNK_SIZE
        sealed = self._source.read_at(offset, self._sealed_size(first, count))
        self.bytes_read += len(sealed)
        return sealed

    def _sealed_size(self, first: int, count: int) -> int:
        end = min((first + count) * CHUNK_SIZE, self._cleartext_size)
        return end - first * CHUNK_SIZE + count * TAG_SIZE


class _SealedBlock:
    """Up to 16 sealed chunks, each opened when it is first asked for."""

    __slots__ = ("_chunks", "_first_chunk", "_opened", "_sealed", "_target", "cleartext")

    def __init__(
        self, chunks: _StoredChunks, first_chunk: int, *, sealed: bytes, cleartext_size: int
    ) -> None:
        self._chunks = chunks
        self._first_chunk = first_chunk
        self._sealed = memoryview(sealed)
        self._target = memoryview(bytearray(cleartext_size))
        self._opened: dict[int, bool] = {}
        self.cleartext = self._target.toreadonly()

    def open_chunk(self, chunk: int) -> bool:
        intact = self._opened.get(chunk)
        if intact is None:
            number, sealed = self._first_chunk + chunk, self._sealed_chunk(chunk)
            target = self._target[chunk * CHUNK_SIZE : (chunk + 1) * CHUNK_SIZE]
            intact = self._chunks.cipher.open_into(
                number, sealed, target
            ) or self._chunks.open_again(number, sealed, target)
            self._opened[chunk] = intact
        return intact

    def _sealed_chunk(self, chunk: int) -> memoryview:
        return self._sealed[chunk * SEALED_CHUNK_SIZE : (chunk + 1) * SEALED_CHUNK_SIZE]


class _SparseBlock(_SealedBlock):
    """A block whose chunks are fetched when they are first asked for."""

    __slots__ = ("_fetched",)

    def __init__(self, chunks: _StoredChunks, first_chunk: int, *, cleartext_size: int) -> None:
        super().__init__(chunks, first_chunk, sealed=b"", cleartext_size=cleartext_size)
        self._fetched: dict[int, memoryview] = {}

    def fetch(self, chunks: range) -> None:
        """Fetch, in one request, those that were not opened yet.

        Raises:
            TruncatedError: the object ends before them.
        """
        missing = [chunk for chunk in chunks if chunk not in self._opened]
        if not missing:
            return
        first, count = missing[0], missing[-1] + 1 - missing[0]
        sealed = memoryview(self._chunks.fetch(self._first_chunk + first, count))
        for number in range(count):
            at = number * SEALED_CHUNK_SIZE
            self._fetched[first + number] = sealed[at : at + SEALED_CHUNK_SIZE]

    def _sealed_chunk(self, chunk: int) -> memoryview:
        return self._fetched.pop(chunk)


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
