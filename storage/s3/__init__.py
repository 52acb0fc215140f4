"""Clips in an S3 bucket: AWS's or another service's that speaks the same.

boto3 is known in this package only, and is loaded by its first request.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from crypto.keyring import Keyring
from storage.cache import CachedObjects, PageCache
from storage.clip_object import StoredClip
from storage.link import Link
from storage.offline import OfflineCopies
from storage.s3.objects import S3Objects
from storage.s3.settings import S3Settings
from storage.sealed import SealedVideoStorage

__all__ = ["S3Objects", "S3Settings", "S3VideoStorage"]


class S3VideoStorage(SealedVideoStorage):
    """Clips in a bucket; without a keyring of its own it uses the unlocked one.

    Attributes:
        link: the state of the way to the bucket.

    Args:
        settings: which bucket, and how to reach it.
        keyring: seals and opens.
        cache: keeps copies of what was fetched on this computer; without it a little memory does,
            so that reading goes on while more is fetched.
        link: is told of every request.
        ledger_folder: where begun uploads are written down, so that those of a process that was
            killed can be called off.
    """

    _LOOKED_INTO_AT_ONCE = 8

    def __init__(
        self,
        settings: S3Settings,
        keyring: Keyring | None = None,
        *,
        cache: PageCache | None = None,
        link: Link | None = None,
        ledger_folder: Path | None = None,
    ) -> None:
        self.link = Link() if link is None else link
        self._bare = S3Objects(settings, link=self.link, ledger_folder=ledger_folder)
        self._cached = CachedObjects(self._bare, cache, link=self.link)
        super().__init__(self._cached, keyring, originals=self._bare)

    @property
    def offline(self) -> OfflineCopies | None:
        return self._cached.offline

    def store_clip(
        self,
        event_id: str,
        cleartext: BinaryIO,
        metadata: Mapping[str, Any] | None = None,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> StoredClip:
        """As the base class does; `progress` is told the same again while the server is slow."""
        with self._asking(progress) as told:
            return super().store_clip(event_id, cleartext, metadata, progress=told)

    def store_successor(
        self,
        event_id: str,
        cleartext: BinaryIO | io.RawIOBase,
        *,
        clip_id: bytes,
        progress: Callable[[int], None] | None = None,
    ) -> StoredClip:
        with self._asking(progress) as told:
            return super().store_successor(event_id, cleartext, clip_id=clip_id, progress=told)

    def close(self) -> None:
        """Let go of threads and connections; a request that hangs is given up."""
        self._cached.close()
        self._bare.close()

    @contextmanager
    def _asking(
        self, progress: Callable[[int], None] | None
    ) -> Iterator[Callable[[int], None] | None]:
        """Let whoever is told of progress cancel also while nothing moves."""
        if progress is None:
            yield None
            return
        done_so_far = 0

        def told(done: int) -> None:
            nonlocal done_so_far
            done_so_far = done
            progress(done)

        with self._bare.asking(lambda: progress(done_so_far)):
            yield told
