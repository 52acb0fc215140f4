"""ReadTally: how many bytes of a clip its readers have been given."""

import io
import threading
from collections.abc import Callable

from app.media.container import ByteStream
from storage.interrupt import Interrupt


class ReadTally:
    """Counts over all streams that it has opened, on whatever threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reads = self._bytes = 0

    @property
    def reads(self) -> int:
        return self._reads

    @property
    def bytes(self) -> int:
        """Cleartext bytes, each counted as often as it was asked for."""
        return self._bytes

    def counted(
        self, open_stream: Callable[[Interrupt], ByteStream]
    ) -> Callable[[Interrupt], io.RawIOBase]:
        """Give an opener whose streams count here."""
        return lambda interrupt: _CountedStream(open_stream(interrupt), self._add)

    def _add(self, size: int) -> None:
        with self._lock:
            self._reads += 1
            self._bytes += size


class _CountedStream(io.RawIOBase):
    def __init__(self, inner: ByteStream, add: Callable[[int], None]) -> None:
        super().__init__()
        self._inner, self._add = inner, add

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    @property
    def is_near(self) -> bool:
        return bool(getattr(self._inner, "is_near", False))

    def read(self, size: int = -1, /) -> bytes:
        data = self._inner.read(size) or b""
        self._add(len(data))
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def close(self) -> None:
        self._inner.close()
        super().close()
