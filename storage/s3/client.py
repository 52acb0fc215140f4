"""From settings to a boto3 client.

Credentials come from AWS's own chain (environment, profile, SSO, role); none are kept. botocore
tries nothing again by itself: `storage.retry` does, so that a person sees it and can call it off.
"""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from storage.s3.settings import S3Settings

# More than one clip's parallel reads, its parts, and a listing together need.
CONNECTIONS = 32
_DEFAULT_REGION = "us-east-1"


def make_client(settings: S3Settings) -> Any:
    """Return a client; threads share it. No request is made, but boto3 is loaded: 0.4 s.

    Raises:
        BotoCoreError: the profile is not there, or a setting is not valid.
    """
    import boto3  # noqa: PLC0415 - slow to load, and most projects need none
    import botocore.session  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    core = botocore.session.Session(profile=settings.profile)
    core.register_component("data_loader", _service_models())
    session = boto3.session.Session(botocore_session=core, region_name=settings.region)
    config = Config(
        connect_timeout=settings.connect_timeout_s,
        read_timeout=settings.read_timeout_s,
        retries={"total_max_attempts": 1, "mode": "standard"},
        max_pool_connections=CONNECTIONS,
        tcp_keepalive=True,
        request_checksum_calculation="when_supported",
        response_checksum_validation="when_supported",
        s3={"addressing_style": _addressing(settings)},
    )
    return session.client(
        "s3",
        endpoint_url=settings.endpoint_url,
        region_name=session.region_name or _DEFAULT_REGION,
        verify=settings.ca_bundle,
        config=config,
    )


@cache
def _service_models() -> Any:
    """Return botocore's descriptions of services, so that a second client need not parse them."""
    import botocore.loaders  # noqa: PLC0415 - as above

    return botocore.loaders.create_loader()


def _addressing(settings: S3Settings) -> str:
    """Leave AWS to botocore; other services often have no wildcard name for their buckets."""
    if settings.addressing != "auto" or settings.endpoint_url is None:
        return settings.addressing
    host = urlsplit(settings.endpoint_url).hostname or ""
    return "auto" if host.endswith((".amazonaws.com", ".amazonaws.com.cn")) else "path"
