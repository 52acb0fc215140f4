"""Databases and stores: the tests that use them run on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.keyring import Keyring
from models.engine import Database, open_database
from models.store import ProjectStore
from tests.support.databases import AUTHOR, COLLEAGUE, Annotator, a_clip


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
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, once of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


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
