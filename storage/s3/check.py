"""Find out, step by step, what on the way to a bucket does not work, so that it can be mended.

Every step is really taken, in the order in which a request needs them; the first that fails ends
the check, and those after it were not tried. What is written is removed again.
"""

import os
import secrets
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from crypto.errors import AlteredError
from storage.errors import (
    ClipExistsError,
    ClipNotFoundError,
    ReadInterruptedError,
    StorageAccessError,
    StorageError,
    StorageUnavailableError,
)
from storage.fault import Fault
from storage.interrupt import Interrupt
from storage.link import Link
from storage.s3.bucket import Bucket
from storage.s3.errors import fault_error, translated
from storage.s3.settings import S3Settings
from storage.s3.workers import check_of, wait_for

_AWS = "https://s3.amazonaws.com"


class CheckName(StrEnum):
    """The steps, in their order."""

    RESOLVE = "resolve"
    CONNECT = "connect"
    TLS = "tls"
    FIND_CREDENTIALS = "find-credentials"
    SIGN_IN = "sign-in"
    BUCKET = "bucket"
    LIST = "list"
    WRITE = "write"
    READ_BACK = "read-back"
    CREATE_ONCE = "create-once"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class CheckStep:
    """What came of one step.

    ok: None where it does not apply or was not tried. fault: what to mend. detail: for people.
    """

    name: CheckName
    ok: bool | None
    fault: Fault | None
    detail: str
    seconds: float


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """All steps. ok: nothing is in the way of storing safely; fault: the first that is."""

    steps: tuple[CheckStep, ...]
    ok: bool
    fault: Fault | None
    can_read: bool
    can_write: bool


def check_connection(
    settings: S3Settings,
    *,
    progress: Callable[[CheckStep], None] | None = None,
    interrupt: Interrupt | None = None,
) -> ConnectionReport:
    """Take every step; `progress` is told of each when it is done, the untried ones too.

    Raises:
        ReadInterruptedError: `interrupt` called it off.
    """
    with closing(Bucket(settings, link=Link())) as bucket:
        return _Check(bucket, progress, interrupt).run()


