"""The stores that the suite runs against. A further store joins by a function and a name here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from storage.local import EncryptedLocalVideoStorage
from storage.memory import MemoryVideoStorage
from storage.object_store import ObjectStore
from storage.sealed import SealedVideoStorage


@dataclass(frozen=True)
class StoreUnderTest:
    """A store, the bare objects in it, and a way to open the same objects with another keyring."""

    storage: SealedVideoStorage
    objects: ObjectStore
    keyring: Keyring
    all_names: Callable[[], set[str]]
    with_keyring: Callable[[Keyring], SealedVideoStorage]

    def stored_bytes(self, name: str) -> bytes:
        source = self.objects.open(name)
        try:
            return source.read_at(0, source.size)
        finally:
            source.close()

    def plant(self, name: str, content: bytes) -> None:
        self.objects.replace(name, content)

    def reading(self, policy: ReadPolicy) -> SealedVideoStorage:
        """Return the store under another read policy, with the same key."""
        key = self.keyring.raw_key()
        return self.with_keyring(Keyring.from_data_key(key.view(), read_policy=policy))


def _memory(keyring: Keyring, folder: Path) -> StoreUnderTest:
    storage = MemoryVideoStorage(keyring)

    def with_keyring(other: Keyring) -> SealedVideoStorage:
        return SealedVideoStorage(storage._objects, other)

    return StoreUnderTest(
        storage,
        storage._objects,
        keyring,
        lambda: {entry.name for entry in storage._objects.entries()},
        with_keyring,
    )


def _local(keyring: Keyring, folder: Path) -> StoreUnderTest:
    storage = EncryptedLocalVideoStorage(folder / "clips", keyring)

    def all_names() -> set[str]:
        return {file.name for file in (folder / "clips").glob("*")}

    def with_keyring(other: Keyring) -> SealedVideoStorage:
        return EncryptedLocalVideoStorage(folder / "clips", other)

    return StoreUnderTest(storage, storage._objects, keyring, all_names, with_keyring)


_STORES = {"memory": _memory, "local": _local}


@pytest.fixture
def keyring() -> Iterator[Keyring]:
    with Keyring.generate() as made:
        yield made


@pytest.fixture(params=_STORES)
def store(request: pytest.FixtureRequest, keyring: Keyring, tmp_path: Path) -> StoreUnderTest:
    return _STORES[request.param](keyring, tmp_path)
