"""A bucket of very many objects, listed against a bare boto3 paginator.

    python -m benchmarks.storage_s3_listing [objects]

Entries a second, and the time to the first entry, in rounds that alternate. The objects lie in moto
inside this process, so that what is compared is what we add to boto3; a server's own time is not
in it, nor what fetching the next page beforehand saves. Asked for: at least 0.8 of its rate.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing

from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from storage.link import Link
from storage.s3 import S3Objects, S3Settings, S3VideoStorage
from tests.support.s3_server import BUCKET, WRITER, client_of

ROUNDS, RATIO_TARGET = 1, 0.8
PREFIX = "north/"


def fill(count: int) -> None:
    client_of(None).create_bucket(Bucket=BUCKET)
    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    for number in range(count):
        backend.put_object(BUCKET, f"{PREFIX}{number:08}.slc", b"x")


def bare() -> Iterator[object]:
    pages = client_of(None).get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=BUCKET, Prefix=PREFIX, Delimiter="/"):
        yield from page.get("Contents", ())


def measure(listing: Callable[[], Iterator[object]], count: int) -> tuple[float, float]:
    """Return the seconds to the first entry and to the last."""
    started = time.perf_counter()
    entries = listing()
    next(entries)
    first_s = time.perf_counter() - started
    if sum(1 for _ in entries) + 1 != count:
        raise SystemExit("the listing is not complete")
    return first_s, time.perf_counter() - started


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    os.environ.update(AWS_ACCESS_KEY_ID=WRITER[0], AWS_SECRET_ACCESS_KEY=WRITER[1])
    settings = S3Settings(BUCKET, PREFIX, region="us-east-1")
    with (
        mock_aws(),
        closing(S3Objects(settings, link=Link())) as objects,
        closing(S3VideoStorage(settings)) as storage,
    ):
        fill(count)
        listings: dict[str, Callable[[], Iterator[object]]] = {
            "boto3's paginator": bare,
            "objects": objects.entries,
            "clips, grouped": storage.entries,
        }
        for listing in listings.values():
            next(listing())
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in listings}
        for _ in range(ROUNDS):
            for name, listing in listings.items():
                taken[name].append(measure(listing, count))
    plain = taken["boto3's paginator"]
    kept = True
    for name, rounds in taken.items():
        rate = count / statistics.median(whole for _, whole in rounds)
        first_ms = statistics.median(first for first, _ in rounds) * 1000
        ratio = statistics.median(b[1] / a[1] for a, b in zip(rounds, plain, strict=True))
        kept = kept and ratio >= RATIO_TARGET
        print(f"{name:18} {rate:8.0f} /s  first after {first_ms:6.1f} ms  ratio {ratio:.2f}")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
