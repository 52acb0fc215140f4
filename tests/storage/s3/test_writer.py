"""Objects appear whole or not at all, and only where nothing lies."""

import hashlib
import io
import os
import time

import pytest

from crypto.clip_stream import seal_bytes
from crypto.keyring import Keyring
from storage.errors import ClipExistsError, StorageUnavailableError
from storage.retry import RetryPolicy
from storage.s3 import S3Objects, S3VideoStorage
from storage.s3.part import MOST_PARTS, PART_SIZE, in_flight, part_size
from tests.support.s3_server import client_of, keys_under

LARGE = os.urandom(2 * PART_SIZE + 12345)


class CancelledError(Exception):
    pass


def _stored(objects, name: str) -> bytes:
    source = objects.open(name)
    try:
        return source.read_at(0, source.size)
    finally:
        source.close()


def _write(objects, name: str, content: bytes, *, step: int = 300_000) -> None:
    with objects.create(name) as writer:
        for start in range(0, len(content), step):
            writer.write(content[start : start + step])
        writer.commit()


@pytest.mark.parametrize(
    "size", [0, 1, 262_520, PART_SIZE - 1, PART_SIZE, PART_SIZE + 1, 2 * PART_SIZE, len(LARGE)]
)
def test_an_object_of_any_size_comes_back_as_it_was(objects, settings, size):
    _write(objects, "a.slc", LARGE[:size])
    assert hashlib.sha256(_stored(objects, "a.slc")).digest() == (
        hashlib.sha256(LARGE[:size]).digest()
    )
    assert keys_under(client_of(settings.endpoint_url), settings) == {"a.slc"}


@pytest.mark.parametrize("content", [b"small", LARGE])
def test_of_two_writers_of_one_name_the_second_is_refused_and_leaves_nothing(
    objects, settings, content
):
    with objects.create("a.slc") as late:
        late.write(content)
        _write(objects, "a.slc", b"first")
        with pytest.raises(ClipExistsError):
            late.commit()
    assert _stored(objects, "a.slc") == b"first"
    assert keys_under(client_of(settings.endpoint_url), settings) == {"a.slc"}


@pytest.mark.promise
def test_a_large_object_that_is_not_committed_leaves_no_parts(objects, settings):
    client = client_of(settings.endpoint_url)
    with objects.create("a.slc") as writer:
        writer.write(LARGE)
        assert keys_under(client, settings) == {"a.slc (in the making)"}
    assert keys_under(client, settings) == set()


def test_the_public_facts_of_a_container_stand_in_its_metadata(objects, settings):
    with Keyring.generate() as keyring:
        content, receipt = seal_bytes(LARGE, keyring=keyring)
        small, small_receipt = seal_bytes(b"small", keyring=keyring)
    _write(objects, "a.slc", content)
    _write(objects, "b.slc", small)
    client = client_of(settings.endpoint_url)
    for name, expected in (("a.slc", receipt), ("b.slc", small_receipt)):
        found = client.head_object(Bucket=settings.bucket, Key=settings.prefix + name)
        assert found["ContentType"] == "application/octet-stream"
        facts = found["Metadata"]
        assert facts["format"] == "container"
        assert facts["clip-id"] == expected.clip_id.hex()
        assert facts["key-id"] == expected.key_id.hex()
        assert facts["scope-id"] == expected.scope_id.hex()
        assert facts["commitment"] == expected.commitment.hex()


def test_progress_can_cancel_an_upload_that_hangs(settings, s3_server, tmp_path, caplog):
    hung_at = 0.0
    reached = 0

    def progress(done: int) -> None:
        nonlocal hung_at, reached
        reached = max(reached, done)
        if reached > PART_SIZE * 1.5 and not hung_at:
            s3_server.hang()
            hung_at = time.monotonic()
        if hung_at and time.monotonic() - hung_at > 0.3:
            raise CancelledError

    with Keyring.generate() as keyring:
        storage = S3VideoStorage(settings, keyring, ledger_folder=tmp_path / "ledger")
        with pytest.raises(CancelledError):
            storage.store_clip("event-1", io.BytesIO(LARGE * 4), progress=progress)
        assert time.monotonic() - hung_at < 60
        s3_server.go_on()
        storage.close()
        assert "next start" in caplog.text
        # The next start sees to it.
        again = S3VideoStorage(settings, keyring, ledger_folder=tmp_path / "ledger")
        again.store_clip("event-2", io.BytesIO(b"small"))
        again.close()
    names = keys_under(client_of(settings.endpoint_url), settings)
    assert names == {"event-2.slc", "event-2.json"}


def test_an_upload_goes_on_after_the_server_was_killed_and_came_back(objects, s3_server):
    with objects.create("a.slc") as writer:
        writer.write(LARGE[: PART_SIZE + 1000])
        s3_server.stop()
        writer.write(LARGE[PART_SIZE + 1000 :])
        s3_server.start()
        writer.commit()
    assert _stored(objects, "a.slc") == LARGE


def test_a_server_that_stays_away_ends_an_upload_with_its_fault(settings, link, s3_server):
    policy = RetryPolicy(first_s=0.02, longest_s=0.1, for_s=0.4)
    objects = S3Objects(settings, link=link, policy=policy)
    writer = objects.create("a.slc")
    writer.write(LARGE[: PART_SIZE + 1])
    s3_server.stop()
    writer.write(LARGE[PART_SIZE + 1 :])
    with pytest.raises(StorageUnavailableError) as caught:
        writer.commit()
    assert caught.value.fault == "connection"
    assert link.state().online is False
    s3_server.start()
    writer.discard()
    objects.close()


def test_ten_thousand_parts_reach_beyond_half_a_tebibyte_in_bounded_memory():
    sizes = [part_size(number) for number in range(1, MOST_PARTS + 1)]
    assert sum(sizes) > 1 << 39
    assert set(sizes[:5000]) == {PART_SIZE}
    assert sizes == sorted(sizes)
    for number in (1, 5000, 5001, 7001, MOST_PARTS):
        assert in_flight(number) * part_size(number) <= max(64 << 20, part_size(number))
