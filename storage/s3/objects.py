"""An object store in an S3 bucket, or under a prefix of one.

Rules:
- A key that goes deeper than the prefix ("/" in the rest) is foreign and not listed.
- Names that differ only in case are two objects here, as keys are; only disks confuse them.
- The first write calls off the uploads that processes which are gone left behind.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from storage.errors import ClipNotFoundError, StorageAccessError, StorageUnavailableError
from storage.fault import Fault
from storage.interrupt import Interrupt
from storage.link import Link
from storage.object_store import ObjectEntry
from storage.retry import RetryPolicy
from storage.s3.bucket import Bucket
from storage.s3.errors import fault_error
from storage.s3.orphans import sweep
from storage.s3.settings import S3Settings
from storage.s3.source import S3Source
from storage.s3.upload_ledger import UploadLedger
from storage.s3.workers import wait_for
from storage.s3.writer import S3Writer, require_absent

_LISTING = "listing the bucket"
_REMOVING = "removing an object"
# The most that one request may name.
_BATCH = 1000


class S3Objects:
    """The objects of a bucket. Threads share it; nothing is asked before the first call."""

    def __init__(
        self,
        settings: S3Settings,
        *,
        link: Link,
        ledger_folder: Path | None = None,
        policy: RetryPolicy | None = None,
    ) -> None:
        self._bucket = Bucket(settings, link=link, policy=policy)
        self._ledger = None if ledger_folder is None else UploadLedger(ledger_folder, settings)
        self._sweep_lock = threading.Lock()
        self._is_swept = False
        self._of_thread = threading.local()

    @property
    def location(self) -> str:
        return self._bucket.settings.location

    def entries(self, prefix: str = "") -> Iterator[ObjectEntry]:
        """Yield the objects by name; the next page is fetched while one is looked at."""
        first = len(self._bucket.settings.prefix)
        token: dict[str, Any] = {}
        page = self._bucket.insist(partial(self._page, prefix, token))
        while True:
            following = None
            if page.get("IsTruncated"):
                token = {"ContinuationToken": page["NextContinuationToken"]}
                following = self._bucket.workers.submit(
                    partial(self._bucket.insist, partial(self._page, prefix, token))
                )
            for found in page.get("Contents", ()):
                name = found["Key"][first:]
                # Some tools make an object for the folder itself.
                if name:
                    yield ObjectEntry(name, found["Size"], found["LastModified"].astimezone(UTC))
            if following is None:
                return
            page = wait_for(following)

    def open(self, name: str, *, interrupt: Interrupt | None = None) -> S3Source:
        return S3Source(self._bucket, self._bucket.key(name), interrupt)

    def create(self, name: str) -> S3Writer:
        self._sweep_once()
        key = self._bucket.key(name)
        self._bucket.insist(lambda: require_absent(self._bucket, key))
        return S3Writer(self._bucket, key, ledger=self._ledger, called_off=self._called_off())

    def replace(self, name: str, ciphertext: bytes) -> None:
        def attempt() -> None:
            self._bucket.ask(
                "put_object",
                "writing an object",
                writing=True,
                Key=self._bucket.key(name),
                Body=ciphertext,
                ContentType="application/octet-stream",
            )

        future = self._bucket.workers.submit(lambda: self._bucket.insist(attempt))
        wait_for(future, self._called_off())
        self._bucket.link.moved(bytes_out=len(ciphertext))

    def remove(self, names: Iterable[str]) -> None:
        remaining = iter(names)
        while batch := list(islice(remaining, _BATCH)):
            try:
                self._bucket.insist(partial(self._remove_batch, batch))
            except StorageAccessError as error:
                if error.fault is not Fault.UNSUPPORTED:
                    raise
                for name in batch:
                    self._bucket.insist(partial(self._remove_one, name))

    @contextmanager
    def asking(self, called_off: Callable[[], object] | None) -> Iterator[None]:
        """Call this while a write of this thread waits for the server; what it raises comes out."""
        self._of_thread.called_off = called_off
        try:
            yield
        finally:
            self._of_thread.called_off = None

    def close(self) -> None:
        """Let go of connections and threads."""
        self._bucket.close()
        if self._ledger is not None:
            self._ledger.close()

    def _called_off(self) -> Callable[[], object] | None:
        called_off: Callable[[], object] | None = getattr(self._of_thread, "called_off", None)
        return called_off

    def _page(self, prefix: str, token: dict[str, Any]) -> Any:
        return self._bucket.ask(
            "list_objects_v2", _LISTING, Prefix=self._bucket.key(prefix), Delimiter="/", **token
        )

    def _remove_batch(self, names: list[str]) -> None:
        if len(names) == 1:
            self._remove_one(names[0])
            return
        keys = [{"Key": self._bucket.key(name)} for name in names]
        answer = self._bucket.ask(
            "delete_objects", _REMOVING, writing=True, Delete={"Objects": keys, "Quiet": True}
        )
        for refused in answer.get("Errors", ()):
            code = str(refused.get("Code", ""))
            if code in {"NoSuchKey", "NotFound"}:
                continue
            if code == "AccessDenied":
                raise fault_error(Fault.PERMISSION, _REMOVING)
            raise StorageUnavailableError(f"{_REMOVING}: the server kept some", Fault.SERVER)

    def _remove_one(self, name: str) -> None:
        try:
            self._bucket.ask("delete_object", _REMOVING, writing=True, Key=self._bucket.key(name))
        except ClipNotFoundError:
            return

    def _sweep_once(self) -> None:
        with self._sweep_lock:
            if not self._is_swept:
                self._is_swept = True
                sweep(self._bucket, self._ledger)
