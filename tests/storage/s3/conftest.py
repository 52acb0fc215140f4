"""A store over the real server, and the bare objects in it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.link import Link
from storage.retry import RetryPolicy
from storage.s3 import S3Objects, S3Settings

# Long enough for a retry, short enough for a test of what never succeeds.
QUICK = RetryPolicy(first_s=0.02, longest_s=0.1, for_s=0.5)


@pytest.fixture
def settings(s3_server, unused_prefix: str) -> S3Settings:
    return s3_server.settings(unused_prefix, read_timeout_s=2, connect_timeout_s=2)


@pytest.fixture
def link() -> Link:
    return Link()


@pytest.fixture
def objects(settings: S3Settings, link: Link, tmp_path: Path) -> Iterator[S3Objects]:
    with closing(S3Objects(settings, link=link, ledger_folder=tmp_path / "ledger")) as made:
        yield made
