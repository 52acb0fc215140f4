"""A store that is far away: objects in memory behind a way that can be slow, blocked or cut.

It behaves as a bucket does: reads try again while the way is cut, tell the link what they do, and
are called off by their interrupt.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import compose
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from crypto.keyring import Keyring
from crypto.source import CiphertextSource
from storage.cache import CachedObjects, PageCache
from storage.errors import StorageUnavailableError
from storage.fault import Fault
from storage.interrupt import Interrupt
from storage.link import Link
from storage.memory import MemoryObjects
from storage.object_store import ObjectEntry
from storage.offline import OfflineCopies
from storage.retry import RetryPolicy, with_retries
from storage.sealed import SealedVideoStorage

_POLL_S = 0.01


class DistantObjects(MemoryObjects):
    """Objects behind a way that a test controls.

    Attributes:
        cut: every request fails on the way.
        delay_s: what each request takes.
        reads: how many reads have got their bytes.
    """

    location = "s3://distant/clips"

    def __init__(self, *, for_s: float = 60.0) -> None:
        super().__init__()
        self.link = Link()
        self.cut = False
        self.delay_s = 0.0
        self.reads = 0
        self._policy = RetryPolicy(first_s=0.05, longest_s=0.2, for_s=for_s)
        self._open = threading.Event()
        self._open.set()

    def block(self) -> None:
        """Let requests wait for an answer that does not come."""
        self._open.clear()

    def unblock(self) -> None:
        self._open.set()

    def entries(self, prefix: str = "") -> Iterator[ObjectEntry]:
        with self._request(None):
            pass
        return super().entries(prefix)

    def open(self, name: str, *, interrupt: Interrupt | None = None) -> CiphertextSource:
        self.ask(interrupt)
        return _DistantSource(self, super().open(name), interrupt)

    def ask(self, interrupt: Interrupt | None) -> None:
        """Make one request, tried again as the policy says."""

        def attempt() -> None:
            with self._request(interrupt):
                pass

        with_retries(attempt, policy=self._policy, link=self.link, interrupt=interrupt)

    @contextmanager
    def _request(self, interrupt: Interrupt | None) -> Iterator[None]:
        with self.link.request():
            ready_at = time.monotonic() + self.delay_s
            while not self._open.is_set() or time.monotonic() < ready_at:
                if interrupt is not None:
                    interrupt.check()
                time.sleep(_POLL_S)
            if self.cut:
                self.link.failed(Fault.CONNECTION)
                raise StorageUnavailableError("the way is cut", Fault.CONNECTION)
            self.link.succeeded()
            yield


class _DistantSource:
    fetches_ahead = False

    def __init__(
        self, objects: DistantObjects, inner: CiphertextSource, interrupt: Interrupt | None
    ) -> None:
        self._objects, self._inner, self._interrupt = objects, inner, interrupt
        self.size = inner.size

    def read_at(self, offset: int, length: int) -> bytes:
        self._objects.ask(self._interrupt)
        self._objects.reads += 1
        ciphertext = self._inner.read_at(offset, length)
        self._objects.link.moved(bytes_in=len(ciphertext))
        return ciphertext

    def forget(self, offset: int, length: int) -> bool:
        return self._inner.forget(offset, length)

    def close(self) -> None:
        self._inner.close()


class DistantStorage(SealedVideoStorage):
    """Clips in a distant store, behind a real cache on the disk."""

    def __init__(self, objects: DistantObjects, folder: Path, keyring: Keyring) -> None:
        self.cache = PageCache(folder, budget_bytes=1 << 30)
        self.cached = CachedObjects(objects, self.cache, link=objects.link)
        super().__init__(self.cached, keyring)

    @property
    def offline(self) -> OfflineCopies | None:
        return self.cached.offline

    def close(self) -> None:
        self.cached.close()
        self.cache.close()


def put_stores_far_away(monkeypatch: pytest.MonkeyPatch, objects: DistantObjects) -> None:
    """Let every project that is opened from now on keep its clips in these objects."""

    def storage(
        _config: ProjectConfig, keyring: Keyring, paths: Paths, **_how: object
    ) -> tuple[DistantStorage, Link, Callable[[], None]]:
        made = DistantStorage(objects, paths.copies, keyring)
        return made, objects.link, made.close

    monkeypatch.setattr(compose, "_storage", storage)
