"""ReadTally: how many bytes of a clip its readers have been given."""

import io
import threading
from collections.abc import Callable

from app.media.container import ByteStream
from app.media.streams.passing import PassingStream
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


class _CountedStream(PassingStream):
    def __init__(self, inner: ByteStream, add: Callable[[int], None]) -> None:
        super().__init__(inner)
        self._add = add

    def read(self, size: int = -1, /) -> bytes:
        data = super().read(size)
        self._add(len(data))
        return data
