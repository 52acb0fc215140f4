"""Databases and stores: the tests that use them run on SQLite and on a real PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.keyring import Keyring
from models import migrate
from models.engine import Database, open_database
from models.store import ProjectStore
from tests.support.databases import AUTHOR, COLLEAGUE, Annotator, a_clip
from tests.support.postgres import PostgresServer
from tests.support.quick_schemas import UPGRADE_AS_IT_SHIPS


@pytest.fixture(autouse=True)
def _migrations_as_they_ship(monkeypatch: pytest.MonkeyPatch, _quick_schemas: None) -> None:
    monkeypatch.setattr(migrate, "_upgrade", UPGRADE_AS_IT_SHIPS)


@pytest.fixture
def keyring() -> Iterator[Keyring]:
    """An unlocked keyring that reads authenticated forms only."""
    with Keyring.generate() as made:
        yield made


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'annotations.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database without a schema, once of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database with today's schema, once of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("migrated_postgres_url"))
    url = str(request.getfixturevalue("sqlite_url"))
    shutil.copy(request.getfixturevalue("sqlite_template"), url.removeprefix("sqlite:///"))
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: a migration a test would cost more than the test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a migrated database to copy."""
    name = "migrated_template"
    postgres_server.run(f"CREATE DATABASE {name}")
    open_database(postgres_server.url(name)).close()
    return name


@pytest.fixture
def migrated_postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """The URL of a copy of the migrated database."""
    with postgres_server.database(template=postgres_template) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open, empty database, once of each kind."""
    with open_database(database_url) as opened:
        yield opened


@pytest.fixture
def store(database: Database, keyring: Keyring) -> ProjectStore:
    """A store on an empty database, once of each kind."""
    return ProjectStore(database, keyring, author=AUTHOR)


@pytest.fixture
def colleague(database: Database, keyring: Keyring) -> ProjectStore:
    """Another person's store on the same database."""
    return ProjectStore(database, keyring, author=COLLEAGUE)


@pytest.fixture
def annotator(store: ProjectStore) -> Annotator:
    """A person at an empty clip."""
    return Annotator.at(store, store.add_clip(a_clip()).id)
