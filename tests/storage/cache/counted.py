"""A store whose requests are counted, and that can be away."""

import threading

from crypto.source import CiphertextSource
from storage.errors import StorageUnavailableError
from storage.fault import Fault
from storage.interrupt import Interrupt
from storage.memory import MemoryObjects


class CountedObjects(MemoryObjects):
    """Objects in memory.

    Attributes:
        asked: name, offset and length of every read, in order.
        opened: the name at every opening.
        away: everything fails on the way.
        gate: reads wait for it.
        at_gate: set once a read has come to the gate.
    """

    location = "s3://counted/clips"

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, int, int]] = []
        self.opened: list[str] = []
        self.away = False
        self.gate = threading.Event()
        self.gate.set()
        self.at_gate = threading.Event()

    @property
    def bytes_out(self) -> int:
        return sum(length for _, _, length in self.asked)

    def open(self, name: str, *, interrupt: Interrupt | None = None) -> CiphertextSource:
        self.require()
        self.opened.append(name)
        return _CountedSource(self, name, super().open(name), interrupt)

    def require(self) -> None:
        if self.away:
            raise StorageUnavailableError("the way is cut", Fault.CONNECTION)


class _CountedSource:
    fetches_ahead = False

    def __init__(
        self,
        objects: CountedObjects,
        name: str,
        inner: CiphertextSource,
        interrupt: Interrupt | None,
    ) -> None:
        self._objects, self._name, self._inner, self._interrupt = objects, name, inner, interrupt
        self.size = inner.size

    def read_at(self, offset: int, length: int) -> bytes:
        self._objects.require()
        self._objects.at_gate.set()
        while not self._objects.gate.wait(0.01):
            if self._interrupt is not None:
                self._interrupt.check()
        ciphertext = self._inner.read_at(offset, length)
        self._objects.asked.append((self._name, offset, len(ciphertext)))
        return ciphertext

    def forget(self, offset: int, length: int) -> bool:
        return False

    def close(self) -> None:
        self._inner.close()
