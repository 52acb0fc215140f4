"""The stores that the suite runs against. A further store joins by a function and a name here."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from storage.cache import CachedObjects, PageCache
from storage.local import LocalVideoStorage
from storage.memory import MemoryVideoStorage
from storage.object_store import ObjectStore
from storage.s3 import S3Settings, S3VideoStorage
from storage.sealed import SealedVideoStorage
from tests.support.s3_server import client_of, keys_under


@dataclass(frozen=True)
class StoreUnderTest:
    """A store, the bare objects in it, and a way to open the same objects with another keyring.

    keeps_cases_apart: names that differ only in case are two objects. Keys of a bucket are; only
        a disk may take such names for one.
    """

    storage: SealedVideoStorage
    objects: ObjectStore
    keyring: Keyring
    all_names: Callable[[], set[str]]
    with_keyring: Callable[[Keyring], SealedVideoStorage]
    keeps_cases_apart: bool = False

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


_Opening = AbstractContextManager[StoreUnderTest]


@contextmanager
def _memory(
    keyring: Keyring, folder: Path, request: pytest.FixtureRequest
) -> Iterator[StoreUnderTest]:
    storage = MemoryVideoStorage(keyring)

    def with_keyring(other: Keyring) -> SealedVideoStorage:
        return SealedVideoStorage(storage._objects, other)

    yield StoreUnderTest(
        storage,
        storage._objects,
        keyring,
        lambda: {entry.name for entry in storage._objects.entries()},
        with_keyring,
    )


@contextmanager
def _local(
    keyring: Keyring, folder: Path, request: pytest.FixtureRequest
) -> Iterator[StoreUnderTest]:
    storage = LocalVideoStorage(folder / "clips", keyring)

    def all_names() -> set[str]:
        return {file.name for file in (folder / "clips").glob("*")}

    def with_keyring(other: Keyring) -> SealedVideoStorage:
        return LocalVideoStorage(folder / "clips", other)

    yield StoreUnderTest(storage, storage._objects, keyring, all_names, with_keyring)


@contextmanager
def _seaweedfs(
    keyring: Keyring, folder: Path, request: pytest.FixtureRequest
) -> Iterator[StoreUnderTest]:
    server = request.getfixturevalue("s3_server")
    with _s3(server.settings(request.getfixturevalue("unused_prefix")), keyring, folder) as store:
        yield store


@contextmanager
def _moto(
    keyring: Keyring, folder: Path, request: pytest.FixtureRequest
) -> Iterator[StoreUnderTest]:
    with _s3(request.getfixturevalue("moto_bucket"), keyring, folder) as store:
        yield store


@contextmanager
def _s3(settings: S3Settings, keyring: Keyring, folder: Path) -> Iterator[StoreUnderTest]:
    ledger = folder / "ledger"
    with closing(S3VideoStorage(settings, keyring, ledger_folder=ledger)) as storage:

        def all_names() -> set[str]:
            return keys_under(client_of(settings.endpoint_url), settings)

        def with_keyring(other: Keyring) -> SealedVideoStorage:
            return SealedVideoStorage(storage._objects, other)

        yield StoreUnderTest(
            storage,
            storage._objects,
            keyring,
            all_names,
            with_keyring,
            keeps_cases_apart=True,
        )


def _cached(opening: Callable[..., _Opening]) -> Callable[..., _Opening]:
    """Put a cache in front of another of the stores."""

    @contextmanager
    def opened(
        keyring: Keyring, folder: Path, request: pytest.FixtureRequest
    ) -> Iterator[StoreUnderTest]:
        copies = PageCache(folder / "copies", budget_bytes=1 << 20)
        with (
            opening(keyring, folder, request) as bare,
            closing(CachedObjects(bare.objects, copies)) as objects,
        ):

            def with_keyring(other: Keyring) -> SealedVideoStorage:
                return SealedVideoStorage(objects, other)

            yield replace(
                bare,
                storage=SealedVideoStorage(objects, keyring),
                objects=objects,
                with_keyring=with_keyring,
            )

    return opened


_STORES: dict[str, Callable[[Keyring, Path, pytest.FixtureRequest], _Opening]] = {
    "memory": _memory,
    "local": _local,
    "seaweedfs": _seaweedfs,
    "moto": _moto,
    "cached memory": _cached(_memory),
    "cached local": _cached(_local),
    "cached seaweedfs": _cached(_seaweedfs),
}


@pytest.fixture
def keyring() -> Iterator[Keyring]:
    with Keyring.generate() as made:
        yield made


@pytest.fixture(params=_STORES)
def store(
    request: pytest.FixtureRequest, keyring: Keyring, tmp_path: Path
) -> Iterator[StoreUnderTest]:
    with _STORES[request.param](keyring, tmp_path, request) as opened:
        yield opened
