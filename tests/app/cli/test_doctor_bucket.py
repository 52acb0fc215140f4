"""doctor with a bucket: the way there step by step, then what lies in it."""

import json
from pathlib import Path

import pytest

from tests.support.s3_server import BUCKET, READER, WRITER, S3Server


@pytest.fixture
def bucket(
    store_folder: Path, s3_server: S3Server, unused_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> S3Server:
    """Set the older system's variables for a bucket."""
    monkeypatch.setenv("VIDEO_STORAGE_TYPE", "s3")
    monkeypatch.setenv("S3_BUCKET_NAME", BUCKET)
    monkeypatch.setenv("S3_PREFIX", unused_prefix)
    monkeypatch.setenv("S3_ENDPOINT_URL", s3_server.url)
    return s3_server


def found(done) -> list[tuple[str, str, str]]:
    checks = json.loads(done.out)["checks"]
    return [(check["subject"], check["verdict"], check["text"]) for check in checks]


def test_a_bucket_that_works_is_healthy_and_its_clips_are_counted(cli, bucket, video) -> None:
    assert cli("import", video).code == 0
    done = cli("doctor", "--json")

    assert done.code == 0
    lines = found(done)
    steps = [text for subject, _, text in lines if subject == "connection"]
    assert any(text.startswith("The server answers") for text in steps)
    assert steps[-1] == "It works: clips can be read and written."
    (store,) = [text for subject, _, text in lines if subject == "clip store"]
    assert store.endswith(", 1 clip")
    (database,) = [text for subject, _, text in lines if subject == "database"]
    assert database.endswith(", 1 clip, 0 tracks")
    for secret in WRITER:
        assert secret not in done.out


def test_who_may_only_read_is_no_sick_installation(cli, bucket, monkeypatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", READER[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", READER[1])
    done = cli("doctor", "--json")

    assert done.code == 0
    assert ("connection", "note") in {(subject, verdict) for subject, verdict, _ in found(done)}
    assert "not written" in done.out


def test_a_bucket_that_is_not_there_is_bad_and_nothing_is_looked_for_in_it(
    cli, bucket, monkeypatch
) -> None:
    monkeypatch.setenv("S3_BUCKET_NAME", "no-such-bucket")
    done = cli("doctor", "--json")

    assert done.code == 1
    assert "There is no such bucket" in done.out
    assert "clip store" not in {subject for subject, _, _ in found(done)}


def test_credentials_that_are_unknown_are_said_to_be_and_not_shown(
    cli, bucket, monkeypatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "NOBODYKNOWSTHIS")
    done = cli("doctor")

    assert done.code == 1
    assert "The credentials are not accepted" in done.out
    assert "NOBODYKNOWSTHIS" not in done.out + done.err
