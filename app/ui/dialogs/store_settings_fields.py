"""What is typed into a bucket's form, and what is wrong with it. Pure: no widgets, no network."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from storage.s3.settings import Addressing, S3Settings

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")
_REGION = re.compile(r"[a-zA-Z0-9-]{1,63}")
_LONGEST_PREFIX = 700


class Flaw(StrEnum):
    """What is wrong with one field."""

    BUCKET_MISSING = "bucket-missing"
    BUCKET = "bucket"
    PREFIX = "prefix"
    ENDPOINT_SCHEME = "endpoint-scheme"
    ENDPOINT_SECRET = "endpoint-secret"  # noqa: S105 - the name of a mistake
    ENDPOINT_HOST = "endpoint-host"
    ENDPOINT_PATH = "endpoint-path"
    REGION = "region"
    CA = "ca"


@dataclass(frozen=True, slots=True)
class BucketFields:
    """The fields as they stand, trimmed; "" is an empty field."""

    bucket: str = ""
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    profile: str = ""
    addressing: str = "auto"
    ca_bundle: str = ""
    connect_timeout_s: float = 5.0
    read_timeout_s: float = 15.0

    @classmethod
    def of(cls, settings: S3Settings) -> "BucketFields":
        """Return the fields that `settings` would have been typed as."""
        return cls(
            bucket=settings.bucket,
            prefix=settings.prefix.rstrip("/"),
            endpoint=settings.endpoint_url or "",
            region=settings.region or "",
            profile=settings.profile or "",
            addressing=settings.addressing,
            ca_bundle=settings.ca_bundle or "",
            connect_timeout_s=settings.connect_timeout_s,
            read_timeout_s=settings.read_timeout_s,
        )

    def settings(self) -> S3Settings:
        """Return the settings; ask `flaw` first.

        Raises:
            StorageConfigurationError: the store's own rules refuse them.
        """
        prefix = self.prefix.strip("/")
        return S3Settings(
            bucket=self.bucket,
            prefix=f"{prefix}/" if prefix else "",
            endpoint_url=self.endpoint.rstrip("/") or None,
            region=self.region or None,
            profile=self.profile or None,
            addressing=cast("Addressing", self.addressing),
            ca_bundle=self.ca_bundle or None,
            connect_timeout_s=self.connect_timeout_s,
            read_timeout_s=self.read_timeout_s,
        )

    def flaw(self) -> Flaw | None:
        """Return the first thing that is wrong, None where all is sound."""
        if not self.bucket:
            return Flaw.BUCKET_MISSING
        if not _BUCKET.fullmatch(self.bucket):
            return Flaw.BUCKET
        parts = self.prefix.strip("/").split("/")
        too_long = len(self.prefix) > _LONGEST_PREFIX
        if self.prefix and (too_long or any(part in ("", ".", "..") for part in parts)):
            return Flaw.PREFIX
        if (flaw := _endpoint_flaw(self.endpoint)) is not None:
            return flaw
        if self.region and not _REGION.fullmatch(self.region):
            return Flaw.REGION
        if self.ca_bundle and not Path(self.ca_bundle).is_absolute():
            return Flaw.CA
        return None


def _endpoint_flaw(endpoint: str) -> Flaw | None:
    if not endpoint:
        return None
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return Flaw.ENDPOINT_HOST
    if parts.username or parts.password:
        return Flaw.ENDPOINT_SECRET
    if parts.scheme not in ("http", "https") or not endpoint.startswith(f"{parts.scheme}://"):
        return Flaw.ENDPOINT_SCHEME
    if not host or any(character.isspace() for character in endpoint):
        return Flaw.ENDPOINT_HOST
    if parts.path.strip("/") or parts.query or parts.fragment:
        return Flaw.ENDPOINT_PATH
    return None
