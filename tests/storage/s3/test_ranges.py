import os
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from storage.s3.client import make_client
from storage.s3.ranges import RangeRequests

CONTENT = os.urandom(300_000)


@pytest.fixture
def client(settings) -> Iterator[Any]:
    with closing(make_client(settings)) as made:
        yield made


def opened(client, settings) -> str:
    key = f"{settings.prefix}a.slc"
    client.put_object(Bucket=settings.bucket, Key=key, Body=CONTENT)
    answer = client.get_object(Bucket=settings.bucket, Key=key, Range="bytes=0-9")
    answer["Body"].read()
    return str(answer["ETag"])


def test_a_range_of_what_was_opened_needs_botocore_no_more(client, settings):
    ranges = RangeRequests(client)
    etag = opened(client, settings)
    through_botocore: list[object] = []
    client.meta.events.register("before-call.s3", lambda **_: through_botocore.append(1))
    address = ranges.address()
    assert address is not None
    headers = {"Range": "bytes=1000-201999", "If-Match": etag}
    with ranges.answer(address, headers) as answer:
        assert answer is not None
        described, body = answer
        assert described == {"ETag": etag, "ContentRange": "bytes 1000-201999/300000"}
        assert body.read(201_000) == CONTENT[1000:202_000]
    assert not through_botocore


@pytest.mark.parametrize("refused", [{"If-Match": '"other"'}, {"Range": "bytes=400000-400010"}, {}])
def test_what_is_no_part_of_the_object_is_left_to_botocore(client, settings, refused):
    ranges = RangeRequests(client)
    opened(client, settings)
    address = ranges.address()
    assert address is not None
    with ranges.answer(address, refused) as answer:
        assert answer is None


def test_a_signature_of_another_kind_is_left_to_botocore(client, settings):
    ranges = RangeRequests(client)
    client.meta.events.register("choose-signer.s3.GetObject", lambda **_: "v4")

    def sign_otherwise(request: Any, **_: Any) -> None:
        request.context["auth_type"] = "v4a"

    client.meta.events.register_first("before-sign.s3.GetObject", sign_otherwise)
    opened(client, settings)
    assert ranges.address() is None


def test_another_thread_has_opened_nothing(client, settings):
    ranges = RangeRequests(client)
    assert ranges.address() is None
