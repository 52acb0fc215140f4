"""Verifying and adopting over a real S3 server: clips that the older system left in a bucket."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.compose import create_project, open_project
from app.session.adopting import Adopter
from app.session.project import Project
from app.session.salvage import salvage
from app.session.verifying.findings import Verdict
from app.session.verifying.verifier import Verifier
from app.settings.paths import Paths
from crypto import raw_cbc
from crypto.clip_header import BODY_OFFSET
from crypto.policy import ReadPolicy
from storage.s3 import S3Settings
from tests.support.desk import PASSPHRASE
from tests.support.s3_server import BUCKET, S3Server


@pytest.fixture
def settings(s3_server: S3Server, unused_prefix: str) -> S3Settings:
    return s3_server.settings(unused_prefix)


@pytest.fixture
def project(settings: S3Settings, tmp_path: Path) -> Iterator[Project]:
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path / "home")})
    config, _ = create_project(
        paths, "Bucket", passphrase=PASSPHRASE, labels=(), store_uri=settings.to_uri()
    )
    opened = open_project(config, paths, passphrase=PASSPHRASE)
    opened.keyring._read_policy = ReadPolicy.RAW_CBC
    yield opened
    opened.close()


def verdicts(project: Project) -> dict[str, Verdict]:
    verifier = Verifier(project)
    return {one.event_id: one.verdict for one in verifier.verify(verifier.targets(), jobs=2)}


def test_clips_of_a_bucket_are_adopted_verified_and_saved(
    project: Project,
    s3_server: S3Server,
    settings: S3Settings,
    plain_clip: bytes,
    tmp_path: Path,
) -> None:
    client = s3_server.client()
    raw = raw_cbc.encrypt(project.keyring.raw_key(), plain_clip)
    client.put_object(Bucket=BUCKET, Key=f"{settings.prefix}old.slc", Body=raw)
    project.storage.store_clip("sealed", io.BytesIO(plain_clip + bytes(50_000)))

    adopter = Adopter(project)
    reports = [adopter.adopt(listed) for listed in adopter.find()]

    assert [(one.clip.event_id, one.clip.origin) for one in reports] == [
        ("old", "raw-cbc"),
        ("sealed", "container"),
    ]
    assert list(adopter.find()) == []
    assert verdicts(project) == {"old": Verdict.NOT_AUTHENTICATED, "sealed": Verdict.SOUND}

    key = f"{settings.prefix}sealed.slc"
    body = bytearray(client.get_object(Bucket=BUCKET, Key=key)["Body"].read())
    body[BODY_OFFSET + 40] ^= 1
    client.put_object(Bucket=BUCKET, Key=key, Body=bytes(body))
    verifier = Verifier(project)
    (finding,) = verifier.verify(verifier.targets(["sealed"]))
    assert finding.verdict is Verdict.DAMAGED
    assert finding.damaged[0].start == 0
    made = salvage(
        project.storage,
        project.keyring,
        finding,
        tmp_path / "out",
        rights=project.rights,
        in_clear=True,
    )
    assert made is not None
    assert made.copy.read_bytes()[16384:] == (plain_clip + bytes(50_000))[16384:]


@pytest.mark.parametrize("pinned", [True, False])
def test_copies_hide_nothing_of_what_the_store_has(
    project: Project, plain_clip: bytes, s3_server: S3Server, settings: S3Settings, pinned: bool
) -> None:
    storage = project.storage
    stored = storage.store_clip("sealed", io.BytesIO(plain_clip))
    Adopter(project).adopt(next(Adopter(project).find()))
    assert storage.offline is not None
    storage.offline.pin("sealed", stored.objects)
    if not pinned:
        storage.offline.unpin("sealed", stored.objects)
    verifier = Verifier(project)
    (before,) = verifier.verify(verifier.targets())
    client, key = s3_server.client(), f"{settings.prefix}sealed.slc"
    body = bytearray(client.get_object(Bucket=BUCKET, Key=key)["Body"].read())
    body[BODY_OFFSET + 40] ^= 1
    client.put_object(Bucket=BUCKET, Key=key, Body=bytes(body))
    (after,) = verifier.verify(verifier.targets())

    assert before.verdict is Verdict.SOUND
    assert before.notes == ()
    assert after.verdict is Verdict.DAMAGED
