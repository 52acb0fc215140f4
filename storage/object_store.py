"""What a clip store needs from the place where its objects lie.

An object store keeps named byte strings in one flat space and knows nothing of clips or keys. They
are a folder on a disk (`storage.disk_folder`), memory (`storage.memory`), a bucket (`storage.s3`),
and what stands in front of another one and keeps copies (`storage.cache`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from crypto.secret import BytesLike
from crypto.source import CiphertextSource
from storage.interrupt import Interrupt


@dataclass(frozen=True, slots=True)
class ObjectEntry:
    """An object as a listing tells of it: name, size in bytes, time of writing in UTC."""

    name: str
    size: int
    modified_at: datetime


class ObjectWriter(Protocol):
    """An object in the making. Left without `commit`, nothing of it remains."""

    def write(self, ciphertext: BytesLike) -> object: ...

    def commit(self) -> None:
        """Make the object visible under its name, durably."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class ObjectStore(Protocol):
    """Objects by name. Its methods raise `StorageError`s only; it can be shared by threads."""

    @property
    def location(self) -> str: ...

    def entries(self, prefix: str = "") -> Iterator[ObjectEntry]:
        """Yield all complete objects whose name starts so, foreign ones too, by name."""

    def open(self, name: str, *, interrupt: Interrupt | None = None) -> CiphertextSource:
        """Return the object's bytes; ClipNotFoundError when there is none of this name.

        Where bytes come over a network, `interrupt` calls off the waiting for them, here and in
        every read; the reads then raise ReadInterruptedError.
        """

    def create(self, name: str) -> ObjectWriter:
        """Begin an object; ClipExistsError when its name, or its stem in other case, is taken."""

    def replace(self, name: str, ciphertext: bytes) -> None:
        """Put a small object in the place of what was there, in one step."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove objects in the order given; absent ones are passed over."""
