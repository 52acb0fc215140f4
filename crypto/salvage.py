"""Read what is left of a damaged clip: authentic chunks, and zeros in the place of the others.

Only salvaging may import this: a stream with holes must not be taken for the clip. Not one byte
that fails its tag is released; see `crypto.damaged_clip` for why the rest may be.
"""

from .block_reader import CHUNKS_PER_BLOCK, Block, BlockReader
from .clip_header import BODY_OFFSET, CHUNK_SIZE, SEALED_CHUNK_SIZE, ClipHeader
from .clip_reader import Expected
from .damaged_clip import ChunkLayout, DamagedClip, merged
from .keyring import Keyring
from .source import CiphertextSource


class SalvageReader(BlockReader):
    """A clip's authentic cleartext as a stream in which damaged chunks read as zeros.

    It ends where the stored bytes are cut off. Belongs to one thread at a time.

    Args:
        source: becomes the reader's own when opening succeeds, and is closed with it.
        recorded: what the clip's verified row says lies here; without it the stored size counts.

    Raises:
        As `DamagedClip.open`; LockedError from reads once the keyring is closed.
    """

    def __init__(
        self, source: CiphertextSource, keyring: Keyring, recorded: Expected | None = None
    ) -> None:
        self._source: CiphertextSource | None = None
        start = source.read_at(0, min(BODY_OFFSET, source.size))
        self._clip = DamagedClip.open(start, source.size, keyring, recorded)
        self._zeroed: set[int] = set()
        layout = self._clip.layout
        present = layout.present_in(source.size)
        if recorded is None and layout.has_end and not _opens(self._clip, source, present - 1):
            # Without a record, an end that is not authentic is no end: its length is made up.
            present -= 1
        super().__init__(keyring, min(present * CHUNK_SIZE, layout.cleartext_size))
        self._source = source

    @property
    def header(self) -> ClipHeader:
        """The clip's header, as recorded or as the commitment confirms it."""
        return self._clip.header

    @property
    def zeroed(self) -> tuple[range, ...]:
        """Which bytes read so far are zeros because they could not be opened."""
        return merged(sorted(self._zeroed), self._clip.layout)

    def close(self) -> None:
        """Close the source and drop the key and all cached cleartext."""
        if self._source is not None:
            self._source.close()
            self._source = None
            self._clip.cipher.close()
        super().close()

    def _fetch_block(self, index: int) -> Block:
        if self._source is None:
            raise ValueError("the reader is closed")
        first, layout = index * CHUNKS_PER_BLOCK, self._clip.layout
        chunks = range(first, min(first + CHUNKS_PER_BLOCK, layout.count))
        size = min(CHUNKS_PER_BLOCK * CHUNK_SIZE, self.cleartext_size - first * CHUNK_SIZE)
        offset = BODY_OFFSET + first * SEALED_CHUNK_SIZE
        sealed = self._source.read_at(offset, sum(map(layout.sealed_size, chunks)))
        return _SalvagedBlock(
            self._clip, first, sealed=sealed, cleartext_size=size, zeroed=self._zeroed
        )


class _SalvagedBlock:
    """Up to 16 sealed chunks, each opened or zeroed when it is first asked for."""

    __slots__ = ("_clip", "_done", "_first_chunk", "_sealed", "_target", "_zeroed", "cleartext")

    def __init__(
        self,
        clip: DamagedClip,
        first_chunk: int,
        *,
        sealed: bytes,
        cleartext_size: int,
        zeroed: set[int],
    ) -> None:
        self._clip = clip
        self._first_chunk = first_chunk
        self._sealed = memoryview(sealed)
        self._target = memoryview(bytearray(cleartext_size))
        self._zeroed = zeroed
        self._done: set[int] = set()
        self.cleartext = self._target.toreadonly()

    def open_chunk(self, chunk: int) -> bool:
        if chunk not in self._done:
            self._done.add(chunk)
            sealed = self._sealed[chunk * SEALED_CHUNK_SIZE : (chunk + 1) * SEALED_CHUNK_SIZE]
            target = self._target[chunk * CHUNK_SIZE : (chunk + 1) * CHUNK_SIZE]
            number = self._first_chunk + chunk
            if not self._clip.opens(number, sealed[: self._size(number)], target):
                self._zeroed.add(number)
        return True

    def _size(self, number: int) -> int:
        layout: ChunkLayout = self._clip.layout
        return layout.sealed_size(number)


def _opens(clip: DamagedClip, source: CiphertextSource, chunk: int) -> bool:
    sealed = source.read_at(BODY_OFFSET + chunk * SEALED_CHUNK_SIZE, clip.layout.sealed_size(chunk))
    scratch = memoryview(bytearray(len(clip.layout.cleartext(chunk))))
    return clip.opens(chunk, memoryview(sealed), scratch)
