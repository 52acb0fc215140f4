"""Clips in memory, gone with the process: for tests, and for looking at one clip in passing.

They are sealed here as on a disk, so that a memory dump of an idle store shows ciphertext only.
"""

import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from crypto.keyring import Keyring
from crypto.secret import BytesLike
from crypto.source import BytesSource, CiphertextSource
from storage.errors import ClipNotFoundError
from storage.interrupt import Interrupt
from storage.location import refuse_collision
from storage.object_store import ObjectEntry
from storage.sealed import SealedVideoStorage


class MemoryObjects:
    """An object store in a dictionary."""

    location = "memory"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._objects: dict[str, tuple[bytes, datetime]] = {}
        self._in_the_making: set[str] = set()

    def entries(self, prefix: str = "") -> Iterator[ObjectEntry]:
        with self._lock:
            kept = sorted(self._objects.items())
        for name, (ciphertext, modified_at) in kept:
            if name.startswith(prefix):
                yield ObjectEntry(name, len(ciphertext), modified_at)

    def open(self, name: str, *, interrupt: Interrupt | None = None) -> CiphertextSource:
        del interrupt  # Nothing here waits.
        with self._lock:
            try:
                return BytesSource(self._objects[name][0])
            except KeyError as error:
                raise ClipNotFoundError("there is no such object") from error

    def create(self, name: str) -> "MemoryWriter":
        with self._lock:
            refuse_collision(name, [*self._objects, *self._in_the_making])
            self._in_the_making.add(name)
        return MemoryWriter(self, name)

    def replace(self, name: str, ciphertext: bytes) -> None:
        with self._lock:
            self._objects[name] = (ciphertext, datetime.now(UTC))

    def remove(self, names: Iterable[str]) -> None:
        with self._lock:
            for name in names:
                self._objects.pop(name, None)

    def forget(self, name: str) -> None:
        """Free the name of an object that is no longer in the making."""
        with self._lock:
            self._in_the_making.discard(name)


class MemoryWriter:
    """An object in the making, in a buffer."""

    def __init__(self, objects: MemoryObjects, name: str) -> None:
        self._objects = objects
        self._name = name
        self._buffer = bytearray()

    def write(self, ciphertext: BytesLike) -> None:
        self._buffer += memoryview(ciphertext).cast("B")

    def commit(self) -> None:
        self._objects.replace(self._name, bytes(self._buffer))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._objects.forget(self._name)


class MemoryVideoStorage(SealedVideoStorage):
    """Clips in memory; without a keyring of its own it uses the unlocked one."""

    def __init__(self, keyring: Keyring | None = None) -> None:
        super().__init__(MemoryObjects(), keyring)
