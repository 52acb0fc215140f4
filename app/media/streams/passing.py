"""A stream that passes another one on: the base of those that look at what goes through."""

import io

from app.media.container import ByteStream


class PassingStream(io.RawIOBase):
    """Reads from another stream, which becomes its own."""

    def __init__(self, inner: ByteStream) -> None:
        super().__init__()
        self._inner = inner

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._inner.read(size) or b""

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def close(self) -> None:
        self._inner.close()
        super().close()
