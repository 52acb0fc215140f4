"""Read a sealed clip at random: nothing is released before its tag is checked.

Opening checks, in this order, and each failure has its meaning:

1. the header's form                 ``RefusedFormatError``, ``TruncatedError``
2. the record of what should lie here ``AlteredError``, before any key look-up
3. the key                           ``UnknownKeyError``: a wrong key, not damage
4. the commitment                    ``AlteredError``: header altered, or another clip's body
5. the size rule                     ``TruncatedError``
6. the last chunk                    ``TruncatedError``: cut, extended or damaged there

Then each chunk when it is read: ``DamagedChunkError``, and the rest can still be read.
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
    """A clip's cleartext as a binary stream, fetched 16 chunks at a time.

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
        self._source: CiphertextSource | None = None
        self._cipher: ChunkCipher | None = None
        stored_size = source.size
        start = source.read_at(0, min(BODY_OFFSET, stored_size))
        self._bytes_read = len(start)
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
        self._check_last_chunk(source, cipher, size)
        super().__init__(keyring, size)
        keyring.close_with(cipher)
        self._cipher = cipher
        self._source = source

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
        return self._bytes_read

    def close(self) -> None:
        """Close the source and drop the key and all cached cleartext."""
        if self._source is not None:
            self._source.close()
            self._source = None
        if self._cipher is not None:
            self._cipher.close()
            self._cipher = None
        super().close()

    def _fetch_block(self, index: int) -> Block:
        source, cipher = self._source, self._cipher
        if source is None or cipher is None:
            raise ValueError("the reader is closed")
        first = index * CHUNKS_PER_BLOCK
        size = min(CHUNKS_PER_BLOCK * CHUNK_SIZE, self.cleartext_size - first * CHUNK_SIZE)
        chunks = min(CHUNKS_PER_BLOCK, chunk_count(self.cleartext_size) - first)
        wanted = size + chunks * TAG_SIZE
        sealed = source.read_at(BODY_OFFSET + first * SEALED_CHUNK_SIZE, wanted)
        self._bytes_read += len(sealed)
        if len(sealed) != wanted:
            raise TruncatedError(_CUT_OR_EXTENDED)
        return _SealedBlock(cipher, first, sealed=sealed, cleartext_size=size)

    def _check_last_chunk(self, source: CiphertextSource, cipher: ChunkCipher, size: int) -> None:
        last = chunk_count(size) - 1
        length = size - last * CHUNK_SIZE
        sealed = source.read_at(BODY_OFFSET + last * SEALED_CHUNK_SIZE, length + TAG_SIZE)
        self._bytes_read += len(sealed)
        scratch = memoryview(bytearray(length))
        if len(sealed) != length + TAG_SIZE or not cipher.open_into(
            last, memoryview(sealed), scratch
        ):
            raise TruncatedError(_CUT_OR_EXTENDED)


class _SealedBlock:
    """Up to 16 sealed chunks, each opened when it is first asked for."""

    __slots__ = ("_cipher", "_first_chunk", "_opened", "_sealed", "_target", "cleartext")

    def __init__(
        self, cipher: ChunkCipher, first_chunk: int, *, sealed: bytes, cleartext_size: int
    ) -> None:
        self._cipher = cipher
        self._first_chunk = first_chunk
        self._sealed = memoryview(sealed)
        self._target = memoryview(bytearray(cleartext_size))
        self._opened: dict[int, bool] = {}
        self.cleartext = self._target.toreadonly()

    def open_chunk(self, chunk: int) -> bool:
        intact = self._opened.get(chunk)
        if intact is None:
            intact = self._cipher.open_into(
                self._first_chunk + chunk,
                self._sealed[chunk * SEALED_CHUNK_SIZE : (chunk + 1) * SEALED_CHUNK_SIZE],
                self._target[chunk * CHUNK_SIZE : (chunk + 1) * CHUNK_SIZE],
            )
            self._opened[chunk] = intact
        return intact


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
