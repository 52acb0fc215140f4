"""An object on its way into a bucket, sealed in one thread while its parts leave in others.

Rules:
- What fits in one part is one conditional PUT; the rest is an upload of parts, which appears when
  it is completed, and only where nothing lies.
- Memory is bounded: one part being filled, up to four under way.
- An answer can be lost. An object that bears this writer's own mark was written by it.
- Left without a commit, the upload is called off; where the server is away at that moment, the
  ledger remembers it.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from types import TracebackType
from typing import Any, Self, TypeVar

from crypto.secret import BytesLike
from storage.errors import (
    ClipExistsError,
    ClipNotFoundError,
    ReadInterruptedError,
    StorageAccessError,
    StorageError,
    StorageFullError,
    StorageUnavailableError,
)
from storage.fault import Fault
from storage.interrupt import Interrupt
from storage.retry import RetryPolicy
from storage.s3.bucket import Bucket
from storage.s3.orphans import call_off, call_off_others
from storage.s3.part import MOST_PARTS, PartBody, crc32, in_flight, part_size, public_facts
from storage.s3.upload_ledger import UploadLedger
from storage.s3.workers import POLL_S, wait_for

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_DOING = "writing an object"
_TYPE = "application/octet-stream"
_MARK = "write-id"
_DISCARD = RetryPolicy(first_s=0.1, longest_s=2.0, for_s=30.0)
# A server that is away holds up nobody who cancels for longer.
_DISCARDED_WITHIN_S = 2.0


class S3Writer:
    """An object in the making. `called_off` is called while it waits; what it raises comes out."""

    def __init__(
        self,
        bucket: Bucket,
        key: str,
        *,
        ledger: UploadLedger | None = None,
        called_off: Callable[[], object] | None = None,
    ) -> None:
        self._bucket = bucket
        self._key = key
        self._ledger = ledger
        self._called_off = called_off
        self._interrupt = Interrupt()
        self._buffer = bytearray(part_size(1))
        self._filled = 0
        self._metadata = {_MARK: secrets.token_hex(16)}
        self._upload_id: str | None = None
        self._parts: list[Future[dict[str, Any]]] = []
        self._may_be_there = self._committed = False
        self._begun = 0

    def write(self, ciphertext: BytesLike) -> None:
        """Take a piece; waits when four parts are under way.

        Raises:
            StorageError
        """
        rest = memoryview(ciphertext).cast("B")
        while rest:
            taken = min(len(rest), len(self._buffer) - self._filled)
            self._buffer[self._filled : self._filled + taken] = rest[:taken]
            self._filled += taken
            rest = rest[taken:]
            if self._filled == len(self._buffer):
                self._send_part()

    def commit(self) -> None:
        """Make the object visible.

        Raises:
            ClipExistsError: something appeared under its name meanwhile.
            StorageError
        """
        if self._upload_id is None:
            self._put()
        else:
            if self._filled:
                self._send_part()
            self._complete()
        self._committed = True

    def discard(self) -> None:
        """Call off what was not committed."""
        if self._committed:
            return
        self._interrupt.end()
        if not self._begun and not self._may_be_there:
            return
        done = threading.Event()

        def undo() -> None:
            try:
                self._bucket.insist(self._undo, policy=_DISCARD)
                done.set()
            except StorageError as error:
                _log.info("an upload could not be called off: %s", error)

        try:
            wait_for_parts = [part for part in self._parts if not part.done()]
            wait(wait_for_parts, timeout=_DISCARDED_WITHIN_S / 4)
            self._bucket.workers.submit(undo)
        except ReadInterruptedError:
            pass
        if not done.wait(_DISCARDED_WITHIN_S):
            _log.warning("an upload is not called off yet; the next start will see to it")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.discard()

    def _send_part(self) -> None:
        number = len(self._parts) + 1
        if number > MOST_PARTS:
            raise StorageFullError("the clip is larger than an upload may be")
        part = memoryview(self._buffer)[: self._filled]
        if self._upload_id is None:
            self._upload_id = self._aside(self._begin)
        self._await_parts(in_flight(number) - 1)
        self._buffer = bytearray(part_size(number + 1))
        self._filled = 0
        upload_id = self._upload_id
        self._parts.append(
            self._bucket.workers.submit(
                lambda: self._bucket.insist(
                    lambda: self._upload(part, number, upload_id), self._interrupt
                )
            )
        )

    def _begin(self) -> str:
        self._metadata |= public_facts(bytes(self._buffer[:200]))
        if self._ledger is not None:
            self._ledger.begin(self._key)
        self._begun += 1
        begun = self._bucket.ask(
            "create_multipart_upload",
            _DOING,
            writing=True,
            Key=self._key,
            Metadata=self._metadata,
            ContentType=_TYPE,
            ChecksumAlgorithm="CRC32",
        )
        upload_id = str(begun["UploadId"])
        if self._ledger is not None:
            self._ledger.begun(self._key, upload_id)
        return upload_id

    def _upload(self, part: memoryview, number: int, upload_id: str) -> dict[str, Any]:
        checksum = crc32(part)
        try:
            answer = self._bucket.ask(
                "upload_part",
                _DOING,
                writing=True,
                Key=self._key,
                UploadId=upload_id,
                PartNumber=number,
                Body=PartBody(part, self._interrupt),
                ContentLength=len(part),
                ChecksumCRC32=checksum,
            )
        except ClipNotFoundError:
            raise StorageAccessError(
                f"{_DOING}: somebody called the upload off", Fault.UNSUPPORTED
            ) from None
        self._bucket.link.moved(bytes_out=len(part))
        return {"PartNumber": number, "ETag": answer["ETag"], "ChecksumCRC32": checksum}

    def _await_parts(self, at_most: int) -> None:
        """Wait until no more than so many parts are under way; the first failure comes out."""
        while True:
            for part in self._parts:
                if part.done():
                    part.result()
            under_way = [part for part in self._parts if not part.done()]
            if len(under_way) <= at_most:
                return
            if self._called_off is not None:
                self._called_off()
            wait(under_way, timeout=POLL_S, return_when=FIRST_COMPLETED)

    def _put(self) -> None:
        body = memoryview(self._buffer)[: self._filled]
        self._metadata |= public_facts(bytes(body[:200]))
        self._finish(
            "put_object",
            Body=lambda: PartBody(body, self._interrupt),
            ContentLength=len(body),
            ContentType=_TYPE,
            Metadata=self._metadata,
            ChecksumCRC32=crc32(body),
        )
        self._bucket.link.moved(bytes_out=len(body))

    def _complete(self) -> None:
        self._await_parts(0)
        parts = [part.result() for part in self._parts]
        self._finish(
            "complete_multipart_upload", UploadId=self._upload_id, MultipartUpload={"Parts": parts}
        )
        self._call_off_lost()
        if self._ledger is not None:
            self._ledger.ended(self._key)

    def _call_off_lost(self) -> None:
        """Call off the uploads whose beginning was answered, but the answer was lost."""
        if self._begun < 2:
            return
        try:
            self._aside(lambda: call_off_others(self._bucket, self._key, besides=self._upload_id))
        except StorageError as error:
            _log.info("an upload could not be called off: %s", error)

    def _finish(self, operation: str, **parameters: Any) -> None:
        """Make the request that lets the object appear, where nothing lies."""
        condition = {"IfNoneMatch": "*"}

        def attempt() -> None:
            tried_before, self._may_be_there = self._may_be_there, True
            given = {
                name: value() if callable(value) else value for name, value in parameters.items()
            }
            try:
                self._bucket.ask(
                    operation, _DOING, writing=True, Key=self._key, **given, **condition
                )
            except (ClipExistsError, ClipNotFoundError):
                # The answer to an earlier try may have been lost.
                if not tried_before or not self._is_ours():
                    raise
            except StorageAccessError as error:
                if error.fault is not Fault.UNSUPPORTED or not condition:
                    raise
                # A server without conditional writes: ask first, which leaves a small gap.
                require_absent(self._bucket, self._key)
                condition.clear()
                raise StorageUnavailableError(str(error), error.fault) from None

        self._aside(attempt)

    def _is_ours(self) -> bool:
        try:
            found = self._bucket.ask("head_object", _DOING, Key=self._key)
        except ClipNotFoundError:
            return False
        return bool(found.get("Metadata", {}).get(_MARK) == self._metadata[_MARK])

    def _undo(self) -> None:
        if self._upload_id is not None and not call_off(self._bucket, self._key, self._upload_id):
            raise StorageUnavailableError("parts of an upload still arrive", Fault.SERVER)
        if self._begun > (self._upload_id is not None):
            call_off_others(self._bucket, self._key, besides=self._upload_id)
        if self._may_be_there and self._is_ours():
            self._bucket.ask("delete_object", _DOING, Key=self._key)
        if self._ledger is not None and self._begun:
            self._ledger.ended(self._key)

    def _aside(self, attempt: Callable[[], _T]) -> _T:
        future = self._bucket.workers.submit(lambda: self._bucket.insist(attempt, self._interrupt))
        return wait_for(future, self._called_off)


def require_absent(bucket: Bucket, key: str) -> None:
    """Refuse a key that is taken.

    Raises:
        ClipExistsError
    """
    try:
        bucket.ask("head_object", _DOING, Key=key)
    except ClipNotFoundError:
        return
    except StorageAccessError:
        # The answer to HEAD has no body, so it cannot say what it refuses for. A listing can.
        bucket.ask("list_objects_v2", _DOING, Prefix=key, MaxKeys=1)
        raise
    raise ClipExistsError("something is stored under this event id already")
