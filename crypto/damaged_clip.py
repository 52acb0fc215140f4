"""Open what is left of a sealed clip: the start that all depends on, and where its chunks lie.

Normal reading (:mod:`crypto.clip_reader`) refuses a clip whose header or end is not as it was
sealed. To tell what exactly is damaged one has to go on. What makes that safe:

- A verified row knows every byte of the header and the commitment, so a damaged header is replaced
  by the recorded one. A salt that is damaged, or another clip's, gives another commitment: refused.
- Each chunk is authentic by itself: its tag covers its place, through the nonce, and its length.
- Without a row, the stored size alone says where the last chunk ends. Only its tag can confirm it.
"""

from dataclasses import dataclass
from hmac import compare_digest
from typing import Self

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
from .clip_reader import Expected
from .errors import AlteredError, RefusedFormatError, TruncatedError, UnknownKeyError
from .keyring import Keyring


@dataclass(frozen=True, slots=True)
class ChunkLayout:
    """Where a clip's chunks should lie.

    count: how many chunks there are, the short last one included where `has_end`.
    cleartext_size: bytes in all of them.
    """

    count: int
    cleartext_size: int
    has_end: bool

    @classmethod
    def of(cls, stored_size: int) -> Self:
        """Return the layout of an object of this size, which need not be a whole one."""
        try:
            size = cleartext_size(stored_size)
        except TruncatedError:
            whole = max(0, stored_size - BODY_OFFSET) // SEALED_CHUNK_SIZE
            return cls(whole, whole * CHUNK_SIZE, has_end=False)
        return cls(chunk_count(size), size, has_end=True)

    def cleartext(self, chunk: int) -> range:
        """Return the bytes of the cleartext that a chunk holds."""
        return range(chunk * CHUNK_SIZE, min((chunk + 1) * CHUNK_SIZE, self.cleartext_size))

    def sealed_size(self, chunk: int) -> int:
        """Return the stored size of a chunk, its tag included."""
        return len(self.cleartext(chunk)) + TAG_SIZE

    def present_in(self, stored_size: int) -> int:
        """Return how many of the chunks lie whole in an object of this size."""
        whole = max(0, stored_size - BODY_OFFSET) // SEALED_CHUNK_SIZE
        if whole >= self.count:
            return self.count
        end = BODY_OFFSET + whole * SEALED_CHUNK_SIZE + self.sealed_size(whole)
        return whole + (end <= stored_size)


@dataclass(frozen=True, slots=True)
class DamagedClip:
    """A clip whose start is good enough to open its chunks; owner of the cipher.

    header_intact: header and commitment lie in the store as they were sealed.
    """

    header: ClipHeader
    cipher: ChunkCipher
    layout: ChunkLayout
    header_intact: bool

    @classmethod
    def open(
        cls,
        untrusted_start: bytes,
        stored_size: int,
        keyring: Keyring,
        recorded: Expected | None = None,
    ) -> Self:
        """Open a clip by its first BODY_OFFSET bytes, or all that there are.

        Raises:
            AlteredError: not the recorded clip, or its salt is damaged: nothing can be opened.
            UnknownKeyError, LockedError
            TruncatedError: cut before the first chunk.
            RefusedFormatError: without a record, no clip's header.
        """
        header = _header(untrusted_start, recorded)
        stored_header = untrusted_start[:HEADER_SIZE]
        is_cut = len(untrusted_start) < BODY_OFFSET
        header_intact = header.to_bytes().startswith(stored_header)
        try:
            clip_key = keyring.clip_key(header.key_id, header.scope_id)
        except UnknownKeyError as error:
            if header_intact:
                raise
            raise AlteredError from error
        if is_cut:
            raise TruncatedError if header_intact else AlteredError
        salt = untrusted_start[HEADER_SIZE : HEADER_SIZE + SALT_SIZE]
        stored_commitment = untrusted_start[HEADER_SIZE + SALT_SIZE : BODY_OFFSET]
        commitment = stored_commitment if recorded is None else recorded.commitment
        cipher = ChunkCipher(clip_key, header.to_bytes(), salt)
        if not compare_digest(cipher.commitment, commitment):
            cipher.close()
            raise AlteredError
        keyring.close_with(cipher)
        return cls(
            header,
            cipher,
            ChunkLayout.of(stored_size if recorded is None else recorded.stored_size),
            header_intact=header_intact and stored_commitment == commitment,
        )

    def opens(self, chunk: int, sealed: memoryview, output: memoryview) -> bool:
        """Open a chunk into `output`; zeros, and False, where it is damaged or not all there."""
        if len(sealed) == self.layout.sealed_size(chunk):
            return self.cipher.open_into(chunk, sealed, output)
        output[:] = bytes(len(output))
        return False


def merged(chunks: list[int], layout: ChunkLayout) -> tuple[range, ...]:
    """Return the cleartext of some chunks, ascending, as few byte ranges; empty ones left out."""
    ranges: list[range] = []
    for chunk in chunks:
        held = layout.cleartext(chunk)
        if ranges and ranges[-1].stop == held.start:
            ranges[-1] = range(ranges[-1].start, held.stop)
        elif held:
            ranges.append(held)
    return tuple(ranges)


def _header(untrusted_start: bytes, recorded: Expected | None) -> ClipHeader:
    if recorded is not None:
        return ClipHeader(
            Kind.CLIP,
            clip_id=recorded.clip_id,
            key_id=recorded.key_id,
            scope_id=recorded.scope_id,
        )
    header = ClipHeader.parse(untrusted_start[:HEADER_SIZE])
    if header.kind is not Kind.CLIP:
        raise RefusedFormatError("Decryption failed: it holds something else than a clip")
    return header
