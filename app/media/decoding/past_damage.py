"""Finds out which frames cannot be had because chunks of a clip can't be opened.

All bytes that can be opened are read, zeros stand for the others, and the packets tell which frames
those bytes belong to: before a player gets there. Nothing from here is ever shown.
"""

import io
from collections.abc import Callable

from app.media.container import ByteStream
from app.media.decoding.frame_reader import Cancelled
from app.media.errors import DecodingCancelledError
from app.media.index.frame_index import FrameIndex
from app.media.index.packet_spans import FrameDamage, damaged_frames
from crypto.clip_header import CHUNK_SIZE
from crypto.errors import DamagedChunkError

FrameFinder = Callable[[ByteStream, FrameIndex, tuple[range, ...]], FrameDamage | None]

_PIECE_BYTES = 1 << 20


class PastDamage(io.RawIOBase):
    """A clip's stream that reads zeros where a chunk can't be opened. Thread-confined.

    Only to find out what is damaged: what is decoded from zeros is nothing to show. Errors that
    concern more than one chunk pass through. The stream stays the caller's.
    """

    def __init__(self, stream: ByteStream) -> None:
        """Take the stream; nothing is read yet."""
        super().__init__()
        self._stream = stream
        self._size = stream.seek(0, io.SEEK_END)
        self._at = 0
        self._damaged: set[int] = set()

    @property
    def damaged(self) -> tuple[range, ...]:
        """The byte ranges that turned out damaged so far, ascending."""
        ranges: list[range] = []
        for chunk in sorted(self._damaged):
            start, stop = chunk * CHUNK_SIZE, min((chunk + 1) * CHUNK_SIZE, self._size)
            if ranges and ranges[-1].stop == start:
                start = ranges.pop().start
            ranges.append(range(start, stop))
        return tuple(ranges)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Read on, at most to the end of what is sound, or of what is damaged, in a row."""
        left = max(self._size - self._at, 0)
        wanted = left if size < 0 else min(size, left)
        while wanted:
            chunk, into = divmod(self._at, CHUNK_SIZE)
            if chunk in self._damaged:
                got = bytes(min(wanted, CHUNK_SIZE - into))
                break
            try:
                got = self._read_sound(wanted)
                break
            except DamagedChunkError as error:
                if error.chunk_index in self._damaged:
                    raise
                self._damaged.add(error.chunk_index)
        else:
            return b""
        self._at += len(got)
        return got

    def _read_sound(self, wanted: int) -> bytes:
        ahead = range(self._at // CHUNK_SIZE, (self._at + wanted - 1) // CHUNK_SIZE + 1)
        stop = next((chunk for chunk in ahead if chunk in self._damaged), ahead.stop) * CHUNK_SIZE
        self._stream.seek(self._at)
        return self._stream.read(min(wanted, stop - self._at)) or b""


def frames_that_cannot_be_read(
    stream: ByteStream,
    index: FrameIndex,
    *,
    find: FrameFinder = damaged_frames,
    cancelled: Cancelled | None = None,
) -> FrameDamage | None:
    """Read a whole clip and tell which frames its unreadable chunks cost; None where none can tell.

    `find` is `damaged_frames`, here or in a process of its own. `cancelled` is asked once a MiB.

    Raises: DecodingCancelledError, what the stream raises but DamagedChunkError.
    """
    past = PastDamage(stream)
    while past.read(_PIECE_BYTES):
        if cancelled is not None and cancelled():
            raise DecodingCancelledError
    if not past.damaged:
        return FrameDamage((), ())
    return find(past, index, past.damaged)