class _Check:
    def __init__(
        self,
        bucket: Bucket,
        progress: Callable[[CheckStep], None] | None,
        interrupt: Interrupt | None,
    ) -> None:
        self._bucket = bucket
        self._settings = bucket.settings
        self._progress = progress
        self._interrupt = interrupt
        self._steps: list[CheckStep] = []
        self._key = bucket.key(f".safelight-check-{secrets.token_hex(8)}")
        self._url = urlsplit("")
        self._timeout_s = self._settings.connect_timeout_s

    def run(self) -> ConnectionReport:
        actions: dict[CheckName, Callable[[], str | None]] = {
            CheckName.RESOLVE: self._resolve,
            CheckName.CONNECT: self._connect,
            CheckName.TLS: self._tls,
            CheckName.FIND_CREDENTIALS: self._find_credentials,
            CheckName.SIGN_IN: self._sign_in,
            CheckName.BUCKET: self._bucket_is_there,
            CheckName.LIST: self._list,
            CheckName.WRITE: self._write,
            CheckName.READ_BACK: self._read_back,
            CheckName.CREATE_ONCE: self._create_once,
            CheckName.REMOVE: self._remove,
        }
        for name, action in actions.items():
            goes_on = not any(step.ok is False for step in self._steps)
            self._take(name, action if goes_on or self._is_to_be_removed(name) else None)
        done = {step.name for step in self._steps if step.ok}
        failed = next((step for step in self._steps if step.ok is False), None)
        return ConnectionReport(
            steps=tuple(self._steps),
            ok=failed is None,
            fault=None if failed is None else failed.fault,
            can_read=CheckName.LIST in done,
            can_write={CheckName.WRITE, CheckName.READ_BACK, CheckName.REMOVE} <= done,
        )

    def _is_to_be_removed(self, name: CheckName) -> bool:
        written = any(step.name is CheckName.WRITE and step.ok for step in self._steps)
        return name is CheckName.REMOVE and written

    def _take(self, name: CheckName, action: Callable[[], str | None] | None) -> None:
        """Take a step on another thread, so that an interrupt ends the wait at once."""
        started = time.monotonic()
        ok: bool | None = None
        fault: Fault | None = None
        detail: str | None = "not tried"
        if action is not None:
            future = self._bucket.workers.submit(action)
            try:
                detail = wait_for(future, check_of(self._interrupt))
                ok = None if detail is None else True
            except ReadInterruptedError:
                raise
            except (StorageUnavailableError, StorageAccessError) as error:
                ok, fault, detail = False, error.fault, str(error)
            except (StorageError, AlteredError) as error:
                ok, fault, detail = False, Fault.UNSUPPORTED, str(error)
        step = CheckStep(name, ok, fault, detail or "", time.monotonic() - started)
        self._steps.append(step)
        if self._progress is not None:
            self._progress(step)

    def _find_credentials(self) -> str:
        with self._bucket.request("looking for credentials") as client:
            signer = client._request_signer  # noqa: SLF001 - the only way to ask what will sign
            found = signer._credentials  # noqa: SLF001
            if found is None:
                raise fault_error(Fault.NO_CREDENTIALS, "looking for credentials")
            # Loads what is still to be fetched: a role, an SSO session.
            found.get_frozen_credentials()
            return f"found ({getattr(found, 'method', 'given')})"

    def _resolve(self) -> str | None:
        try:
            with self._bucket.request("looking up the server") as client:
                self._url = urlsplit(client.meta.endpoint_url)
        except StorageAccessError:
            # A profile that is not there; the step that looks for credentials will say so.
            self._url = urlsplit(self._settings.endpoint_url or _AWS)
        if _goes_through_proxy(self._url.geturl()):
            return None
        try:
            found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise fault_error(Fault.DNS, "looking up the server") from error
        return f"{len(found)} addresses" if len(found) > 1 else "1 address"

    def _connect(self) -> str | None:
        if _goes_through_proxy(self._url.geturl()):
            return None
        with self._connected():
            return "the server accepts connections"

    def _tls(self) -> str | None:
        if self._url.scheme != "https" or _goes_through_proxy(self._url.geturl()):
            return None
        authorities = (
            self._settings.ca_bundle
            or os.environ.get("AWS_CA_BUNDLE")
            or os.environ.get("REQUESTS_CA_BUNDLE")
            or _usual_authorities()
        )
        try:
            context = ssl.create_default_context(cafile=authorities)
        except (OSError, ssl.SSLError):
            raise fault_error(Fault.TLS, "reading the authorities to trust") from None
        try:
            with (
                self._connected() as plain,
                context.wrap_socket(plain, server_hostname=self._host) as secured,
            ):
                return f"{secured.version()}"
        except ssl.SSLCertVerificationError as error:
            detail = f"code {error.verify_code}: {error.verify_message}"
            raise fault_error(Fault.TLS, "securing the connection", detail) from None
        except ssl.SSLError as error:
            reason = error.reason or ""
            raise fault_error(Fault.TLS, "securing the connection", reason) from None
        except OSError:
            raise fault_error(Fault.CONNECTION, "securing the connection") from None

    def _sign_in(self) -> str:
        try:
            self._ask("list_objects_v2", "signing in", MaxKeys=1)
        except StorageAccessError as error:
            # These tell of a later step: the server knows who asks.
            if error.fault in {Fault.BUCKET, Fault.PERMISSION, Fault.REGION}:
                return "the server knows these credentials"
            raise
        return "the server accepts the credentials"

    def _bucket_is_there(self) -> str:
        try:
            self._ask("list_objects_v2", "looking for the bucket", MaxKeys=1)
        except ClipNotFoundError:
            raise fault_error(Fault.BUCKET, "looking for the bucket") from None
        except StorageAccessError as error:
            if error.fault is not Fault.PERMISSION:
                raise
        return "it is there"

    def _list(self) -> str:
        self._ask("list_objects_v2", "listing the bucket", MaxKeys=1, Prefix=self._settings.prefix)
        return "allowed"

    def _write(self) -> str:
        self._ask("put_object", "writing", writing=True, Key=self._key, Body=b"check")
        return "allowed"

    def _read_back(self) -> str:
        with self._bucket.request("reading") as client:
            answer = client.get_object(
                Bucket=self._settings.bucket, Key=self._key, Range="bytes=1-3"
            )
            with closing(answer["Body"]) as body:
                content = body.read()
        if content != b"hec":
            raise fault_error(Fault.UNSUPPORTED, "reading a range")
        return "allowed, and ranges are right"

    def _create_once(self) -> str:
        try:
            self._ask(
                *("put_object", "creating once"),
                writing=True,
                Key=self._key,
                Body=b"again",
                IfNoneMatch="*",
            )
        except ClipExistsError:
            return "the server refuses to write over an object"
        raise fault_error(
            Fault.UNSUPPORTED, "creating once", "it writes over objects that are there"
        )

    def _remove(self) -> str:
        self._ask("delete_object", "removing", writing=True, Key=self._key)
        return "allowed"

    @property
    def _host(self) -> str:
        return self._url.hostname or ""

    @property
    def _port(self) -> int:
        return self._url.port or (443 if self._url.scheme == "https" else 80)

    def _connected(self) -> socket.socket:
        try:
            return socket.create_connection((self._host, self._port), self._timeout_s)
        except TimeoutError:
            raise fault_error(Fault.TIMEOUT, "connecting") from None
        except OSError:
            raise fault_error(Fault.CONNECTION, "connecting") from None

    def _ask(self, operation: str, doing: str, **parameters: Any) -> None:
        self._bucket.ask(operation, doing, **parameters)


def _goes_through_proxy(url: str) -> bool:
    """Whether a proxy stands between: only it can tell then what of the way works."""
    from botocore.utils import get_environ_proxies  # noqa: PLC0415 - loaded with the client

    with translated("reading the proxy's settings"):
        return bool(get_environ_proxies(url))


def _usual_authorities() -> str | None:
    from botocore.httpsession import get_cert_path  # noqa: PLC0415 - loaded with the client

    found = get_cert_path(True)
    return str(found) if found else None
