"""What a clip store needs from the place where its objects lie.

An object store keeps named byte strings in one flat space and knows nothing of clips or keys. Two
are here: a folder on a disk (`storage.disk_folder`) and memory (`storage.memory`).
"""

from collections.abc import Iterable
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from crypto.secret import BytesLike
from crypto.source import CiphertextSource


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

    def names(self) -> list[str]:
        """Return the names of all complete objects, foreign ones too, in no order."""

    def open(self, name: str) -> CiphertextSource:
        """Return the object's bytes; ClipNotFoundError when there is none of this name."""

    def created_at(self, name: str) -> datetime:
        """Return when the object was written, in UTC."""

    def create(self, name: str) -> ObjectWriter:
        """Begin an object; ClipExistsError when its name, or its stem in other case, is taken."""

    def replace(self, name: str, ciphertext: bytes) -> None:
        """Put a small object in the place of what was there, in one step."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove objects in the order given; absent ones are passed over."""
