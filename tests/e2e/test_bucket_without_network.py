"""A project whose clips lie in a bucket, while the network is there and when it is not."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.compose import create_project, open_project
from app.session.importing import ClipDetails
from app.session.project import Project
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from models.records import ClipRecord
from storage.clip_object import ClipObject
from storage.errors import ReadInterruptedError, StorageUnavailableError
from storage.fault import Fault
from storage.interrupt import Interrupt
from tests.support.desk import PASSPHRASE
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person
from tests.support.s3_server import S3Server, keys_under


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.setenv("ENCRYPTION_KEY", "5a" * 32)
    monkeypatch.setenv("SAFELIGHT_HOME", str(tmp_path / "home"))
    return Paths.of_this_machine()


@pytest.fixture
def config(paths: Paths, s3_server: S3Server, unused_prefix: str) -> ProjectConfig:
    settings = s3_server.settings(unused_prefix, connect_timeout_s=1, read_timeout_s=2)
    made, _ = create_project(
        paths, "Harbour", passphrase=None, labels=(), store_uri=settings.to_uri()
    )
    return made


@pytest.fixture
def project(config: ProjectConfig, paths: Paths) -> Iterator[Project]:
    opened = open_project(config, paths)
    yield opened
    opened.close()


def imported(project: Project, folder: Path, content: bytes) -> ClipRecord:
    footage = folder / "gate.mp4"
    footage.write_bytes(content)
    return project.import_clip(footage).clip


def test_a_clip_is_imported_into_the_bucket_and_read_back(
    project: Project, tmp_path: Path, s3_server: S3Server, unused_prefix: str
) -> None:
    content = make_clip(pts=even_pts(60), size=(320, 180))
    clip = imported(project, tmp_path, content)

    with project.open_stream(clip) as stream:
        assert stream.read() == content
    assert keys_under(s3_server.client(), s3_server.settings(unused_prefix)) == {
        f"{clip.event_id}.slc",
        f"{clip.event_id}.json",
        f"{clip.event_id}.index.sld",
        f"{clip.event_id}.thumbnails.sld",
    }


def test_what_was_opened_before_opens_again_without_the_network(
    config: ProjectConfig, paths: Paths, tmp_path: Path, s3_server: S3Server
) -> None:
    content = make_clip(pts=even_pts(60), size=(320, 180))
    project = open_project(config, paths)
    clip = imported(project, tmp_path, content)
    with project.open_clip(clip.id).open_stream() as stream:
        assert stream.read() == content
    project.close()
    s3_server.stop()

    project = open_project(config, paths)
    try:
        (known,) = project.clips()
        session = project.open_clip(known.id)
        assert session.index.frame_count == 60
        with session.open_stream() as stream:
            assert stream.read() == content
    finally:
        project.close()


def test_what_was_imported_here_opens_without_the_network(
    config: ProjectConfig, paths: Paths, tmp_path: Path, s3_server: S3Server
) -> None:
    project = open_project(config, paths)
    clip = imported(project, tmp_path, make_clip(pts=even_pts(60), size=(320, 180)))
    project.close()
    s3_server.stop()

    project = open_project(config, paths)
    try:
        assert project.thumbnail(clip) is not None
        assert project.open_clip(clip.id).index.frame_count == 60
    finally:
        project.close()


def test_a_clip_that_is_not_here_is_an_error_without_the_network(
    config: ProjectConfig, paths: Paths, tmp_path: Path, s3_server: S3Server
) -> None:
    project = open_project(config, paths)
    clip = imported(project, tmp_path, make_clip(pts=even_pts(30), size=(320, 180)))
    project.close()
    shutil.rmtree(paths.copies)
    s3_server.stop()

    project = open_project(config, paths)
    try:
        asked = Interrupt()
        threading.Timer(1.5, asked.end).start()
        with pytest.raises((StorageUnavailableError, ReadInterruptedError)):
            project.open_stream(clip, asked)
        assert project.link is not None
        assert project.link.state().online is False
        assert project.link.state().fault is Fault.CONNECTION
    finally:
        project.close()


def test_a_kept_clip_survives_the_clearing_of_copies(
    project: Project, tmp_path: Path, s3_server: S3Server
) -> None:
    content = make_clip(pts=even_pts(60), size=(320, 180))
    clip = imported(project, tmp_path, content)
    objects = [ClipObject.from_json(entry) for entry in clip.objects]
    offline = project.storage.offline
    assert offline is not None
    offline.clear()
    offline.pin(clip.event_id, objects)
    offline.clear()
    s3_server.stop()

    assert offline.state(objects).pinned
    with project.open_stream(clip) as stream:
        assert stream.read() == content


def test_locking_wipes_the_keys_while_an_import_waits_for_a_silent_store(
    tmp_path: Path,
    qapp: object,
    monkeypatch: pytest.MonkeyPatch,
    s3_server: S3Server,
    unused_prefix: str,
) -> None:
    monkeypatch.setenv("SAFELIGHT_HOME", str(tmp_path / "home"))
    settings = s3_server.settings(unused_prefix, connect_timeout_s=2, read_timeout_s=120)
    config, _ = create_project(
        Paths.of_this_machine(),
        "Harbour",
        passphrase=PASSPHRASE,
        labels=(),
        store_uri=settings.to_uri(),
    )
    footage = tmp_path / "gate.mp4"
    footage.write_bytes(make_clip(pts=even_pts(60), size=(320, 180)))
    person = Person(tmp_path / "home")
    person.start(config.id)
    person.unlock(PASSPHRASE)
    project = person.desk.projects.project
    assert project is not None
    link = project.link
    assert link is not None
    s3_server.hang()
    try:
        person.desk.clips.import_files(((footage, ClipDetails()),))
        person.wait_until(lambda: link.state().requests > 0, "for the import to wait")
        began = time.monotonic()
        person.press("Ctrl+L")
        person.wait_until(lambda: project.keyring.closed, "for the keys to go")
        assert time.monotonic() - began < 60
    finally:
        s3_server.go_on()
        person.quit()
