"""From what botocore says to what a caller can do about it: the only place that knows its errors.

Rules:
- A message names neither key nor host nor identity: keys hold event ids, and messages are logged.
- botocore's own error is not chained: its text holds the URL.
- What may pass is a StorageUnavailableError and is tried again; what somebody has to mend is a
  StorageAccessError.
"""

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from crypto.errors import AlteredError
from storage.errors import (
    ClipExistsError,
    ClipNotFoundError,
    StorageAccessError,
    StorageError,
    StorageFullError,
    StorageUnavailableError,
)
from storage.fault import PASSING, Fault

_NOT_FOUND = frozenset({"NoSuchKey", "404", "NotFound", "NoSuchUpload", "NoSuchVersion"})
_CODES: dict[str, Fault] = {
    "NoSuchBucket": Fault.BUCKET,
    "InvalidBucketName": Fault.BUCKET,
    "InvalidAccessKeyId": Fault.BAD_CREDENTIALS,
    "SignatureDoesNotMatch": Fault.BAD_CREDENTIALS,
    "InvalidToken": Fault.BAD_CREDENTIALS,
    "InvalidSecurity": Fault.BAD_CREDENTIALS,
    "NotSignedUp": Fault.BAD_CREDENTIALS,
    "ExpiredToken": Fault.EXPIRED_CREDENTIALS,
    "ExpiredTokenException": Fault.EXPIRED_CREDENTIALS,
    "TokenRefreshRequired": Fault.EXPIRED_CREDENTIALS,
    "RequestTimeTooSkewed": Fault.CLOCK,
    "AuthorizationHeaderMalformed": Fault.REGION,
    "PermanentRedirect": Fault.REGION,
    "TemporaryRedirect": Fault.REGION,
    "IllegalLocationConstraintException": Fault.REGION,
    "301": Fault.REGION,
    "307": Fault.REGION,
    "AccessDenied": Fault.PERMISSION,
    "AllAccessDisabled": Fault.PERMISSION,
    "AccountProblem": Fault.PERMISSION,
    "InvalidObjectState": Fault.PERMISSION,
    "403": Fault.PERMISSION,
    "SlowDown": Fault.THROTTLED,
    "Throttling": Fault.THROTTLED,
    "ThrottlingException": Fault.THROTTLED,
    "TooManyRequests": Fault.THROTTLED,
    "RequestLimitExceeded": Fault.THROTTLED,
    "429": Fault.THROTTLED,
    "RequestTimeout": Fault.TIMEOUT,
    "IncompleteBody": Fault.BODY,
    "BadDigest": Fault.BODY,
    "InvalidDigest": Fault.BODY,
    "XAmzContentChecksumMismatch": Fault.BODY,
    "XAmzContentSHA256Mismatch": Fault.BODY,
    "OperationAborted": Fault.SERVER,
    "ConditionalRequestConflict": Fault.SERVER,
    "NotImplemented": Fault.UNSUPPORTED,
    "MethodNotAllowed": Fault.UNSUPPORTED,
    "501": Fault.UNSUPPORTED,
    "405": Fault.UNSUPPORTED,
}
_FULL = frozenset(
    {"QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "EntityTooLarge", "507"}
)
_SAID = {
    Fault.DNS: "the server's name is not known",
    Fault.CONNECTION: "no connection to the server",
    Fault.TIMEOUT: "the server did not answer in time",
    Fault.TLS: "the server's certificate is not trusted, or it speaks no TLS",
    Fault.SERVER: "the server failed",
    Fault.THROTTLED: "the server asks for fewer requests",
    Fault.BODY: "an answer or an upload broke off on the way",
    Fault.NO_CREDENTIALS: "no credentials were found on this computer",
    Fault.BAD_CREDENTIALS: "the server does not accept the credentials",
    Fault.EXPIRED_CREDENTIALS: "the credentials have expired",
    Fault.CLOCK: "this computer's clock and the server's differ too much",
    Fault.BUCKET: "there is no bucket of this name",
    Fault.REGION: "the bucket lies in another region",
    Fault.PERMISSION: "the credentials do not allow it",
    Fault.UNSUPPORTED: "the server cannot do it",
    Fault.DISK: "a local disk failed",
}


@contextmanager
def translated(doing: str, *, writing: bool = False) -> Iterator[None]:
    """Turn botocore's errors from the block into `StorageError`s; `doing` starts their messages.

    `writing` decides what a failed precondition means: something is there, or it was replaced.

    Raises:
        StorageError
        AlteredError: the object is no longer the one that was opened.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as boto3
    from botocore.parsers import ResponseParserError  # noqa: PLC0415

    try:
        yield
    except ClientError as error:
        raise _of_answer(error.response, doing, writing=writing) from None
    except BotoCoreError as error:
        raise fault_error(_fault_on_the_way(error), doing) from None
    except ResponseParserError:
        # A captive portal, or a server of another kind.
        raise fault_error(Fault.SERVER, doing, "the answer is not S3's") from None


def fault_error(fault: Fault, doing: str, detail: str = "") -> StorageError:
    """Return the error for a fault, by whether it may pass."""
    message = f"{doing}: {_SAID[fault]}" + (f" ({detail})" if detail else "")
    if fault in PASSING:
        return StorageUnavailableError(message, fault)
    return StorageAccessError(message, fault)


def _of_answer(
    response: Mapping[str, Any], doing: str, *, writing: bool
) -> StorageError | AlteredError:
    code = str(response.get("Error", {}).get("Code", ""))
    meta = response.get("ResponseMetadata", {})
    status = int(meta.get("HTTPStatusCode") or 0)
    if code in {"PreconditionFailed", "412"}:
        if writing:
            return ClipExistsError("something is stored under this event id already")
        return AlteredError("Decryption failed: the stored object was replaced while it was open")
    if code in _NOT_FOUND:
        return ClipNotFoundError("there is no such object")
    if code in _FULL:
        return StorageFullError(f"{doing}: the bucket's quota or the server's disk is full")
    fault = _CODES.get(code) or _fault_of_status(status)
    detail = {Fault.CLOCK: _clock_detail, Fault.REGION: _region_detail}.get(fault, _code_detail)
    return fault_error(fault, doing, detail(response))


def _fault_of_status(status: int) -> Fault:
    if status in {429, 503}:
        return Fault.THROTTLED if status == 429 else Fault.SERVER
    if status >= 500 or not status:
        return Fault.SERVER
    if status in {401, 403}:
        return Fault.PERMISSION
    return Fault.REGION if 300 <= status < 400 else Fault.UNSUPPORTED


def _code_detail(response: Mapping[str, Any]) -> str:
    # A code is one word; anything else is not from S3, and could be anything.
    code = str(response.get("Error", {}).get("Code", ""))
    return code if code.isalnum() and len(code) <= 60 else ""


def _region_detail(response: Mapping[str, Any]) -> str:
    headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    right = response.get("Error", {}).get("Region") or headers.get("x-amz-bucket-region") or ""
    known = str(right).replace("-", "").isalnum()
    return f"the right region is {right}" if known and len(str(right)) <= 40 else ""


def _clock_detail(response: Mapping[str, Any]) -> str:
    headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    try:
        theirs = parsedate_to_datetime(str(headers.get("date")))
        ahead_s = (datetime.now(UTC) - theirs).total_seconds()
    except (ValueError, TypeError):
        return ""
    return f"this computer is {_spell(abs(ahead_s))} {'ahead' if ahead_s > 0 else 'behind'}"


def _spell(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 72 else f"{round(hours / 24)} days"


def _fault_on_the_way(error: Exception) -> Fault:
    from botocore import exceptions as boto  # noqa: PLC0415 - loaded when there is such an error

    match error:
        case boto.SSOError() | boto.TokenRetrievalError() | boto.UnauthorizedSSOTokenError():
            return Fault.EXPIRED_CREDENTIALS
        case (
            boto.NoCredentialsError()
            | boto.PartialCredentialsError()
            | boto.CredentialRetrievalError()
            | boto.ProfileNotFound()
            | boto.NoAuthTokenError()
            | boto.ConfigParseError()
            | boto.InvalidConfigError()
        ):
            return Fault.NO_CREDENTIALS
        case boto.ConnectTimeoutError() | boto.ReadTimeoutError():
            return Fault.TIMEOUT
        case boto.SSLError():
            return _tls_fault(error)
        case (
            boto.ResponseStreamingError()
            | boto.IncompleteReadError()
            | boto.ChecksumError()
            | boto.FlexibleChecksumError()
        ):
            return Fault.BODY
        case boto.HTTPClientError() | boto.ConnectionError():
            return Fault.DNS if _is_about_names(error) else Fault.CONNECTION
        case boto.ParamValidationError():
            return Fault.BUCKET
    return Fault.UNSUPPORTED


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that it stands for."""
    waiting, seen = [error], set()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        inner = [each.__cause__, each.__context__, *each.args]
        inner.append(getattr(each, "kwargs", {}).get("error"))
        inner.append(getattr(each, "reason", None))
        waiting += [item for item in inner if isinstance(item, BaseException)]


def _is_about_names(error: BaseException) -> bool:
    return any(
        isinstance(each, socket.gaierror) or type(each).__name__ == "NameResolutionError"
        for each in _chain(error)
    )


def _tls_fault(error: BaseException) -> Fault:
    """A handshake that broke off may pass; one that was refused does not."""
    broken = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionError)
    if any(isinstance(each, broken) for each in _chain(error)):
        return Fault.CONNECTION
    return Fault.TLS
