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
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from crypto.block_reader import CHUNKS_PER_BLOCK
from crypto.clip_header import BODY_OFFSET, SEALED_CHUNK_SIZE
from crypto.errors import AlteredError
from storage.errors import ReadInterruptedError
from storage.fault import Fault
from storage.interrupt import Interrupt
from storage.s3.bucket import Bucket
from storage.s3.errors import fault_error
from storage.s3.ranges import Address
from storage.s3.workers import check_of, wait_for

HEAD_SIZE = BODY_OFFSET + CHUNKS_PER_BLOCK * SEALED_CHUNK_SIZE
_PIECE = 4 << 20
# Between two looks at the interrupt.
_SLICE = 256 << 10
_AT_A_TIME = 4
# Pieces that come one by one over a slow line are handed over so.
_MOST_AT_ONCE = 8
_FAST_S = 0.02
_DOING = "reading an object"
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class _Opened:
    etag: str
    size: int
    content: bytes
    address: Address | None = None


class S3Source:
    """An object as it was when it was opened. One source belongs to one reader."""

    __slots__ = ("_address", "_bucket", "_etag", "_head", "_interrupt", "_key", "_size")

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
        self._address = opened.address

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

    def read_each(
        self, offset: int, lengths: Sequence[int], deliver: Callable[[list[bytes]], object]
    ) -> None:
        """Fetch neighbouring pieces in one request, and hand them over in order as they come.

        They all lie within the object. `deliver` may be called on another thread, and was called
        with what came before an error. What breaks off is asked for from there on.

        Raises:
            AlteredError, ReadInterruptedError, StorageUnavailableError, StorageAccessError
        """
        delivered = 0
        while delivered < len(lengths) and offset + lengths[delivered] <= len(self._head):
            deliver([self._head[offset : offset + lengths[delivered]]])
            offset += lengths[delivered]
            delivered += 1

        def attempt(apart: Interrupt | None) -> None:
            nonlocal delivered
            start = offset + sum(lengths[first:delivered])
            end = start + sum(lengths[delivered:])
            with self._asked(start, end) as body:
                for group in _grouped(lengths[delivered:]):
                    # Read one by one they need not be cut out of a longer piece.
                    pieces = [_read(self._bucket, body, length, apart) for length in group]
                    deliver(pieces)
                    delivered += len(pieces)

        first = delivered
        if delivered < len(lengths):
            self._bucket.insist_aside(attempt, self._interrupt)

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
        with self._asked(offset, end) as body:
            return _read(self._bucket, body, end - offset, interrupt)

    @contextmanager
    def _asked(self, offset: int, end: int) -> Iterator[Any]:
        """Ask for a range within the object, and hand out the answer's body."""
        bucket, condition = self._bucket, self._etag
        with bucket.request(_DOING) as client:
            if self._address is not None:
                headers = {"Range": _range(offset, end), "If-Match": condition}
                with bucket.ranges.answer(self._address, headers) as answer:
                    if answer is not None:
                        described, body = answer
                        self._require_same(described, offset, end)
                        yield body
                        return
            response = client.get_object(
                Bucket=bucket.settings.bucket,
                Key=self._key,
                Range=_range(offset, end),
                **({"IfMatch": condition} if condition else {}),
            )
            with closing(response["Body"]) as body:
                self._require_same(response, offset, end)
                yield body

    def _require_same(self, response: Mapping[str, Any], offset: int, end: int) -> None:
        """Refuse another range than was asked for, and another object than was opened."""
        stop, size = _require_range(response, offset, end)
        if response["ETag"] != self._etag or size != self._size or stop != end:
            raise AlteredError(
                "Decryption failed: the stored object was replaced while it was open"
            )


def _open(bucket: Bucket, key: str, interrupt: Interrupt | None) -> _Opened:
    with bucket.request(_DOING) as client:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - loaded with the client

        try:
            response = client.get_object(
                Bucket=bucket.settings.bucket, Key=key, Range=_range(0, HEAD_SIZE)
            )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") not in {"InvalidRange", "416"}:
                raise
        else:
            with closing(response["Body"]) as body:
                stop, size = _require_range(response, 0, HEAD_SIZE)
                content = _read(bucket, body, stop, interrupt)
            return _Opened(str(response["ETag"]), size, content, bucket.ranges.address())
    # Servers answer so for an object without any bytes.
    found = bucket.ask("head_object", _DOING, Key=key)
    return _Opened(str(found.get("ETag", "")), int(found["ContentLength"]), b"")


def _range(offset: int, end: int) -> str:
    return f"bytes={offset}-{end - 1}"


def _require_range(response: Mapping[str, Any], offset: int, end: int) -> tuple[int, int]:
    """Return where the answer stops, and the object's whole size.

    Raises:
        StorageError: it is not S3's, or not of that range.
    """
    if not response.get("ETag"):
        raise fault_error(Fault.BODY, _DOING, "the answer is not S3's")
    first, stop, size = _range_of(response, offset)
    if first != offset or stop > end or (stop < end and stop != size):
        raise fault_error(Fault.UNSUPPORTED, _DOING, "it gives other ranges than asked")
    return stop, size


def _range_of(response: Mapping[str, Any], offset: int) -> tuple[int, int, int]:
    """Return where the answer starts and stops, and the object's whole size."""
    if match := _RANGE.fullmatch(str(response.get("ContentRange", ""))):
        first, last, size = (int(number) for number in match.groups())
        return first, last + 1, size
    # Without a range the answer is the whole object.
    size = int(response.get("ContentLength", -1))
    return (0, size, size) if offset == 0 else (-1, size, size)


def _read(bucket: Bucket, body: Any, length: int, interrupt: Interrupt | None) -> bytes:
    """Return exactly the next bytes of an answer.

    Raises:
        StorageUnavailableError: it ends before them.
    """
    pieces = []
    missing = length
    while missing:
        piece = body.read(min(missing, _SLICE))
        if not piece:
            raise fault_error(Fault.BODY, _DOING)
        bucket.link.moved(bytes_in=len(piece))
        pieces.append(piece)
        missing -= len(piece)
        if interrupt is not None and interrupt.is_set():
            raise ReadInterruptedError("the read was called off")
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _grouped(lengths: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the pieces that are worth waiting for together: more of them while they come fast."""
    at, at_once = 0, 1
    while at < len(lengths):
        began = time.monotonic()
        yield lengths[at : at + at_once]
        at += at_once
        at_once = min(2 * at_once, _MOST_AT_ONCE) if time.monotonic() - began < _FAST_S else 1
