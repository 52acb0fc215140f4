"""A stream whose waiting may be called off, made fit for FFmpeg.

FFmpeg often reads on after an error. PyAV keeps the first exception and raises it when FFmpeg
returns, before anything that was read is used; a second one it would print and drop. So after the
first, reads give nothing, and the stream is never used again.
"""

import io

from app.media.container import ByteStream
from storage.errors import ReadInterruptedError


class CalledOffStream(io.RawIOBase):
    """Reads from another stream; raises ReadInterruptedError once."""

    def __init__(self, inner: ByteStream) -> None:
        super().__init__()
        self._inner = inner
        self._is_called_off = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self._is_called_off:
            return b""
        try:
            return self._inner.read(size) or b""
        except ReadInterruptedError:
            self._is_called_off = True
            raise

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def close(self) -> None:
        self._inner.close()
        super().close()
