"""A project of its own for each test: real store, real database, real journal."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.compose import create_project, open_project
from app.session.importing import ImportReport
from app.session.project import Project
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from models.annotation.labels import Label
from tests.support.footage import even_pts, make_clip

PASSPHRASE = "correct horse battery"
PERSON = Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0)


@dataclass(frozen=True)
class Desk:
    """A made project and the ways to open it."""

    paths: Paths
    config: ProjectConfig

    def open(self) -> Project:
        return open_project(self.config, self.paths, passphrase=PASSPHRASE)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path / "home")})


@pytest.fixture
def desk(paths: Paths) -> Desk:
    config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(PERSON,))
    return Desk(paths, config)


@pytest.fixture
def project(desk: Desk) -> Iterator[Project]:
    opened = desk.open()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def plain_clip() -> bytes:
    return make_clip(pts=even_pts(40))


@pytest.fixture
def plain_file(plain_clip: bytes, tmp_path: Path) -> Path:
    file = tmp_path / "gate 3.mp4"
    file.write_bytes(plain_clip)
    return file


@pytest.fixture
def imported(project: Project, plain_file: Path) -> ImportReport:
    return project.import_clip(plain_file)
