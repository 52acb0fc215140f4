"""One request to a bucket: made, reported to the link, and its errors translated."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from crypto.errors import AlteredError
from storage.errors import ReadInterruptedError, StorageAccessError, StorageError
from storage.errors import StorageUnavailableError as Unavailable
from storage.fault import Fault
from storage.interrupt import Interrupt
from storage.link import Link
from storage.retry import RetryPolicy, with_retries
from storage.s3.client import CONNECTIONS, make_client
from storage.s3.errors import fault_error, translated
from storage.s3.ranges import RangeRequests
from storage.s3.settings import S3Settings
from storage.s3.workers import Workers, check_of, wait_for

_T = TypeVar("_T")
_CLOSED_WITHIN_S = 2.0
# What the answer to a request holds if it is one at all.
_SURELY_IN_ANSWER = {
    "list_objects_v2": "IsTruncated",
    "list_multipart_uploads": "IsTruncated",
    "create_multipart_upload": "UploadId",
    "upload_part": "ETag",
    "complete_multipart_upload": "ETag",
    "put_object": "ETag",
    "head_object": "ETag",
}


class Bucket:
    """A bucket's client, made at the first request, and the threads that wait for it.

    Threads share it.
    """

    def __init__(
        self, settings: S3Settings, *, link: Link, policy: RetryPolicy | None = None
    ) -> None:
        self.settings = settings
        self.link = link
        self.policy = RetryPolicy() if policy is None else policy
        self.workers = Workers(CONNECTIONS)
        self._lock = threading.Lock()
        self._client: Any = None
        self._ranges: RangeRequests | None = None
        self._closed = False

    def key(self, name: str) -> str:
        """Return the key of an object."""
        return self.settings.prefix + name

    @contextmanager
    def request(self, doing: str, *, writing: bool = False) -> Iterator[Any]:
        """Hand out the client for one request and all of its answer.

        Raises:
            StorageError, AlteredError: as `storage.s3.errors` says.
        """
        try:
            with self.link.request(), translated(doing, writing=writing):
                yield self._made_client()
        except Unavailable as error:
            self.link.failed(error.fault)
            raise
        except StorageAccessError as error:
            if error.fault in {Fault.TLS, Fault.NO_CREDENTIALS}:
                self.link.failed(error.fault)
            else:
                self.link.succeeded()
            raise
        except ReadInterruptedError:
            raise
        except (StorageError, AlteredError):
            self.link.succeeded()
            raise
        self.link.succeeded()

    @property
    def ranges(self) -> RangeRequests:
        """The shorter way to ranges; only within `request`."""
        if self._ranges is None:
            raise ValueError("no request was made yet")
        return self._ranges

    def ask(self, operation: str, doing: str, *, writing: bool = False, **parameters: Any) -> Any:
        """Make one request without a streamed answer, once."""
        with self.request(doing, writing=writing) as client:
            answer = getattr(client, operation)(Bucket=self.settings.bucket, **parameters)
            if _SURELY_IN_ANSWER.get(operation, "ResponseMetadata") not in answer:
                # botocore takes an answer that broke off before its body, and a captive portal's
                # page, for an answer that says nothing: an empty bucket, or an upload that worked.
                raise fault_error(Fault.BODY, doing, "the answer is not S3's")
            return answer

    def insist(
        self,
        attempt: Callable[[], _T],
        interrupt: Interrupt | None = None,
        *,
        policy: RetryPolicy | None = None,
    ) -> _T:
        """Return what `attempt` returns, tried again as the policy says."""
        return with_retries(
            attempt, policy=policy or self.policy, link=self.link, interrupt=interrupt
        )

    def insist_aside(
        self, attempt: Callable[[Interrupt | None], _T], interrupt: Interrupt | None
    ) -> _T:
        """Do the same on another thread, so that an interrupt ends the wait at once.

        `attempt` is handed an interrupt of its own, which is set when nobody waits any more.
        """
        if interrupt is None:
            return self.insist(lambda: attempt(None))
        given_up = threading.Event()
        apart = Interrupt(given_up.is_set)
        future = self.workers.submit(lambda: self.insist(lambda: attempt(apart), apart))
        try:
            return wait_for(future, check_of(interrupt))
        finally:
            given_up.set()

    def close(self) -> None:
        """Let go of threads and connections; what still waits for an answer is given up."""
        with self._lock:
            client, self._client, self._closed = self._client, None, True
        self.workers.close(within_s=_CLOSED_WITHIN_S)
        if client is not None:
            client.close()

    def _made_client(self) -> Any:
        with self._lock:
            if self._closed:
                raise ReadInterruptedError("the store was closed")
            if self._client is None:
                client = make_client(self.settings)
                self._client, self._ranges = client, RangeRequests(client)
            return self._client
