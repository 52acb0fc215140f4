"""A seekable stream over blocks that are fetched whole, opened on demand, and kept in a small LRU.

A block is what one request to the store fetches: 16 chunks, because a request to a bucket costs
more than the bytes. A source that fetches ahead of its reader decides that better; of it no more
is asked for than the chunks that a read touches. Only these are opened in any case, because a seek
in a clip needs a few of them. What a subclass adds is how a block is fetched and a chunk becomes
cleartext. A stream belongs to one thread at a time.
"""

import io
from collections import OrderedDict
from typing import TYPE_CHECKING, NoReturn, Protocol

from .clip_header import CHUNK_SIZE
from .errors import DamagedChunkError, LockedError
from .keyring import Keyring

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNKS_PER_BLOCK = 16
BLOCK_SIZE = CHUNKS_PER_BLOCK * CHUNK_SIZE
_CACHED_BLOCKS = 8


class Block(Protocol):
    """One fetched block; its chunks are numbered from 0."""

    @property
    def cleartext(self) -> memoryview:
        """The block's cleartext; a chunk's part is valid once :meth:`open_chunk` was true."""

    def open_chunk(self, chunk: int) -> bool:
        """Open a chunk unless that was done before, and tell whether it is undamaged."""


class BlockReader(io.RawIOBase):
    """Reads, seeks and caches; :meth:`_fetch_block` is the subclass's part.

    ``read(n)`` returns n bytes unless the clip ends or a damaged chunk begins before; a read that
    starts in a damaged chunk raises ``DamagedChunkError``, and the others can still be read.
    Once the keyring is closed every read raises ``LockedError``.
    """

    def __init__(self, keyring: Keyring, cleartext_size: int) -> None:
        super().__init__()
        self._keyring = keyring
        self._size = cleartext_size
        self._position = 0
        self._blocks: OrderedDict[int, Block] = OrderedDict()

    @property
    def cleartext_size(self) -> int:
        """Length of the cleartext in bytes."""
        return self._size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        self._require_not_closed()
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move to a byte of the cleartext; a position behind the end is allowed, as in files."""
        self._require_not_closed()
        if whence == io.SEEK_CUR:
            offset += self._position
        elif whence == io.SEEK_END:
            offset += self._size
        elif whence != io.SEEK_SET:
            raise ValueError("whence is 0, 1 or 2")
        if offset < 0:
            raise ValueError("a position is not negative")
        self._position = offset
        return offset

    def read(self, size: int | None = -1, /) -> bytes:
        """Return at most ``size`` bytes; all the rest when it is negative or None."""
        if size is None or size < 0:
            return self.readall()
        spans = self._take(size)
        return bytes(spans[0]) if len(spans) == 1 else b"".join(spans)

    def readall(self) -> bytes:
        """Return everything from here to the end.

        Raises:
            DamagedChunkError: some of it cannot be opened; nothing is returned then.
        """
        start = self._position
        spans = self._take(max(0, self._size - start))
        if self._position < self._size:
            damaged_at = self._position
            self._position = start
            self._span(damaged_at, 1)
        return b"".join(spans)

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        target = memoryview(buffer).cast("B")
        filled = 0
        for span in self._take(len(target)):
            target[filled : filled + len(span)] = span
            filled += len(span)
        return filled

    def close(self) -> None:
        # The cache goes with the stream: cleartext is not kept for longer than it is read.
        if not self.closed:
            blocks = getattr(self, "_blocks", None)
            if blocks is not None:
                blocks.clear()
        super().close()

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("a reader is neither copied nor pickled")

    def _fetch_block(self, index: int) -> Block:
        raise NotImplementedError

    def _fetch_chunks(self, block: Block, chunks: range) -> None:
        """Fetch what a block was made without; nothing by default."""

    def _take(self, size: int) -> list[memoryview]:
        """Return views of the next bytes and move on; raise only if the first is damaged."""
        self._require_readable()
        start = self._position
        try:
            return self._spans(min(size, self._size - start))
        except BaseException:
            # A read that was called off, or whose store is away, can be made again.
            self._position = start
            raise

    def _spans(self, wanted: int) -> list[memoryview]:
        spans: list[memoryview] = []
        while wanted > 0:
            try:
                span = self._span(self._position, wanted)
            except DamagedChunkError:
                if not spans:
                    raise
                break
            spans.append(span)
            self._position += len(span)
            wanted -= len(span)
        return spans

    def _span(self, position: int, wanted: int) -> memoryview:
        """Return up to ``wanted`` bytes, to the block's end or a damaged chunk at most."""
        index, offset = divmod(position, BLOCK_SIZE)
        block = self._blocks.get(index)
        if block is None:
            block = self._fetch_block(index)
            self._blocks[index] = block
            if len(self._blocks) > _CACHED_BLOCKS:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(index)
        first = offset // CHUNK_SIZE
        end = min(offset + wanted, len(block.cleartext))
        chunks = range(first, -(-end // CHUNK_SIZE))
        self._fetch_chunks(block, chunks)
        for chunk in chunks:
            if not block.open_chunk(chunk):
                if chunk == first:
                    chunk_index = index * CHUNKS_PER_BLOCK + chunk
                    raise DamagedChunkError(chunk_index, chunk_index * CHUNK_SIZE)
                end = chunk * CHUNK_SIZE
                break
        return block.cleartext[offset:end]

    def _require_readable(self) -> None:
        self._require_not_closed()
        if self._keyring.closed:
            self._blocks.clear()
            raise LockedError

    def _require_not_closed(self) -> None:
        if self.closed:
            raise ValueError("the reader is closed")
