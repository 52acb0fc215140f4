"""A project of its own for each test: real store, real database, real journal.

It is made once a run; each test gets a copy of its files, in folders of the test's own.
"""

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.compose import create_project, open_project
from app.session.importing import ImportReport
from app.session.project import Project
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig, save_project
from models.annotation.labels import Label
from tests.support.footage import even_pts, make_clip

PASSPHRASE = "correct horse battery"
PERSON = Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0)


@dataclass(frozen=True)
class Desk:
    """A made project and the ways to open it."""

    paths: Paths
    config: ProjectConfig
    recovery_code: str | None

    @property
    def home(self) -> Path:
        return self.paths.config.parent

    def open(self) -> Project:
        """Open it with its recovery code, which costs nothing like a passphrase's derivation."""
        return open_project(self.config, self.paths, recovery_code=self.recovery_code)

    def copied_to(self, home: Path) -> "Desk":
        """Return a copy of the closed project, its files and addresses in another home."""
        shutil.copytree(self.home, home, dirs_exist_ok=True)

        def moved(uri: str) -> str:
            return uri.replace(str(self.home), str(home))

        config = replace(
            self.config,
            store_uri=moved(self.config.store_uri),
            database_url=moved(self.config.database_url),
            key_uri=moved(self.config.key_uri),
        )
        paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
        save_project(paths, config)
        return Desk(paths, config, self.recovery_code)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path / "home")})


@pytest.fixture(scope="session")
def desk_of_session(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A project to copy: a key derivation and a migration a test would cost more than the test."""
    home = tmp_path_factory.mktemp("desk") / "home"
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    config, code = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(PERSON,))
    return Desk(paths, config, code)


@pytest.fixture
def desk(desk_of_session: Desk, paths: Paths) -> Desk:
    return desk_of_session.copied_to(paths.config.parent)


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
