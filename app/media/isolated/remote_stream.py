"""The clip's cleartext as a decoder process sees it: each read is answered by the program.

Each question costs a way to the program and back, so where no network is waited for, more is asked
for than is wanted, and still more where it is wanted in order. A task that reads all of a clip
reads most at a time.
"""

import io
from collections.abc import Callable

from app.media.isolated.arena import READ_BYTES
from app.media.isolated.channel import Channel
from app.media.isolated.wire import LARGEST_OFFSET

# What a player, which may want to be elsewhere next, asks for at least and at most: opening a few
# chunks more takes less than asking once more.
_LEAST_BYTES, _MOST_AHEAD_BYTES = 128 * 1024, 256 * 1024


class RemoteStream(io.RawIOBase):
    """Reads by way of a channel; for the channel's thread."""

    def __init__(
        self, channel: Channel, is_called_off: Callable[[], bool], *, ahead: bool = False
    ) -> None:
        """Open the clip. `is_called_off` ends the waiting for its bytes."""
        super().__init__()
        self._channel, self._is_called_off = channel, is_called_off
        self._at = self._kept_at = 0
        self._kept = b""
        self._size: int | None = None
        # No byte stands there or later.
        self._end = LARGEST_OFFSET
        self._is_near = channel.open_stream(is_called_off)
        self._reads_all, self._ahead = ahead, READ_BYTES if ahead else 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(READ_BYTES), b""))
        if self._at >= self._end:
            # Of a damaged clip FFmpeg may ask so ten thousands of times.
            return b""
        start = self._at - self._kept_at
        if not 0 <= start < len(self._kept):
            self._kept = self._fetched(size)
            if size and not self._kept:
                self._end = self._at
            self._kept_at, start = self._at, 0
        content = self._kept[start : start + size]
        self._at += len(content)
        return content

    def _fetched(self, size: int) -> bytes:
        if self._is_near and not self._reads_all:
            goes_on = self._kept and self._at == self._kept_at + len(self._kept)
            self._ahead = _MOST_AHEAD_BYTES if goes_on else _LEAST_BYTES
        return self._channel.read(self._at, max(size, self._ahead), self._is_called_off, least=size)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        if whence == io.SEEK_CUR:
            offset += self._at
        elif whence == io.SEEK_END:
            if self._size is None:
                self._size = self._channel.stream_size(self._is_called_off)
            offset += self._size
        elif whence != io.SEEK_SET:
            raise OSError("seek to nowhere")
        if offset < 0:
            raise OSError("seek before the start")
        self._at = offset
        return offset

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        if not self.closed:
            self._kept = b""
            self._channel.close_stream()
        super().close()
