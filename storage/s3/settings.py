"""Which bucket, where, and how to reach it. Pure: no I/O and no credentials here.

    s3://<bucket>/<prefix>?endpoint=https://…&region=…&profile=…&addressing=path&ca=/…
        &connect-timeout=5&read-timeout=15

Credentials are never part of it: they come from the AWS chain (environment, profile, SSO, role), so
that a settings file, a log or a screenshot cannot show them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from storage.errors import StorageConfigurationError

Addressing = Literal["auto", "path", "virtual"]

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")
# What S3 allows for a key, less what the longest of our names takes.
_LONGEST_PREFIX = 700
_QUERY = {
    "endpoint": "endpoint_url",
    "region": "region",
    "profile": "profile",
    "addressing": "addressing",
    "ca": "ca_bundle",
    "connect-timeout": "connect_timeout_s",
    "read-timeout": "read_timeout_s",
}


@dataclass(frozen=True, slots=True)
class S3Settings:
    """A bucket, or a part of one.

    prefix: empty, or ends with "/"; one is added where it lacks.
    endpoint_url: of another service than AWS. region, profile: None leaves them to AWS's own chain.
    addressing: whether the bucket stands in the path or in the host's name; "auto" takes the path
        for another service and the host's name for AWS.
    ca_bundle: a PEM file of the authorities to trust in place of the usual ones.

    Raises:
        StorageConfigurationError: a value that cannot be right.
    """

    bucket: str
    prefix: str = ""
    endpoint_url: str | None = None
    region: str | None = None
    profile: str | None = None
    addressing: Addressing = "auto"
    ca_bundle: str | None = None
    connect_timeout_s: float = 5.0
    read_timeout_s: float = 15.0

    def __post_init__(self) -> None:
        if self.prefix and not self.prefix.endswith("/"):
            object.__setattr__(self, "prefix", self.prefix + "/")
        if not self.bucket:
            raise StorageConfigurationError("the name of the bucket is missing")
        if not _BUCKET.fullmatch(self.bucket):
            raise StorageConfigurationError("this cannot be the name of a bucket")
        _check_prefix(self.prefix)
        if self.endpoint_url is not None:
            _check_endpoint(self.endpoint_url)
        if self.addressing not in get_args(Addressing):
            raise StorageConfigurationError("addressing must be “auto”, “path” or “virtual”")
        for seconds in (self.connect_timeout_s, self.read_timeout_s):
            if not 0 < seconds <= 600:
                raise StorageConfigurationError("a timeout must be 600 seconds at most")

    @property
    def location(self) -> str:
        """Where it is, for people to read."""
        where = f"s3://{self.bucket}/{self.prefix}"
        if self.endpoint_url is None:
            return where
        return f"{where} ({urlsplit(self.endpoint_url).netloc})"

    @classmethod
    def from_uri(cls, uri: str) -> "S3Settings":
        """Return the settings that a URI names.

        Raises:
            StorageConfigurationError: it is none of ours, or holds credentials.
        """
        parts = _split(uri)
        if parts.scheme != "s3" or parts.fragment:
            raise StorageConfigurationError("a bucket's address starts with s3:// and has no “#”")
        if "@" in parts.netloc or ":" in parts.netloc:
            raise StorageConfigurationError(
                "a bucket's address holds no user, password or port: credentials come from the "
                "AWS environment or profile, another server is named by ?endpoint="
            )
        settings = cls(unquote(parts.netloc), unquote(parts.path.removeprefix("/")))
        changes: dict[str, object] = {}
        for key, value in parse_qsl(parts.query, keep_blank_values=True):
            if key not in _QUERY:
                raise StorageConfigurationError(f"a bucket's address knows no “{key[:40]}”")
            if value:
                changes[_QUERY[key]] = _seconds(value) if key.endswith("timeout") else value
        return replace(settings, **changes)  # type: ignore[arg-type]

    def to_uri(self) -> str:
        """Return the URI that `from_uri` reads; defaults are left out."""
        plain = S3Settings(self.bucket)
        given = {
            key: f"{value:g}" if isinstance(value, float) else str(value)
            for key, field in _QUERY.items()
            if (value := getattr(self, field)) != getattr(plain, field)
        }
        query = f"?{urlencode(given, quote_via=quote, safe='/:')}" if given else ""
        return f"s3://{self.bucket}/{quote(self.prefix)}{query}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "S3Settings":
        """Return the settings in the older system's variables; AWS_… are left to AWS's own chain.

        Raises:
            StorageConfigurationError: there is no bucket, or a value cannot be right.
        """
        bucket = environment.get("S3_BUCKET_NAME", "").strip()
        if not bucket:
            raise StorageConfigurationError("S3_BUCKET_NAME is not set")
        return cls(
            bucket,
            environment.get("S3_PREFIX", "").strip().removeprefix("/"),
            endpoint_url=environment.get("S3_ENDPOINT_URL", "").strip() or None,
            addressing=cast(
                "Addressing", environment.get("S3_ADDRESSING_STYLE", "").strip() or "auto"
            ),
        )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise StorageConfigurationError("this is no valid address") from error
    return parts


def _check_prefix(prefix: str) -> None:
    segments = prefix.removesuffix("/").split("/") if prefix else []
    if any(segment in {"", ".", ".."} for segment in segments) or not prefix.isprintable():
        raise StorageConfigurationError("the prefix holds an empty or hidden part")
    if len(prefix.encode()) > _LONGEST_PREFIX:
        raise StorageConfigurationError("the prefix is too long")


def _check_endpoint(url: str) -> None:
    parts = _split(url)
    if "@" in parts.netloc:
        raise StorageConfigurationError("the server's address must not hold a user or password")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise StorageConfigurationError("the server's address must be http://… or https://…")
    if parts.query or parts.fragment or parts.path.strip("/"):
        raise StorageConfigurationError("the server's address ends with the host or its port")


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise StorageConfigurationError("a timeout must be a number of seconds") from error
