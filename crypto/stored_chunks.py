"""The sealed chunks of a stored clip: fetched as the reader asks, and opened where it wants them.

Nothing that was not authentic stays in a buffer that is handed out.
"""

from .chunk_cipher import ChunkCipher
from .clip_header import BODY_OFFSET, CHUNK_SIZE, SEALED_CHUNK_SIZE, TAG_SIZE, chunk_count
from .errors import DECRYPTION_FAILED, TruncatedError
from .source import CiphertextSource

CUT_OR_EXTENDED = f"{DECRYPTION_FAILED}: truncated, extended or damaged at the end"


class StoredChunks:
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
            raise TruncatedError(CUT_OR_EXTENDED)
        return sealed

    def open_run(self, first: int, target: memoryview) -> int:
        """Open neighbouring chunks into ``target``, and return how many bytes that gave.

        It ends before a damaged chunk, of which nothing is left in ``target``.

        Raises:
            TruncatedError: the object ends before them, though its size said otherwise.
        """
        sealed = self.fetch(first, -(-len(target) // CHUNK_SIZE))
        return self.cipher.open_run(first, memoryview(sealed), target)

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
            raise TruncatedError(CUT_OR_EXTENDED)

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


class SealedBlock:
    """Up to 16 sealed chunks, each opened when it is first asked for."""

    __slots__ = ("_chunks", "_first_chunk", "_opened", "_sealed", "_target", "cleartext")

    def __init__(
        self, chunks: StoredChunks, first_chunk: int, *, sealed: bytes, cleartext_size: int
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


class SparseBlock(SealedBlock):
    """A block whose chunks are fetched when they are first asked for."""

    __slots__ = ("_fetched",)

    def __init__(self, chunks: StoredChunks, first_chunk: int, *, cleartext_size: int) -> None:
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
