"""A stored object, read by ranges.

Rules:
- Opening is one request: it brings the header and the first 16 chunks, and tells size and ETag.
- Every later request names that ETag. An object that was replaced meanwhile is an alteration, never
  a mixture of two.
- A read that is larger than a piece is split, and its pieces are fetched at the same time.
- Whatever the server says of ranges, sizes and ETags is compared with what was asked.
"""

import re
import threading
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any

from crypto.block_reader import CHUNKS_PER_BLOCK
from crypto.clip_header import BODY_OFFSET, SEALED_CHUNK_SIZE
from crypto.errors import AlteredError
from storage.errors import ReadInterruptedError, StorageError
from storage.fault import Fault
from storage.interrupt import Interrupt
from storage.s3.bucket import Bucket
from storage.s3.errors import fault_error
from storage.s3.workers import check_of, wait_for

HEAD_SIZE = BODY_OFFSET + CHUNKS_PER_BLOCK * SEALED_CHUNK_SIZE
_PIECE = 4 << 20
# Between two looks at the interrupt.
_SLICE = 256 << 10
_AT_A_TIME = 4
_DOING = "reading an object"
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class _Answer:
    etag: str
    size: int
    content: bytes


class S3Source:
    """An object as it was when it was opened. One source belongs to one reader."""

    __slots__ = ("_bucket", "_etag", "_head", "_interrupt", "_key", "_size")

    def __init__(self, bucket: Bucket, key: str, interrupt: Interrupt | None = None) -> None:
        """Open the object of that key.

        Raises:
            ClipNotFoundError, ReadInterruptedError, StorageUnavailableError, StorageAccessError
        """
        self._bucket = bucket
        self._key = key
        self._interrupt = interrupt
        opened = bucket.insist_aside(lambda apart: _open(bucket, key, apart), interrupt)
        self._etag, self._size, self._head = opened.etag, opened.size, opened.content

    @property
    def size(self) -> int:
        return self._size

    @property
    def etag(self) -> str:
        """The server's mark of these very bytes, without quotes."""
        return self._etag.strip('"')

    @property
    def fetches_ahead(self) -> bool:
        return False

    def read_at(self, offset: int, length: int) -> bytes:
        """Return the bytes at `offset`.

        Raises:
            AlteredError: the object was replaced since it was opened.
            ReadInterruptedError, StorageUnavailableError, StorageAccessError
        """
        end = min(offset + length, self._size)
        if offset >= end:
            return b""
        known = self._head[offset:end]
        offset += len(known)
        if offset >= end:
            return known
        if end - offset <= _PIECE:
            return known + self._bucket.insist_aside(
                lambda apart: self._fetch(offset, end, apart), self._interrupt
            )
        return b"".join([known, *self._fetch_pieces(offset, end)])

    def forget(self, offset: int, length: int) -> bool:
        """Drop the first bytes if these are among them; a new request may bring other ones."""
        if offset < len(self._head) and length > 0:
            self._head = b""
        return True

    def close(self) -> None:
        self._head = b""

    def _fetch_pieces(self, offset: int, end: int) -> list[bytes]:
        """Fetch a long range by pieces, a few at a time, in their order."""
        given_up = threading.Event()
        apart = Interrupt(given_up.is_set)
        waiting: deque[Future[bytes]] = deque()
        pieces: list[bytes] = []

        def fetch(start: int) -> bytes:
            stop = min(start + _PIECE, end)
            return self._bucket.insist(lambda: self._fetch(start, stop, apart), apart)

        try:
            for start in range(offset, end, _PIECE):
                if len(waiting) == _AT_A_TIME:
                    pieces.append(wait_for(waiting.popleft(), check_of(self._interrupt)))
                waiting.append(self._bucket.workers.submit(partial(fetch, start)))
            while waiting:
                pieces.append(wait_for(waiting.popleft(), check_of(self._interrupt)))
        finally:
            given_up.set()
        return pieces

    def _fetch(self, offset: int, end: int, interrupt: Interrupt | None) -> bytes:
        answer = _get(self._bucket, self._key, offset, end, etag=self._etag, interrupt=interrupt)
        if answer.etag != self._etag or answer.size != self._size:
            raise AlteredError(
                "Decryption failed: the stored object was replaced while it was open"
            )
        return answer.content


def _open(bucket: Bucket, key: str, interrupt: Interrupt | None) -> _Answer:
    try:
        return _get(bucket, key, 0, HEAD_SIZE, interrupt=interrupt)
    except _NoSuchRangeError:
        # Servers answer so for an object without any bytes.
        found = bucket.ask("head_object", _DOING, Key=key)
        return _Answer(str(found.get("ETag", "")), int(found["ContentLength"]), b"")


class _NoSuchRangeError(StorageError):
    """The object ends before the range starts."""


def _get(
    bucket: Bucket,
    key: str,
    offset: int,
    end: int,
    *,
    etag: str | None = None,
    interrupt: Interrupt | None = None,
) -> _Answer:
    condition = {"IfMatch": etag} if etag else {}
    with bucket.request(_DOING) as client:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - loaded with the client

        try:
            response = client.get_object(
                Bucket=bucket.settings.bucket,
                Key=key,
                Range=f"bytes={offset}-{end - 1}",
                **condition,
            )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in {"InvalidRange", "416"}:
                raise _NoSuchRangeError("the object ends before") from None
            raise
        with closing(response["Body"]) as body:
            if not response.get("ETag"):
                raise fault_error(Fault.BODY, _DOING, "the answer is not S3's")
            first, stop, size = _range_of(response, offset)
            if first != offset or stop > end or (stop < end and stop != size):
                raise fault_error(Fault.UNSUPPORTED, _DOING, "it gives other ranges than asked")
            content = _drained(bucket, body, interrupt)
    if len(content) != stop - first:
        raise fault_error(Fault.BODY, _DOING)
    return _Answer(str(response.get("ETag", "")), size, content)


def _range_of(response: Mapping[str, Any], offset: int) -> tuple[int, int, int]:
    """Return where the answer starts and stops, and the object's whole size."""
    if match := _RANGE.fullmatch(str(response.get("ContentRange", ""))):
        first, last, size = (int(number) for number in match.groups())
        return first, last + 1, size
    # Without a range the answer is the whole object.
    size = int(response["ContentLength"])
    return (0, size, size) if offset == 0 else (-1, size, size)


def _drained(bucket: Bucket, body: Any, interrupt: Interrupt | None) -> bytes:
    pieces = []
    while piece := body.read(_SLICE):
        bucket.link.moved(bytes_in=len(piece))
        pieces.append(piece)
        if interrupt is not None and interrupt.is_set():
            raise ReadInterruptedError("the read was called off")
    return b"".join(pieces)
