"""A store over the real server with a relay between them that makes trouble."""

import dataclasses
import io
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crypto.keyring import Keyring
from storage.cache import CachedObjects, PageCache
from storage.errors import ClipNotFoundError, StorageError
from storage.link import Link
from storage.retry import RetryPolicy
from storage.s3 import S3Objects, S3Settings
from storage.sealed import SealedVideoStorage
from tests.support.fault_proxy import FaultProxy
from tests.support.s3_server import S3Server, keys_under

# Long enough for the troubles that pass, short enough for those that do not.
PATIENT = RetryPolicy(first_s=0.02, longest_s=0.3, for_s=20.0)
HASTY = RetryPolicy(first_s=0.02, longest_s=0.1, for_s=0.4)


@dataclass
class Way:
    """A store, the relay before its server, and the server itself.

    patient, hasty: the store; the second one gives up soon.
    """

    proxy: FaultProxy
    server: S3Server
    settings: S3Settings
    link: Link
    keyring: Keyring
    ledger: Path
    patient: SealedVideoStorage = field(init=False)
    hasty: SealedVideoStorage = field(init=False)

    @contextmanager
    def store(
        self, *, policy: RetryPolicy = PATIENT, cache: PageCache | None = None, **changes: float
    ) -> Iterator[SealedVideoStorage]:
        """Open the same bucket once more, as another process would."""
        settings = dataclasses.replace(self.settings, **changes)
        bare = S3Objects(settings, link=self.link, ledger_folder=self.ledger, policy=policy)
        with closing(bare):
            if cache is None:
                yield SealedVideoStorage(bare, self.keyring)
                return
            with closing(CachedObjects(bare, cache, link=self.link)) as cached:
                yield SealedVideoStorage(cached, self.keyring)

    def names(self) -> set[str]:
        """Return what lies in the bucket by the server's own word, uploads in the making too."""
        return keys_under(self.server.client(), self.settings)

    def refused_store(
        self, cleartext: bytes, kind: type[StorageError], *, storage: SealedVideoStorage
    ) -> StorageError:
        """Store a clip in vain: one clear error, and nothing in the bucket."""
        with pytest.raises(StorageError) as caught:
            storage.store_clip("event-1", io.BytesIO(cleartext))
        assert type(caught.value) is kind
        self.proxy.quiet()
        assert self.names() == set()
        with pytest.raises(ClipNotFoundError):
            self.patient.open_clip("event-1")
        return caught.value


@pytest.fixture
def way(s3_server: S3Server, unused_prefix: str, tmp_path: Path) -> Iterator[Way]:
    with FaultProxy(s3_server.url) as proxy, Keyring.generate() as keyring:
        made = Way(
            proxy,
            s3_server,
            s3_server.settings(
                unused_prefix, endpoint_url=proxy.url, connect_timeout_s=1, read_timeout_s=1
            ),
            Link(),
            keyring,
            tmp_path / "ledger",
        )
        with made.store() as made.patient, made.store(policy=HASTY) as made.hasty:
            yield made


@pytest.fixture
def during() -> Callable[[Callable[[], None], int], Callable[[int], None]]:
    """Return a `progress` that does something once, when so many bytes are done."""

    def made(act: Callable[[], None], at: int) -> Callable[[int], None]:
        is_done = False

        def progress(done: int) -> None:
            nonlocal is_done
            if done >= at and not is_done:
                is_done = True
                act()

        return progress

    return made
