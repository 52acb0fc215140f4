"""A stream whose waiting may be called off, made fit for FFmpeg.

FFmpeg often reads on after an error. PyAV keeps the first exception and raises it when FFmpeg
returns, before anything that was read is used; a second one it would print and drop. So after the
first, reads give nothing, and the stream is never used again.
"""

from app.media.container import ByteStream
from app.media.streams.passing import PassingStream
from storage.errors import ReadInterruptedError


class CalledOffStream(PassingStream):
    """Reads from another stream; raises ReadInterruptedError once."""

    def __init__(self, inner: ByteStream) -> None:
        super().__init__(inner)
        self._is_called_off = False

    def read(self, size: int = -1, /) -> bytes:
        if self._is_called_off:
            return b""
        try:
            return super().read(size)
        except ReadInterruptedError:
            self._is_called_off = True
            raise
